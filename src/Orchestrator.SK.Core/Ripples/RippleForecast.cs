using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>The rules that an item will probably fire, before any plan names a path: those whose name shares a telling word with the item.</summary>
public static class RippleForecast
{
    /// <summary>Words that stand in every rule and every item, and tell nothing.</summary>
    private static readonly HashSet<string> Common = new(["the", "and", "with", "new", "section", "page", "type", "public", "add", "for", "any", "all", "file", "table"], StringComparer.Ordinal);

    /// <summary>Returns the rows that the text names, and those that the paths in it fire; in the table's order.</summary>
    public static IReadOnlyList<RippleRow> Of(RippleTable table, string text, IReadOnlyCollection<string> treePaths)
    {
        ArgumentNullException.ThrowIfNull(table);
        var words = Telling(text).ToHashSet(StringComparer.Ordinal);
        var fired = RippleRules.Predict(table, PathHints.In(text), treePaths).Select(prediction => prediction.Row).ToHashSet();
        return [.. table.Rows.Where(row => fired.Contains(row) || Telling(row.Trigger).Any(words.Contains))];
    }

    private static IEnumerable<string> Telling(string text) => Words.Of(text).Select(Words.Singular).Where(word => word.Length > 2 && !Common.Contains(word));
}
