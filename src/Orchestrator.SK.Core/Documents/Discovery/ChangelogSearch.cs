using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Finds the changelog: versions at level two with what changed below them.</summary>
internal static partial class ChangelogSearch
{
    /// <param name="survey">The repository.</param>
    /// <param name="taken">Documents that are something else; a register of done items has versions too.</param>
    public static Discovered<string> Search(Survey survey, IReadOnlySet<string> taken)
    {
        var candidates = survey.Documents.Where(document => !taken.Contains(document.Path))
            .Select(document => (document.Path, Versions: Versions(document), Named: Named().IsMatch(SurveyPaths.Name(document.Path))))
            .Where(candidate => candidate.Named || candidate.Versions.Count(section => section.Date is not null || section.IsUnreleased) > 1)
            .OrderByDescending(candidate => candidate.Named).ThenBy(candidate => SurveyPaths.Depth(candidate.Path)).ThenByDescending(candidate => candidate.Versions.Count).ToList();

        // Packages of one repository keep their own: then none of them speaks for all.
        var speaks = candidates is [] || SurveyPaths.Depth(candidates[0].Path) == 0 || candidates.Count == 1
            || candidates.Count(candidate => candidate.Named && candidate.Versions.Count > 0 && SurveyPaths.Depth(candidate.Path) == SurveyPaths.Depth(candidates[0].Path)) < 2;
        return candidates is [var best, ..] && speaks
            ? new(best.Path, Evidence(best.Versions), [])
            : Discovered<string>.Nothing(candidates.Select(candidate => $"{candidate.Path}: {Evidence(candidate.Versions)}").Concat(
                survey.Paths.Where(path => !SurveyPaths.IsMarkdown(path) && OtherForm().IsMatch(path)).Select(path => $"{path}: only Markdown is read")));
    }

    private static List<ChangelogSection> Versions(Survey.Document document) =>
        [.. ChangelogParser.Parse(document.Text).Sections.Where(section => section.IsUnreleased || Version().IsMatch(section.Version))];

    private static string Evidence(List<ChangelogSection> versions) => versions.Count == 0
        ? "by its name: it holds no version yet"
        : $"{SurveyText.Count(versions.Count(section => !section.IsUnreleased), "version")}{(versions.Exists(section => section.IsUnreleased) ? ", with an Unreleased section" : "")}, line {versions[0].Line} on";

    [GeneratedRegex(@"^(?:change-?log|changes|history|release-?notes|releases|news)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?:[^/]+/)?(?:CHANGELOG|CHANGES|HISTORY|NEWS)(?:\.(?:rst|txt|adoc))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OtherForm();

    // '## 1. Failures are predictable' is a chapter and no version.
    [GeneratedRegex(@"^v?[0-9]+\.[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
