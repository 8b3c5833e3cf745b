using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Finds the ripple table: what else a change must reach.</summary>
internal static partial class RippleSearch
{
    public static Discovered<string> Search(Survey survey, IReadOnlySet<string> taken)
    {
        var candidates = survey.Documents.Where(document => !taken.Contains(document.Path)).Select(Candidate).OfType<(string Reference, string Path, RippleTable Table, bool Named)>()
            .OrderByDescending(candidate => candidate.Named).ThenByDescending(candidate => candidate.Table.Rows.Count).ThenBy(candidate => SurveyPaths.Depth(candidate.Path)).ToList();
        return candidates is [var best, ..]
            ? new(best.Reference, Evidence(best.Table), [.. candidates.Skip(1).Take(SurveyText.MostNamed).Select(other => $"{other.Reference}: {Evidence(other.Table)}")])
            : Discovered<string>.Nothing();
    }

    private static (string Reference, string Path, RippleTable Table, bool Named)? Candidate(Survey.Document document)
    {
        var lines = TextLines.Split(document.Text);
        var tables = MarkdownTable.FindAll(lines).Where(table => table.Columns.Count >= 2 && table.Rows.Count >= 2 && Changed().IsMatch(table.Columns[0]) && AlsoTo().IsMatch(table.Columns[1])).ToList();
        if (tables.Count == 0)
        {
            return null;
        }

        // The lowest heading that has all of them below it; without one the whole document is asked.
        var above = tables.Select(table => Above(lines, table.Header.Number)).Aggregate((common, next) => [.. common.Intersect(next)]);
        var anchor = above.Where(heading => heading.HeadingLevel > 1).LastOrDefault() is { Number: > 0 } heading ? RippleTableParser.Slug(heading.HeadingText) : null;
        var table = RippleTableParser.Parse(document.Path, document.Text, anchor);
        return table.Rows.Count == 0 ? null
            : (anchor is null ? document.Path : $"{document.Path}#{anchor}", document.Path, table,
                Named().IsMatch($"{document.Path} {string.Join(' ', above.Select(line => line.HeadingText))} {string.Join(' ', tables.SelectMany(each => each.Columns))}"));
    }

    private static List<TextLine> Above(IReadOnlyList<TextLine> lines, int number)
    {
        List<TextLine> open = [];
        foreach (var heading in lines.Take(number - 1).Where(line => line.HeadingLevel > 0))
        {
            open.RemoveAll(other => other.HeadingLevel >= heading.HeadingLevel);
            open.Add(heading);
        }

        return open;
    }

    private static string Evidence(RippleTable table) =>
        $"{SurveyText.Count(table.Rows.Count, "row")}, the first on line {table.Rows[0].Line}: {table.Rows[0].Trigger}" + (table.Drift.Count > 0 ? $"; its presentations differ in {SurveyText.Count(table.Drift.Count, "row")}" : "");

    [GeneratedRegex(@"\btrigger|\bchang|\b(?:if|when) (?:you|we)\b|\btouch", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Changed();

    [GeneratedRegex(@"\balso\b|\bripple|\bupdat|\bcheck\b|\baffect|\bsync|\bmust\b|\btargets?\b|\bthen\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex AlsoTo();

    [GeneratedRegex(@"ripple|impact|cross-?file|consisten|propagat", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
