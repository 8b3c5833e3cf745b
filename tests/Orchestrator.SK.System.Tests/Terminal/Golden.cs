using System.Text.RegularExpressions;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>Screens that were looked at and kept, in <c>Terminal/golden</c>. What differs from run to run is replaced by rule; all else is compared.</summary>
internal static partial class Golden
{
    /// <summary>Compares screens with those that are kept. What was seen is written beside the tests, to be looked at, and copied when it is right.</summary>
    public static void ShouldShow(string name, params IEnumerable<(string What, string Screen)> screens)
    {
        var seen = string.Concat(screens.Select(shown => $"=== {shown.What}\n{Normal(shown.Screen)}\n"));
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Terminal", "seen")).FullName;
        File.WriteAllText(Path.Combine(folder, name), seen);
        var kept = Path.Combine(AppContext.BaseDirectory, "Terminal", "golden", name);
        var expected = File.Exists(kept) ? File.ReadAllText(kept).ReplaceLineEndings("\n") : "";
        Assert.True(
            expected == seen,
            $"{name} is not what was kept; the first difference is in line {Difference(expected, seen)}. Look at it, and if it is right: cp {Path.Combine(folder, name)} tests/Orchestrator.SK.System.Tests/Terminal/golden/\n{seen}");
    }

    /// <summary>The screen without what differs from run to run. A row keeps its width where columns depend on it.</summary>
    public static string Normal(string screen)
    {
        var text = screen;
        text = Spent().Replace(text, "  0.0k tok    0 s");
        text = RunId().Replace(text, "$1-00000000-000000-0000");
        text = Hash().Replace(text, match => new string('0', match.Length));
        text = Clock().Replace(text, "00:00:00");
        text = Tokens().Replace(text, "0 tokens");
        text = Seconds().Replace(text, match => match.Value.StartsWith("  ", StringComparison.Ordinal) ? "0 s".PadLeft(match.Length) : match.Value[0] == ' ' ? " 0 s" : "0 s");
        text = Worker().Replace(text, "HOST:0");
        return Folder().Replace(text, "/FOLDER");
    }

    private static int Difference(string expected, string seen) =>
        expected.Split('\n').Zip(seen.Split('\n')).TakeWhile(pair => pair.First == pair.Second).Count() + 1;

    // The last two columns of a row in progress.
    [GeneratedRegex(@"[ 0-9]{3}\.[0-9]k tok [ 0-9]{4} s(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Spent();

    [GeneratedRegex(@"\b([a-z]+-[0-9]+)-[0-9]{8}-[0-9]{6}-[0-9a-f]{4}\b", RegexOptions.CultureInvariant)]
    private static partial Regex RunId();

    [GeneratedRegex(@"\b(?:[0-9a-f]{40}|[0-9a-f]{12}|[0-9a-f]{8})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();

    [GeneratedRegex(@"\b[0-9]{2}:[0-9]{2}:[0-9]{2}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b[0-9][0-9,.]*k? tokens", RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();

    [GeneratedRegex(@" *\b[0-9]+(?:\.[0-9])? s\b", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"(?<=Worker )\S+:[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Worker();

    [GeneratedRegex(@"/\S*orchestrator-e2e-[^\s,.]*", RegexOptions.CultureInvariant)]
    private static partial Regex Folder();
}
