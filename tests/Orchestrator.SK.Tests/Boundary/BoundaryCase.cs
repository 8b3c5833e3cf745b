using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>A row of <c>corpus.tsv</c>: what stands in the tree, the path that a model gives, and the code with which each tool answers.</summary>
internal sealed partial record BoundaryCase(string Name, string Path, IReadOnlyList<string> Codes, IReadOnlyList<(string Path, TreeMode Mode, byte[] Content)> Tree)
{
    public static readonly IReadOnlyList<BoundaryCase> All =
        [.. SourceTree.Read("tests", "Orchestrator.SK.Tests", "Boundary", "corpus.tsv").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>The code of the tool, in the order of the columns; <c>ok</c> where the call is answered.</summary>
    public string CodeOf(string operation) => Codes[Array.IndexOf(["read", "write", "edit", "delete", "move-from", "move-to"], operation)] is var code && code == "OK" ? "ok" : $"E_{code}";

    private static BoundaryCase Parse(string line)
    {
        var columns = line.Split('\t');
        Assert.True(columns.Length == 4 && columns[1].Split(' ').Length == 6, $"The row '{line[..Math.Min(60, line.Length)]}' has no four columns and six codes.");
        return new(columns[0], Plain(columns[2]), columns[1].Split(' '), [.. columns[3].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(Entry)]);
    }

    private static (string Path, TreeMode Mode, byte[] Content) Entry(string text)
    {
        var parts = text.Split(' ', 3);
        var mode = parts[1] switch { "l" => TreeMode.Link, "s" => TreeMode.Submodule, "x" => TreeMode.Executable, _ => TreeMode.File };
        byte[] content = parts[2] switch
        {
            "@huge" => Repeat((byte)'a', TextRead.MaxBytes + 1),
            "@full" => Repeat((byte)'a', TextRead.MaxBytes),
            "@latin1" => [.. "caf"u8, 0xE9],
            "@utf16" => [0xFF, 0xFE, (byte)'a', 0],
            "@utf16be" => [0, (byte)'a', 0, (byte)'b'],
            "@overlong" => [(byte)'a', 0xC0, 0xAF],
            "@cesu" => [0xED, 0xA0, 0x80],
            "@cut" => [(byte)'a', 0xE2, 0x82],
            var words => Encoding.UTF8.GetBytes(Plain(words)),
        };
        return (Plain(parts[0]), mode, content);
    }

    private static byte[] Repeat(byte value, int count)
    {
        var bytes = new byte[count];
        Array.Fill(bytes, value);
        return bytes;
    }

    // Escapes instead of the characters, so that the rows stay printable.
    private static string Plain(string text) => Escapes().Replace(text, match => match.Value switch
    {
        @"\\" => @"\",
        ['@', '\\', ..] => new string('é', 128),
        ['@', 'p', ..] => string.Join('/', Enumerable.Repeat("p", Number(match, "parts"))),
        ['@', ..] => Long(Number(match, "letters")),
        _ => ((char)Convert.ToInt32(match.Groups["code"].Value, 16)).ToString(),
    });

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // From 1,000 on a path of many parts, so that the whole and not a part is too long.
    private static string Long(int letters) => letters < 1_000
        ? new string('a', letters)
        : string.Concat(Enumerable.Range(1, letters).Select(at => at % 50 == 0 && at < letters ? '/' : 'a'));

    [GeneratedRegex(@"\\u(?<code>[0-9a-f]{4})|\\\\|@\\u00e9|@parts(?<parts>[0-9]+)|@(?<letters>[0-9]+)")]
    private static partial Regex Escapes();
}
