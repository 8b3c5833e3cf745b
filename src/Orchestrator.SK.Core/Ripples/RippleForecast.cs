using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>A rule that an item will probably fire.</summary>
/// <param name="Because">The words that both share, or the paths that fire it.</param>
/// <param name="Paths">The files of the repository that its targets name; what only a reader can tell is not among them.</param>
public sealed record ForecastRow(RippleRow Row, IReadOnlyList<string> Because, IReadOnlyList<string> Paths);

/// <summary>The rules that an item will probably fire, before any plan names a path: those whose name the item has most words of, and those that its paths fire.</summary>
public static class RippleForecast
{
    /// <summary>Words that stand in every rule and every item, and tell nothing.</summary>
    private static readonly HashSet<string> Common = new(["the", "and", "with", "new", "section", "page", "type", "public", "add", "for", "any", "all", "file", "table"], StringComparer.Ordinal);

    /// <summary>Returns the rows that the text names by most of their words, and those that the paths in it fire; in the table's order.</summary>
    public static IReadOnlyList<ForecastRow> Of(RippleTable table, string text, IReadOnlyCollection<string> treePaths)
    {
        ArgumentNullException.ThrowIfNull(table);
        var words = Telling(text).ToHashSet(StringComparer.Ordinal);
        var fired = RippleRules.Predict(table, PathHints.In(text), treePaths).ToDictionary(prediction => prediction.Row, prediction => prediction.Because);
        return [.. table.Rows.Select(row => (Row: row, Because: fired.GetValueOrDefault(row, []).Concat(Shared(row.Trigger, words)).Distinct(StringComparer.Ordinal).ToList()))
            .Where(row => row.Because.Count > 0)
            .Select(row => new ForecastRow(row.Row, row.Because, [.. row.Row.Targets.SelectMany(target => target.Paths).SelectMany(path => new PathReference(path).Resolve(treePaths)).Distinct(StringComparer.Ordinal)]))];
    }

    // One word of three says little: 'Public method signature' is not meant wherever a method is.
    private static List<string> Shared(string trigger, HashSet<string> words)
    {
        List<string> plain = [.. Telling(CodeSpans.Blank(trigger)).Distinct(StringComparer.Ordinal)];
        List<string> name = plain.Count > 0 ? plain : [.. Telling(trigger).Distinct(StringComparer.Ordinal)];
        List<string> shared = [.. name.Where(words.Contains)];
        return shared.Count * 2 > name.Count ? shared : [];
    }

    private static IEnumerable<string> Telling(string text) => Words.Of(text).Select(Words.Singular).Where(word => word.Length > 2 && !Common.Contains(word));
}
