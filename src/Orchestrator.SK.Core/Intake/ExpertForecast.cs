using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Intake;

/// <summary>An expert that an item will probably need, and why.</summary>
/// <param name="Id">The expert; <see cref="DomainMap.Orchestrator"/> for what nobody owns.</param>
public sealed record NeededExpert(string Id, IReadOnlyList<string> Because);

/// <summary>Whose domains an item will probably touch, before any plan says so.</summary>
public static class ExpertForecast
{
    private const int MaxReasons = 4;

    /// <summary>Words of every item and of every tree.</summary>
    private static readonly HashSet<string> Common = new(
        ["add", "all", "and", "api", "doc", "docs", "example", "ext", "file", "for", "from", "guide", "index", "init", "lib", "main", "new", "public", "sdd", "spec", "src", "support", "test", "the", "use", "with"], StringComparer.Ordinal);

    /// <param name="item">Its words name paths and topics.</param>
    /// <param name="specs">The files of the specs that cover it: an expert who has one among its foundations implements it.</param>
    /// <param name="ripples">The rules that the item will probably fire.</param>
    /// <param name="domains">Who owns what.</param>
    /// <param name="foundations">The foundations of each expert.</param>
    /// <param name="paths">Every path of the commit.</param>
    public static IReadOnlyList<NeededExpert> Of(
        BacklogItem item, IReadOnlyList<string> specs, IReadOnlyList<ForecastRow> ripples, DomainMap domains, IReadOnlyDictionary<string, IReadOnlyList<PathPattern>> foundations, IReadOnlyCollection<string> paths)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(domains);
        ArgumentNullException.ThrowIfNull(paths);

        // What an item links to is read for it, not written.
        var named = PathHints.In($"{item.Title}\n{item.Body}").Where(path => !PathHints.IsGlob(path) && !path.StartsWith("../", StringComparison.Ordinal))
            .Select(path => Anchored(path, paths)).OfType<string>()
            .Where(path => !item.Links.Any(link => link == path || link.EndsWith($"/{path}", StringComparison.Ordinal)));
        var reasons = named.Select(path => (Id: domains.OwnerOf(path), Because: $"the item names {path}"))
            .Concat(foundations.SelectMany(expert => specs.Where(spec => expert.Value.Any(pattern => pattern.IsMatch(spec))).Select(spec => (Id: expert.Key, Because: $"{spec} is its foundation"))))
            .Concat(Topics(item, specs, domains, paths))
            .Concat(ripples.SelectMany(row => row.Paths.Select(path => (Id: domains.OwnerOf(path), Because: $"the ripple '{row.Row.Trigger}' reaches {path}"))))
            .GroupBy(reason => reason.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select(reason => reason.Because).Distinct(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        return [.. domains.Domains.Select(domain => domain.Id).Append(DomainMap.Orchestrator).Where(reasons.ContainsKey).Select(id => new NeededExpert(
            id, [.. reasons[id].Take(MaxReasons), .. reasons[id].Count > MaxReasons ? new[] { $"and {reasons[id].Count - MaxReasons} more" } : []]))];
    }

    /// <summary>The path from the root: as written, or below the one folder that ends so; null for a bare name that is nowhere.</summary>
    private static string? Anchored(string path, IReadOnlyCollection<string> paths)
    {
        if (paths.Contains(path) || !path.Contains('/', StringComparison.Ordinal))
        {
            return paths.Contains(path) ? path : new PathReference(path).Resolve(paths) is [var only] ? only : null;
        }

        var folder = path[..(path.LastIndexOf('/') + 1)];
        var homes = paths.Select(other => other.StartsWith(folder, StringComparison.Ordinal) ? "" : other.IndexOf($"/{folder}", StringComparison.Ordinal) is >= 0 and var at ? other[..(at + 1)] : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return homes is [var home] ? home + path : path;
    }

    /// <summary>A domain that has files about the item's topic: <c>backend</c> as in <c>src/backends/memory.py</c>.</summary>
    private static IEnumerable<(string Id, string Because)> Topics(BacklogItem item, IReadOnlyList<string> specs, DomainMap domains, IReadOnlyCollection<string> paths)
    {
        var topics = Telling(string.Join(' ', specs.Select(Words.Stem).Prepend(item.Title))).ToHashSet(StringComparer.Ordinal);
        return paths.GroupBy(domains.OwnerOf).Where(owned => owned.Key != DomainMap.Orchestrator).SelectMany(owned =>
        {
            // The folder that all of them share is where they are, and not what they are about.
            var shared = owned.Aggregate((common, path) => common[..common.Zip(path).TakeWhile(pair => pair.First == pair.Second).Count()]);
            var root = shared.LastIndexOf('/') + 1;
            return owned.SelectMany(path => Telling(path[root..]).Where(topics.Contains).Select(word => (Word: word, Path: path)))
                .GroupBy(match => match.Word, StringComparer.Ordinal).Select(group => (owned.Key, $"'{group.Key}' as in {group.First().Path}"));
        });
    }

    private static IEnumerable<string> Telling(string text) => Words.Of(text).Select(Words.Singular).Where(word => word.Length > 2 && !Common.Contains(word)).Distinct(StringComparer.Ordinal);
}
