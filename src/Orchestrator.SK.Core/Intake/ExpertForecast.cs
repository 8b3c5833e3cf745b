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

    /// <param name="item">Its words name paths.</param>
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
        var named = PathHints.In($"{item.Title}\n{item.Body}").Where(path => !PathHints.IsGlob(path)).SelectMany(path => paths.Contains(path) || path.Contains('/', StringComparison.Ordinal) ? [path] : Array.Empty<string>());
        var reasons = named.Select(path => (Id: domains.OwnerOf(path), Because: $"the item names {path}"))
            .Concat(foundations.SelectMany(expert => specs.Where(spec => expert.Value.Any(pattern => pattern.IsMatch(spec))).Select(spec => (Id: expert.Key, Because: $"{spec} is its foundation"))))
            .Concat(ripples.SelectMany(row => row.Paths.Select(path => (Id: domains.OwnerOf(path), Because: $"the ripple '{row.Row.Trigger}' reaches {path}"))))
            .GroupBy(reason => reason.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Select(reason => reason.Because).Distinct(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        return [.. domains.Domains.Select(domain => domain.Id).Append(DomainMap.Orchestrator).Where(reasons.ContainsKey).Select(id => new NeededExpert(
            id, [.. reasons[id].Take(MaxReasons), .. reasons[id].Count > MaxReasons ? new[] { $"and {reasons[id].Count - MaxReasons} more" } : []]))];
    }
}
