using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Finds the backlog and the register of done items: documents that hold items, whatever they are called.</summary>
internal static partial class BacklogSearch
{
    public static (Discovered<string> Backlog, Discovered<string> Done, IReadOnlyList<Backlog> Parsed) Search(Survey survey)
    {
        List<Backlog> parsed = [.. survey.Documents.Select(document => BacklogParser.Parse(document.Path, document.Text)).Where(backlog => backlog.Items.Count > 0)];
        var ranked = parsed.Select(backlog => (Backlog: backlog, Score: Score(backlog))).Where(candidate => candidate.Score > 0)
            .OrderByDescending(candidate => candidate.Score).ThenBy(candidate => SurveyPaths.Depth(candidate.Backlog.Path)).Select(candidate => candidate.Backlog).ToList();
        var backlog = ranked.FirstOrDefault();
        var done = parsed.Where(other => other != backlog && IsRegister(other, backlog))
            .OrderByDescending(other => DoneName().IsMatch(SurveyPaths.Name(other.Path))).ThenByDescending(other => other.Items.Count).FirstOrDefault();
        return (backlog is null ? ByName(survey) : new(backlog.Path, Evidence(backlog), [.. ranked.Skip(1).Where(other => other != done).Take(SurveyText.MostNamed).Select(other => $"{other.Path}: {Evidence(other)}")]),
            done is null ? Discovered<string>.Nothing() : new(done.Path, Evidence(done), []),
            [.. new[] { backlog, done }.OfType<Backlog>()]);
    }

    // Items count, open ones double; a name only decides between documents that both have them.
    private static int Score(Backlog backlog)
    {
        var name = SurveyPaths.Name(backlog.Path);
        var open = backlog.Items.Count(item => item.Status != ItemStatus.Done);
        return (2 * Math.Min(open, 50)) + Math.Min(backlog.Items.Count - open, 25)
            + (DoneName().IsMatch(name) ? -80 : BacklogName().IsMatch(name) ? 30 : 0)
            - (SurveyPaths.IsReadme(backlog.Path) ? 10 : 0) - (OldFolder().IsMatch(backlog.Path) ? 80 : 0) - (3 * SurveyPaths.Depth(backlog.Path));
    }

    private static bool IsRegister(Backlog backlog, Backlog? open) =>
        backlog.Items.All(item => item.Status == ItemStatus.Done) && !SurveyPaths.IsReadme(backlog.Path)
        && (DoneName().IsMatch(SurveyPaths.Name(backlog.Path)) || (open is not null && SurveyPaths.Folder(backlog.Path) == SurveyPaths.Folder(open.Path) && backlog.Items.Count > 1));

    // A backlog may be empty, or in a form that is not read: then its name is all there is.
    private static Discovered<string> ByName(Survey survey)
    {
        var named = survey.Documents.Where(document => BacklogName().IsMatch(SurveyPaths.Name(document.Path)) && !DoneName().IsMatch(SurveyPaths.Name(document.Path)) && !OldFolder().IsMatch(document.Path))
            .OrderBy(document => SurveyPaths.Depth(document.Path)).ToList();
        return named.FirstOrDefault(document => BacklogOnly().IsMatch(SurveyPaths.Name(document.Path))) is { } empty && Checkboxes(empty) == 0
            ? new(empty.Path, "by its name: it holds no items yet", [])
            : Discovered<string>.Nothing(survey.Documents.Where(document => named.Contains(document) || Checkboxes(document) > 2)
                .Select(document => $"{document.Path}: {SurveyText.Count(Checkboxes(document), "checkbox").Replace("boxs", "boxes", StringComparison.Ordinal)}, none of them an item ('- [ ] **ID-001 — Title**')"));
    }

    private static int Checkboxes(Survey.Document document) => TextLines.Split(document.Text).Count(line => !line.Inert && Checkbox().IsMatch(line.Text));

    private static string Evidence(Backlog backlog) =>
        $"{SurveyText.Count(backlog.Items.Count, "item")}, {backlog.Items.Count(item => item.Status != ItemStatus.Done)} open"
        + (backlog.DuplicateIds.Count > 0 ? $"; more than once: {string.Join(", ", backlog.DuplicateIds.Take(SurveyText.MostNamed))}" : "");

    [GeneratedRegex(@"backlog|to-?do|roadmap|tasks?\b|work-?items?|issues|plan\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BacklogName();

    [GeneratedRegex(@"^backlog\.", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BacklogOnly();

    [GeneratedRegex(@"done|complet|archiv|shipped|closed|finished|history|changelog|changes", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DoneName();

    [GeneratedRegex(@"(?:^|/)(?:archived?|old|legacy|attic|obsolete)/", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OldFolder();

    [GeneratedRegex(@"^\s*[-*+] \[.\] ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Checkbox();
}
