using Orchestrator.SK.Tests.Repositories;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A run with two waves, a row that only a model can judge, a handover, a finding of review and its repair.</summary>
internal static class RepairedRun
{
    /// <summary>Makes a target of the kind ask for what names no file.</summary>
    public static void Undecided(GitTarget target) =>
        target.Write("sdd/REFERENCE.md", "# Reference\n\n## Ripple-check table\n\n| If you changed… | Also check / update |\n|---|---|\n| **Code** (`src/`) | the guide of its readers |\n");

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
        .Judges(null, new { row = 1, verdict = "holds", reason = "The page says so.", path = "docs/backends.md", quote = "# Backends\n\nThe log." })
        .Reviews("Store & Backend", 2).Reviews("Testing", 2).Reviews("Documentation", 2)
        .Summary("Add an append-only log");
}
