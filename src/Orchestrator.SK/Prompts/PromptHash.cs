using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.SK.Prompts;

/// <summary>The identity of what a conversation was made from: persona and step together.</summary>
internal static class PromptHash
{
    public static string Join(string persona, string step) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{persona}\n{step}")));
}
