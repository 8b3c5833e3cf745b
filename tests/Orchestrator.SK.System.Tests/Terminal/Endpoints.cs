namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>Environments of programs that ask an endpoint of these tests, and what is seen of a run that it holds up.</summary>
internal static class Endpoints
{
    // What each expert of the sample reads last before it waits for its second reply, in the order of their rows.
    private static readonly string[] LastRead =
        ["src/Tidemark/Backends/FolderBackend.cs", "src/Tidemark/Ext/Integrity.cs", "tests/Tidemark.Tests/Ext/IntegrityTests.cs", "docs-src/api/extensions.md"];

    public static Dictionary<string, string> Of(string address) => new(StringComparer.Ordinal)
    {
        ["OPENAI_BASE_URL"] = address,
        ["OPENAI_API_KEY"] = "",
        ["OPENAI_MODEL"] = "rehearsal",
        ["Orchestrator__Sandbox__Minimum"] = "none",
    };

    /// <summary>Every expert of the sample has used all of its first tools, and waits for its second reply.</summary>
    public static bool FourHaveRead(string screen)
    {
        var shown = screen.Split('\n').Where(row => row.StartsWith('●'))
            .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => words is [_, _, "files-read", var path, ..] ? path.TrimEnd('…') : "?").ToList();
        return shown.Count == LastRead.Length && shown.Zip(LastRead).All(row => row.Second.StartsWith(row.First, StringComparison.Ordinal));
    }
}
