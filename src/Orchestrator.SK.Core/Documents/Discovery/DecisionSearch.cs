using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Finds decision records and proposals: folders of numbered documents with a status.</summary>
internal static partial class DecisionSearch
{
    public static (Discovered<IReadOnlyList<string>> Decisions, Discovered<IReadOnlyList<string>> Proposals, IReadOnlySet<string> Folders) Search(Survey survey)
    {
        var folders = survey.Documents.Where(document => !SurveyPaths.IsReadme(document.Path)).GroupBy(document => SurveyPaths.Folder(document.Path)).Select(group =>
        {
            var records = group.Where(document => FolderName().IsMatch(group.Key) || !DeclaresSpecs(document)).Select(document => DecisionParser.Parse(document.Path, document.Text)).Where(IsRecord).ToList();
            return new Folder(group.Key, records, (double)records.Count / group.Count());
        }).Where(folder => folder.Path.Length > 0 && folder.Records.Count > (FolderName().IsMatch(folder.Path) ? 0 : 1) && folder.Share >= 0.5).ToList();
        return (Globs([.. folders.Where(folder => !folder.Proposes)]), Globs([.. folders.Where(folder => folder.Proposes)]), folders.Select(folder => folder.Path).ToHashSet(StringComparer.Ordinal));
    }

    private static Discovered<IReadOnlyList<string>> Globs(List<Folder> folders) => folders.Count == 0
        ? Discovered<IReadOnlyList<string>>.Nothing()
        : new([.. folders.Select(folder => $"{SurveyGlobs.Literal(folder.Path)}/*.md")], string.Join("; ", folders.Select(folder => $"{SurveyText.Count(folder.Records.Count, "record")}: {Statuses(folder.Records)}")), []);

    private static string Statuses(IEnumerable<DecisionRecord> records) => string.Join(", ", records
        .GroupBy(record => record.StatusWord, StringComparer.OrdinalIgnoreCase).OrderByDescending(group => group.Count()).Take(SurveyText.MostNamed).Select(group => $"{group.Count()} {group.Key.ToLowerInvariant()}"));

    private static bool IsRecord(DecisionRecord record) => record.Id is not null && record.Standing != DecisionStanding.Unknown;

    // A spec may be numbered and have a status too; what declares requirements is one.
    private static bool DeclaresSpecs(Survey.Document document) => SpecParser.Parse(document.Path, document.Text).Sections.Any(section => SpecReferences.In(section.Id).Count > 0);

    private sealed record Folder(string Path, IReadOnlyList<DecisionRecord> Records, double Share)
    {
        public bool Proposes => ProposalName().IsMatch(Path) || Records.Count(record => record.Kind == DecisionKind.Rfc) * 2 > Records.Count;
    }

    [GeneratedRegex(@"(?:^|/)(?:adrs?|rfcs?|rfds?|decisions?|decision-?records?|architecture-decisions?|proposals?|keps?|enhancements?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FolderName();

    [GeneratedRegex(@"(?:^|/)(?:rfcs?|rfds?|proposals?|keps?|enhancements?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ProposalName();
}
