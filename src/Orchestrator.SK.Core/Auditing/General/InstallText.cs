using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Pages that tell how to install extras, and the one that the change makes useful.</summary>
internal static partial class InstallText
{
    /// <summary>What a page should say.</summary>
    public sealed record Gap(string Path, int Line, string Shown, string Extra, Trigger Trigger);

    /// <param name="extras">The optional groups of one manifest.</param>
    /// <param name="known">Those that it had before.</param>
    public static IEnumerable<Gap> Gaps(AuditedChange change, string manifest, IReadOnlyList<(string Name, int Line)> extras, IReadOnlySet<string> known)
    {
        var package = Package().Match(change.After.Text(manifest) ?? "").Groups["name"].Value;
        List<(string Name, int Line)> offered = [.. extras.Where(extra => !ForWork().IsMatch(extra.Name))];
        if (package.Length == 0 || offered.Count < 2)
        {
            return [];
        }

        var sources = FileFamilies.Of(change, least: 1).Where(family => FileKinds.Of(family.Members[0].Path) == FileKind.Source).ToList();
        var shown = new Regex($@"\b{Regex.Escape(package)}\[(?<extras>[\w., -]+)\]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        return from extra in offered
               let code = sources.SelectMany(family => family.New.Where(member => change.IsNew(member.Path) && Mentions.Key(member.Name) == Mentions.Key(extra.Name)).Select(member => (family, member))).FirstOrDefault()
               where !known.Contains(extra.Name) || code.member is not null
               // An extra that was announced before its code is no sibling yet.
               let siblings = offered.Where(other => other != extra && known.Contains(other.Name) && (code.member is null || code.family.Siblings.Any(member => Mentions.Key(member.Name) == Mentions.Key(other.Name)))).Select(other => other.Name).ToList()
               where siblings.Count > 0
               from file in change.After.Files
               where file.Text is not null && IsInstallPage(file.Path) && file.Text.Contains($"{package}[", StringComparison.OrdinalIgnoreCase)
               let places = change.After.Lines(file.Path).Index().SelectMany(line => shown.Matches(line.Item).SelectMany(match => match.Groups["extras"].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)).Select(name => (Name: name, Line: line.Index + 1))).ToList()
               let named = places.Where(place => siblings.Contains(place.Name)).ToList()
               where named.Select(place => place.Name).Distinct().Count() * 2 >= siblings.Count && named.Count > 0 && !places.Exists(place => place.Name == extra.Name || ForAll().IsMatch(place.Name))
               let trigger = code.member is null ? new Trigger($"a new extra '{extra.Name}'", manifest, extra.Line) : new Trigger("new", code.member.Path, 1)
               select new Gap(file.Path, named[^1].Line, $"{package}[{named[^1].Name}]", $"{package}[{extra.Name}]", trigger);
    }

    private static bool IsInstallPage(string path) => FileKinds.Of(path) == FileKind.Readme || (InstallName().IsMatch(Paths.Stem(path)) && Paths.Extension(path) is ".md" or ".rst" or ".mdx" or ".adoc");

    [GeneratedRegex(@"(?m)^\s*name\s*=\s*[""'](?<name>[\w.-]+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Package();

    [GeneratedRegex(@"^(?:dev(?:elop(?:ment)?)?|docs?|tests?|testing|lint(?:ing)?|all|full|complete|typing|types|mypy|release|ci|build|bench(?:marks?)?|examples?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ForWork();

    [GeneratedRegex("^(?:all|full|complete)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ForAll();

    [GeneratedRegex(@"^(?:getting[-_]?started|install(?:ation|ing)?|quick[-_]?start|usage|setup)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex InstallName();
}
