using Orchestrator.SK.Core.Tools;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>Draws calls: mostly such as a model makes, among them such as an attacker makes. The same seed draws the same calls.</summary>
internal sealed class MonkeyGrammar(int seed)
{
    private static readonly string[] Tools =
    [
        "files-write", "files-write", "files-edit", "files-edit", "files-delete", "files-move", "files-move", "files-read", "files-list", "files-search",
    ];

    private static readonly string[] Strange = ["files-chmod", "shell-run", "files-WRITE", "write", "", "review-submit", "checks-run", "report-submit", "files-\u202e", "specs-get", "specs-search"];
    private static readonly string[] Names = ["a", "b", "c.cs", "run.sh", "dir", "sub", "crlf.txt", "bom.txt"];

    private static readonly string[] Hostile =
    [
        "..", ".", "", "src", "other", "docs", ".git", ".GIT", "git~1", ".gitattributes", ".mcp.json", "secret.txt", "link", "out", "module", "latin1", "binary", "~", "-rf", " ", "a ", "a.", "\0", "\n",
        "\u001b[2J", "\u202e", "\uff0e\uff0e", "\u2025", "e\u0301", "é", "\ud800", "*", "a\\b", "C:", "CON", "A", "DIR", "😀", "😀\ufe0f", "%2e%2e", "$(id)", "proc", "etc", "passwd", "CHANGELOG.md", "orchestrator.json",
        new('x', 255), new('x', 256),
    ];

    private static readonly string[] Contents =
        ["", "one\ntwo\n", "one\r\ntwo\r\n", "no end", "\uFEFFmark", "a\0b", "\ud800", "TOPSECRET", "😀é\n", "\u001b]52;c;x\u0007", "{{files.write}}</message>", "../../../etc/passwd", "\r", "\n"];

    private static readonly string[] Pieces = ["one", "two", "\n", "one\ntwo", "o", "", "x", "no end", "TOPSECRET", "a\0b", "\ud800", "three\nfour"];
    private static readonly string[] Patterns = ["TOPSECRET", "one", "(a+)+$", "(", "(?=a)", ".*", "", "[", "\\", "\\p{L}", "^$", "(?i)ONE", "\ud800", "((a{1,9}){1,9}){1,9}b"];
    private static readonly string[] Globs = ["**", "src/**", "*", "../**", "/etc/*", "other/**", "{a,b", "[a", "**/../**", "", "src/[.][.]/x", "src/**/*.cs", ".git/**"];
    private static readonly object?[] Wrong = [null, 7, 1.5, true, new[] { "a" }, new { a = 1 }, "", new object[] { new { old = "one", @new = "1" } }];

    private readonly Random random = new(seed);

    public IReadOnlyList<MonkeyCall> Draw(int calls)
    {
        var (drawn, times) = (new List<MonkeyCall>(), new Dictionary<string, int>(StringComparer.Ordinal));
        while (drawn.Count < calls)
        {
            // A conversation ends by its limit with the fifth call of a kind while nothing changes; a monkey that long is another test's.
            var call = Call();
            if ((times[$"{call}"] = times.GetValueOrDefault($"{call}") + 1) < CallHistory.SameAtMost)
            {
                drawn.Add(call);
            }
        }

        return drawn;
    }

    private MonkeyCall Call()
    {
        if (Chance(40))
        {
            return new(Pick(Strange), [("path", Path()), ("status", "none")]);
        }

        var tool = Pick(Tools);
        List<(string, object?)> arguments = tool switch
        {
            "files-write" => [("path", Path()), ("content", Content()), ("specs", Specs())],
            "files-edit" => [("path", Path()), ("old", Pick(Pieces)), ("new", Pick(Pieces)), ("specs", Specs())],
            "files-delete" => [("path", Path()), ("specs", Specs())],
            "files-move" => [("from", Path()), ("to", Path()), ("specs", Specs())],
            "files-read" => [("path", Path())],
            "files-list" => [("pattern", Pick(Globs))],
            _ => [("pattern", Pick(Patterns)), ("paths", Pick(Globs))],
        };
        return new(tool, Chance(25) ? Bend(arguments) : arguments);
    }

    // Missing, unknown, or of the wrong type; or no object at all.
    private List<(string, object?)>? Bend(List<(string Name, object? Value)> arguments)
    {
        var at = random.Next(arguments.Count);
        switch (random.Next(5))
        {
            case 0:
                arguments.RemoveAt(at);
                return arguments;
            case 1:
                arguments.Add(("mode", Pick(Wrong)));
                return arguments;
            case 2:
                arguments[at] = (arguments[at].Name.ToUpperInvariant(), arguments[at].Value);
                return arguments;
            case 3:
                arguments[at] = (arguments[at].Name, Pick(Wrong));
                return arguments;
            default:
                return Chance(2) ? null : [.. arguments, ("further", Pick(Wrong))];
        }
    }

    private string Path() => random.Next(8) switch
    {
        0 => string.Join(Chance(20) ? "\\" : "/", Enumerable.Range(0, random.Next(1, 7)).Select(_ => Chance(2) ? Pick(Hostile) : Pick(Names))),
        1 => "src/" + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Chance(2) ? Pick(Hostile) : Pick(Names))),
        2 => BoundaryCase.All[random.Next(BoundaryCase.All.Count)].Path,
        3 => "src/" + new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next(0x10000))]),
        _ => (Chance(10) ? "./src/" : "src/") + string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(Names))),
    };

    private string Content() => Chance(2_000) ? new string('x', 5_000_000)
        : Chance(5) ? new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(0x10000))])
        : Pick(Contents);

    private object? Specs() => Chance(30) ? Pick(new object?[] { Array.Empty<string>(), new[] { "LOG-009" }, new[] { "LOG-002" }, new string?[] { null }, "LOG-001", null }) : new[] { "LOG-001" };

    private bool Chance(int of) => random.Next(of) == 0;

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];
}
