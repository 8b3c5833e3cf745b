namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>Environments of programs that ask an endpoint of these tests, and what is seen of a run that it holds up.</summary>
internal static class Endpoints
{
    public static Dictionary<string, string> Of(string address) => new(StringComparer.Ordinal)
    {
        ["OPENAI_BASE_URL"] = address,
        ["OPENAI_API_KEY"] = "",
        ["OPENAI_MODEL"] = "rehearsal",
        ["Orchestrator__Sandbox__Minimum"] = "none",
    };

    /// <summary>Every expert of the sample has used its first tools, and waits for its second reply.</summary>
    public static bool FourHaveRead(string screen) =>
        screen.Split('\n').Count(row => row.StartsWith('●') && row.Contains("files-read", StringComparison.Ordinal)) == 4;
}
