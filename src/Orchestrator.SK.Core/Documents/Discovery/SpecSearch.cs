using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Finds the specs: documents whose headings or tables declare requirement ids.</summary>
internal static partial class SpecSearch
{
    /// <param name="survey">The repository.</param>
    /// <param name="taken">Documents that are something else.</param>
    /// <param name="recordFolders">Folders of decisions and proposals: ids in those are proposed, not declared.</param>
    /// <param name="backlogs">Their ids are no spec ids, though a dossier's title has the same form.</param>
    public static (Discovered<IReadOnlyList<string>> Globs, IReadOnlyList<SpecFile> Files) Search(
        Survey survey, IReadOnlySet<string> taken, IReadOnlySet<string> recordFolders, IReadOnlyList<Backlog> backlogs)
    {
        var items = backlogs.SelectMany(backlog => backlog.Items).Select(item => SpecIds.Prefix(item.Id)).ToHashSet(StringComparer.Ordinal);
        var documents = survey.Documents.Where(document => !taken.Contains(document.Path) && !SurveyPaths.IsReadme(document.Path) && !recordFolders.Contains(SurveyPaths.Folder(document.Path))).ToList();
        var specs = documents.Select(document => SpecParser.Parse(document.Path, document.Text))
            .Select(file => file with { Sections = [.. file.Sections.Where(section => SpecReferences.In(section.Id).Count > 0 && !items.Contains(SpecIds.Prefix(section.Id)))] })
            .Where(file => file.Sections.Count > 0).ToList();
        var folders = specs.GroupBy(file => Root(SurveyPaths.Folder(file.Path)))
            .Select(group => (Path: group.Key, Files: group.ToList(), All: documents.Where(document => IsIn(document.Path, group.Key)).Select(document => document.Path).ToList()))
            .Where(folder => Speaks(folder.Path) || (!Otherwise().IsMatch(folder.Path) && folder.Files.Sum(file => file.Sections.Count) >= 3
                && (folder.Files.Count * 2 >= folder.All.Count || folder.Files.TrueForAll(file => Speaks(SurveyPaths.Name(file.Path))))))
            .OrderByDescending(folder => folder.Files.Sum(file => file.Sections.Count)).ToList();
        folders.RemoveAll(folder => IsCopy(folder.Files, folders.TakeWhile(larger => larger.Path != folder.Path).SelectMany(larger => larger.Files)));
        if (folders.Count == 0)
        {
            return (Discovered<IReadOnlyList<string>>.Nothing(Near(documents, specs)), []);
        }

        List<SpecFile> files = [.. folders.SelectMany(folder => folder.Files)];
        var sections = files.SelectMany(file => file.Sections).ToList();
        return (new(
            [.. folders.SelectMany(folder => Globs(folder.Path, folder.Files, folder.All)).Order(StringComparer.Ordinal)],
            $"{SurveyText.Count(files.Count, "file")} with {SurveyText.Count(sections.Select(section => section.Id).Distinct(StringComparer.Ordinal).Count(), "spec id")}, such as {sections[0].Id} ({sections[0].Path}:{sections[0].Line})", []), files);
    }

    // Rendered documentation repeats the specs it is made from.
    private static bool IsCopy(List<SpecFile> files, IEnumerable<SpecFile> others)
    {
        var known = others.SelectMany(file => file.Sections).Select(section => section.Id).ToHashSet(StringComparer.Ordinal);
        var own = files.SelectMany(file => file.Sections).Select(section => section.Id).ToList();
        return own.Count(known.Contains) * 2 > own.Count;
    }

    // Below a folder that is called after specs the layout is free: all of it belongs together.
    private static string Root(string folder)
    {
        var segments = folder.Split('/');
        var at = Array.FindIndex(segments, Speaks);
        return at < 0 ? folder : string.Join('/', segments.Take(at + 1));
    }

    private static bool IsIn(string path, string folder) => Root(SurveyPaths.Folder(path)) == folder;

    private static bool Speaks(string path) => Speaking().IsMatch(SurveyPaths.Name(path));

    private static IEnumerable<string> Globs(string folder, List<SpecFile> files, List<string> all)
    {
        var own = folder.Length == 0 ? "" : SurveyGlobs.Literal(folder) + "/";
        var nested = files.Exists(file => SurveyPaths.Folder(file.Path) != folder);
        return Speaks(folder) || (folder.Length > 0 && files.Count * 2 >= all.Count && files.Count > 1)
            ? [own + (nested ? "**/*.md" : "*.md")]
            : files.Select(file => SurveyGlobs.Literal(file.Path));
    }

    private static IEnumerable<string> Near(List<Survey.Document> documents, List<SpecFile> specs) =>
        specs.Select(file => $"{file.Path}: {SurveyText.Count(file.Sections.Count, "heading")} with an id, in a folder that holds other things")
            .Concat(documents.Where(document => Speaks(Root(SurveyPaths.Folder(document.Path)))).GroupBy(document => Root(SurveyPaths.Folder(document.Path)))
                .Select(folder => $"{folder.Key}/: {SurveyText.Count(folder.Count(), "document")}, none with a heading such as '### STORE-001: Title'"));

    [GeneratedRegex(@"^(?:[a-z]+[-_])?(?:specs?|specifications?|requirements?|reqs?|contracts?)(?:\.md)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Speaking();

    // Reports and notes number their findings in the same way.
    [GeneratedRegex(@"(?:^|/)(?:audits?|reviews?|research|traces?|retros?|minutes|notes|archived?|reports?|incidents?|postmortems?|backlog|plans?|legacy|old)(?:/|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Otherwise();
}
