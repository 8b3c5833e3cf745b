using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>Environments that tests start the program with.</summary>
internal static class Variables
{
    public static Dictionary<string, string> None => [];

    public static Dictionary<string, string> For(RehearsalServer server, string key = "sk-test") => For(server.BaseAddress, key);

    public static Dictionary<string, string> For(Uri endpoint, string key = "sk-test") => new(StringComparer.Ordinal)
    {
        ["OPENAI_BASE_URL"] = endpoint.ToString(),
        ["OPENAI_API_KEY"] = key,
        ["OPENAI_MODEL"] = "rehearsal",
    };
}
