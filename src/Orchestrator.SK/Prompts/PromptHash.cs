using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.SK.Prompts;

/// <summary>The identity of what a conversation was made from: the persona and the steps that it may be sent, together.</summary>
internal static class PromptHash
{
    public static string Join(params IEnumerable<string> hashes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', hashes))));
}
