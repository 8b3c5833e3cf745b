using System.Text.Json;

namespace Orchestrator.SK.Benchmarks;

/// <summary>Four experts with three model calls each: read, write, hand in. And the repository that they work on.</summary>
internal static class WaveScript
{
    public const string Everybody = "WAVE-001";
    public const string Alone = "WAVE-002";

    private static readonly (string Id, string Persona, string Folder)[] Experts =
    [
        ("store-backend", "Store & Backend", "src"), ("extension", "Extension", "ext"), ("testing", "Testing", "tests"), ("documentation", "Documentation", "docs"),
    ];

    public static IEnumerable<(string Path, string Text)> Files()
    {
        yield return ("orchestrator.json", JsonSerializer.Serialize(new
        {
            paths = new { backlog = "sdd/BACKLOG.md", specs = new[] { "sdd/specs/*.md" } },
            experts = Experts.ToDictionary(expert => expert.Id, expert => new { writes = new[] { $"{expert.Folder}/**" }, foundations = new[] { "sdd/DESIGN.md" } }),
            verify = new[] { "true" },
        }));
        yield return ("sdd/BACKLOG.md", $"# Backlog\n\n- [ ] **{Everybody} — Four at once**\n  spec: WV-001\n\n- [ ] **{Alone} — One alone**\n  spec: WV-001\n");
        yield return ("sdd/specs/001-wave.md", "# Waves\n\n### WV-001: Files\n\nEach folder has a second file.\n");
        yield return ("sdd/DESIGN.md", $"# Design\n\n{string.Concat(Enumerable.Repeat("A convention that everybody follows, worded at some length.\n", 60))}");
        foreach (var (_, _, folder) in Experts)
        {
            yield return ($"{folder}/first.txt", string.Concat(Enumerable.Range(1, 80).Select(line => $"Line {line} of the first file of {folder}.\n")));
        }
    }

    public static string Json() => JsonSerializer.Serialize(new
    {
        fixtures = (object[])[Plan(Everybody, Experts), Plan(Alone, Experts[..1]), .. Experts.SelectMany(Turns), Fixture("You summarise", null, new { content = new { title = "Add files", summary = "Files." } })],
    });

    private static object Plan(string item, (string Id, string Persona, string Folder)[] experts) => Fixture("You plan the delivery", item, new
    {
        content = new
        {
            mode = "simple",
            kind = "feature",
            summary = "A second file in each folder.",
            contract = Array.Empty<string>(),
            assignments = experts.Select((expert, index) => new { id = $"a{index + 1}", expert = expert.Id, task = "Write the second file.", specs = new[] { "WV-001" }, paths = new[] { $"{expert.Folder}/second.txt" }, after = Array.Empty<string>() }),
        },
    });

    private static IEnumerable<object> Turns((string Id, string Persona, string Folder) expert)
    {
        var persona = $"You are the {expert.Persona} expert";
        yield return Turn(persona, 0, ("specs-get", new { id = "WV-001" }), ("files-read", new { path = $"{expert.Folder}/first.txt" }));
        yield return Turn(persona, 1, ("files-write", new { path = $"{expert.Folder}/second.txt", content = "The second file.\n", specs = new[] { "WV-001" } }));
        yield return Turn(persona, 2, ("report-submit", new { status = "done", summary = "Written.", specs = new[] { "WV-001" } }));
    }

    private static object Turn(string persona, int turn, params (string Name, object Arguments)[] calls) => new
    {
        match = new { systemMessage = persona, turnIndex = turn },
        response = new { toolCalls = calls.Select((call, index) => new { id = $"call_{turn}_{index}", name = call.Name, arguments = call.Arguments }) },
    };

    private static object Fixture(string system, string? user, object response) => user is null
        ? new { match = new { systemMessage = system }, response }
        : new { match = new { systemMessage = system, userMessage = user }, response };
}
