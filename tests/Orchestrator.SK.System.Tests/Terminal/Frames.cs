using System.Text.RegularExpressions;
using Orchestrator.SK.Tests.Chat;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>What the program wrote to a terminal, replayed frame by frame: nothing may be torn, blanked or left behind.</summary>
internal static partial class Frames
{
    private const string Begin = "\e[?2026h";
    private const string End = "\e[?2026l";

    /// <summary>Looks at every frame as it stood; returns how many there were.</summary>
    public static int ShouldBeWhole(string raw, int width, int height)
    {
        foreach (var blank in new[] { "\e[2J", "\e[3J", "\e[H", "\e[2K", "\e[?1049h", "\ec" })
        {
            Assert.False(raw.Contains(blank, StringComparison.Ordinal), $"The screen was blanked: ESC{blank[1..]} was written.");
        }

        // The glass itself fails on a row that is too long, and on any sequence that moves elsewhere.
        var glass = new Glass(width, height);
        var frames = raw.Split(Begin).Skip(1).Select(frame => frame[..frame.IndexOf(End, StringComparison.Ordinal)]).ToList();
        foreach (var frame in frames)
        {
            glass.Write(frame);
            ShouldBeWhole(glass.Text.Split('\n'), height);
        }

        return frames.Count;
    }

    private static void ShouldBeWhole(string[] rows, int height)
    {
        var rules = rows.Index().Where(row => row.Item.StartsWith("───", StringComparison.Ordinal)).ToList();
        Assert.True(rules.Count <= 1, $"A region was left behind:\n{string.Join('\n', rows)}");
        var region = rules.Count == 0 ? [] : rows[(rules[0].Index + 1)..];
        Assert.Equal(region.Where(IsRow), rows.Where(IsRow));
        Assert.All(region.Where(IsRow), row => Assert.Matches(Row(), row));
        Assert.True(region.Length < height, $"The region is higher than the screen:\n{string.Join('\n', rows)}");
        Assert.All(region.Take(1), first => Assert.True(IsRow(first) || Footer().IsMatch(first), $"Not a row: {first}"));
    }

    private static bool IsRow(string row) => row.StartsWith("● ", StringComparison.Ordinal);

    [GeneratedRegex(@"\A● [a-z-]+ +\S.* +[0-9]+\.[0-9]k tok +[0-9]+ s\z", RegexOptions.CultureInvariant)]
    private static partial Regex Row();

    [GeneratedRegex(@"\A(?:intake|planning|plan|wave [0-9]+|review|finishing|stopping)(?: · |\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Footer();
}
