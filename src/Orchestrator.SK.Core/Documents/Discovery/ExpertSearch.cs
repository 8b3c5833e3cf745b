using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Gives the shipped experts the paths that a repository has for them. Whatever is left is the orchestrator's.</summary>
internal static partial class ExpertSearch
{
    /// <summary>More foundations than this are not read but skipped.</summary>
    private const int MostFoundations = 4;

    /// <param name="survey">The repository.</param>
    /// <param name="kept">Globs of specs, decisions and proposals, and the documents that only code writes: nobody's domain.</param>
    /// <param name="specs">The spec files.</param>
    /// <param name="records">Paths of decision records.</param>
    public static IReadOnlyList<(string Id, ExpertSettings Settings, string Evidence)> Search(Survey survey, IReadOnlyList<string> kept, IReadOnlyList<SpecFile> specs, IReadOnlyList<string> records)
    {
        var layout = LayoutSearch.Search(survey);
        IReadOnlyList<string> code = [.. layout.Source.Concat(layout.Extensions).Select(glob => glob.Contains('/', StringComparison.Ordinal) ? $"{glob.Split('/')[0]}/**" : glob).Distinct(StringComparer.Ordinal)];
        (string Id, IReadOnlyList<string> Includes, IReadOnlyList<string> Reads)[] wanted =
        [
            ("testing", layout.Tests, code), ("extension", layout.Extensions, layout.Source), ("documentation", layout.Documentation, code), ("store-backend", layout.Source, []),
        ];

        // The first who claims a path keeps it: a test beside the code is a test, an extension among the code an extension.
        List<(string Id, ExpertSettings Settings, string Evidence)> experts = [];
        List<string> claimed = [.. kept];
        foreach (var (id, includes, reads) in wanted)
        {
            var own = includes.Where(glob => !claimed.Contains(glob)).ToList();
            var writes = own.Concat(claimed.Where(glob => own.Exists(mine => Meet(mine, glob))).Select(glob => $"!{glob}")).ToList();
            claimed.AddRange(own);
            if (own.Count > 0 && Domain.Parse(id, writes) is var domain && survey.Paths.Count(domain.Owns) is > 0 and var files)
            {
                experts.Add((id, new ExpertSettings(writes, reads, Foundations(id, survey, specs, records)), SurveyText.Count(files, "file")));
            }
        }

        string[] order = ["store-backend", "extension", "testing", "documentation"];
        return [.. experts.OrderBy(expert => Array.IndexOf(order, expert.Id))];
    }

    private static bool Meet(string one, string other) => DomainOverlaps.Find(new DomainMap([Domain.Parse("one", [one]), Domain.Parse("other", [other])])).Count > 0;

    private static IReadOnlyList<string> Foundations(string id, Survey survey, IReadOnlyList<SpecFile> specs, IReadOnlyList<string> records)
    {
        List<string> documents = [.. survey.Documents.Select(document => document.Path).Where(path => !path.StartsWith('.') && Conventions().IsMatch(SurveyPaths.Name(path)))
            .OrderBy(path => SurveyPaths.Name(path).StartsWith("CONTRIBUTING", StringComparison.OrdinalIgnoreCase)).ThenBy(SurveyPaths.Depth)];
        var general = documents.Where(path => General().IsMatch(SurveyPaths.Name(path))).Take(1);
        IEnumerable<string> own = id switch
        {
            "documentation" => documents.Where(path => Writing().IsMatch(SurveyPaths.Name(path))).Take(1) is var writing && writing.Any() ? writing : general,
            "testing" => general.Concat(documents.Where(path => Testing().IsMatch(SurveyPaths.Name(path))).Take(1)),
            "extension" => general.Concat(records.Where(path => ExtensionWord().IsMatch(SurveyPaths.Name(path))).Take(1)),
            _ => general.Concat(Basic(survey, specs)),
        };
        return [.. own.Take(MostFoundations).Select(path => SurveyGlobs.Of(path, survey.Paths))];
    }

    /// <summary>At most three specs that all code stands on: those named after what is common, else those that the other documents cite most.</summary>
    private static IEnumerable<string> Basic(Survey survey, IReadOnlyList<SpecFile> specs)
    {
        var paths = specs.Select(file => file.Path).Distinct(StringComparer.Ordinal).ToList();
        var named = paths.Select(path => (Path: path, Words: CommonWord().Count(SurveyPaths.Name(path)))).Where(file => file.Words > 0).OrderByDescending(file => file.Words).Select(file => file.Path);
        return named.Concat(MostCited(survey, specs)).Distinct(StringComparer.Ordinal).Take(MostFoundations - 1).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> MostCited(Survey survey, IReadOnlyList<SpecFile> specs)
    {
        var homes = specs.SelectMany(file => file.Sections.Select(section => (section.Id, file.Path))).DistinctBy(pair => pair.Id).ToDictionary(pair => pair.Id, pair => pair.Path, StringComparer.Ordinal);
        return survey.Documents
            .SelectMany(document => SpecIds.Expand(document.Text).Select(id => homes.GetValueOrDefault(id)).OfType<string>().Distinct(StringComparer.Ordinal).Where(path => path != document.Path))
            .GroupBy(path => path, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key);
    }

    [GeneratedRegex(@"(?<![a-z])(?:store|backends?|api|contract|errors?|core|interface|protocol)(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CommonWord();

    [GeneratedRegex(@"^(?:DESIGN|ARCHITECTURE|CONVENTIONS?|GUIDELINES|STYLE|STYLE-?GUIDE|CODE-?STYLE|CODING-?STANDARDS?|DOCUMENTATION|DOCS-?GUIDE|WRITING|TESTING|TESTS|CONTRIBUTING)\.md$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Conventions();

    [GeneratedRegex("^(?:DESIGN|ARCHITECTURE|CONVENTION|GUIDELINES|STYLE|CODE|CODING|CONTRIBUTING)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex General();

    [GeneratedRegex("^(?:DOCUMENTATION|DOCS|WRITING)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Writing();

    [GeneratedRegex("^TEST", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Testing();

    [GeneratedRegex("extension|plugin|(?:^|-)ext-", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExtensionWord();
}
