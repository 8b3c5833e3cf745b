using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A run with two waves, a handover, a finding of review and its repair.</summary>
internal static class RepairedRun
{
    public static RunScript Script => new RunScript()
        .Plan("standard", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt"), Assignment("a3", "documentation", "docs/log.md", "a1")])
        .Turn("a1", 0, ("files-read", new { path = "src/store.txt" }), Write("src/log.txt", "append\n"), Write("docs/wrong.md"))
        .Turn("a1", 1, Done(handovers: [new { path = "docs/backends.md", what = "Name the log." }], changelog: [new { group = "Added", text = "A log" }]))
        .Turn("a2", 0, Write("tests/log.txt", "one\n"))
        .Turn("a2", 1, ("files-edit", new { path = "tests/log.txt", old = "one", @new = "two", specs = new[] { "LOG-001" } }))
        .Turn("a2", 2, Done())
        .Works("a3", "docs/log.md")
        .Works("h1", "docs/backends.md", "# Backends\n\nThe log.\n")
        .Reviews("Store & Backend", 1).Reviews("Testing", 1, new { path = "src/log.txt", what = "It says append." }).Reviews("Documentation", 1)
        .Works("r1", "src/log.txt", "appends\n")
        .Reviews("Store & Backend", 2).Reviews("Testing", 2).Reviews("Documentation", 2)
        .Summary("Add an append-only log");
}
