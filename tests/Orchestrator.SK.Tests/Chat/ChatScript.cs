namespace Orchestrator.SK.Tests.Chat;

/// <summary>The repository of these tests, and what its model says.</summary>
internal static class ChatScript
{
    private const string Talker = "talking with a person who maintains it";

    public static readonly IReadOnlyDictionary<string, string> Files = new Dictionary<string, string>
    {
        ["orchestrator.json"] = """
            {
              "paths": { "backlog": "sdd/BACKLOG.md", "done": "sdd/BACKLOG-DONE.md", "changelog": "CHANGELOG.md", "specs": ["sdd/specs/*.md"] },
              "experts": {
                "documentation": { "writes": ["guides/**"], "reads": [], "foundations": [] },
                "testing": { "writes": ["tests/**"], "reads": [], "foundations": [] }
              },
              "verify": ["true"]
            }
            """,
        ["sdd/BACKLOG.md"] = """
            # Backlog

            ## Backlog

            - [ ] **BK-001 — Say how notes are kept**
              spec: NOTE-001 · effort: S · audience: user.api_docs
              One page.

            - [ ] **BK-002 — Notes that expire**
              spec: — · effort: L · audience: user.api

            """,
        ["sdd/BACKLOG-DONE.md"] = "# Backlog — Done\n\n## Unreleased\n",
        ["CHANGELOG.md"] = "# Changelog\n\n## [Unreleased]\n",
        ["sdd/specs/001-notes.md"] = "# Notes\n\n### NOTE-001: Notes are kept\n\nA note stays until somebody deletes it.\n",
        ["guides/index.md"] = "# Guides\n",
        ["tests/readme.txt"] = "NOTE-001 is held by reading.\n",
    };

    /// <summary>BK-001 as it is delivered: a plan, one expert in three turns, a summary.</summary>
    public static IEnumerable<object> Delivery() =>
    [
        Fixture(new { systemMessage = "You plan the delivery" }, new
        {
            mode = "simple",
            kind = "docs",
            summary = "One page.",
            contract = new[] { "guides/notes.md" },
            assignments = new[] { new { id = "a1", expert = "documentation", task = "Write the page.", specs = new[] { "NOTE-001" }, paths = new[] { "guides/notes.md" }, after = Array.Empty<string>() } },
        }),
        Call(new { systemMessage = "Documentation expert", turnIndex = 0 }, "specs-get", new { id = "NOTE-001" }),
        Call(new { systemMessage = "Documentation expert", turnIndex = 1 }, "files-write", new { path = "guides/notes.md", content = "# Notes\n\nA note stays until somebody deletes it.\n", specs = new[] { "NOTE-001" } }),
        Call(new { systemMessage = "Documentation expert", turnIndex = 2 }, "report-submit", Report("done")),
        Fixture(new { systemMessage = "You summarise a finished delivery" }, new { title = "Say how notes are kept", summary = "One page on notes." }),
    ];

    /// <summary>The same, but the expert asks a person first.</summary>
    public static IEnumerable<object> DeliveryWithAQuestion() =>
    [
        Call(new { systemMessage = "Documentation expert", userMessage = "Assignment a1", turnIndex = 0 }, "report-submit", Report("needs_input", "In which \e[31mtone\e[0m?", "How long?")),
        .. Delivery(),
    ];

    /// <summary>Free talk: looks the backlog up, then answers in small pieces; whatever comes next gets a short answer.</summary>
    public static IEnumerable<object> Talk() =>
    [
        Call(new { systemMessage = Talker, userMessage = "what is next?", turnIndex = 0 }, "backlog-list", new { }),
        new { match = new { systemMessage = Talker, userMessage = "what is next?", toolResultContains = "BK-001 — Say how notes are kept" }, response = new { content = "BK-001 comes first; \e[31mit is covered by NOTE-001." }, chunkSize = 3, latency = 60 },
        new { match = new { systemMessage = Talker, userMessage = "half" }, response = new { content = "This answer breaks off in the middle of it." }, chunkSize = 5, truncateAfterChunks = 3 },
        new { match = new { systemMessage = Talker }, response = new { content = "As I said." } },
    ];

    private static object Report(string status, params string[] questions) =>
        new { status, summary = "The page is there.", specs = new[] { "NOTE-001" }, changelog = new[] { new { group = "Documentation", text = "**Notes**: how they are kept" } }, questions };

    private static object Fixture(object match, object content) => new { match, response = new { content } };

    private static object Call(object match, string name, object arguments) => new { match, response = new { toolCalls = new[] { new { name, arguments } } } };
}
