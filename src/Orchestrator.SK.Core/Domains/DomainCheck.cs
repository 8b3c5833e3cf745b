namespace Orchestrator.SK.Core.Domains;

/// <summary>A glob that no tracked path matches: misspelt, or meant for files to come.</summary>
/// <param name="Glob">As it stands in the list, an exclusion with its <c>!</c>.</param>
public sealed record IdleGlob(string Expert, string Glob);

/// <summary>A tracked path that its owner cannot write.</summary>
public sealed record UnwritablePath(string Path, string Owner, string Reason);

/// <summary>What the domains of a repository come to: whether they are disjoint for all paths there could be, and who owns those there are.</summary>
/// <param name="Overlaps">None proves the domains disjoint.</param>
/// <param name="Files">Tracked paths by owner, every expert and the orchestrator included; each path counts once.</param>
/// <param name="Idle">Globs of domains without a match.</param>
/// <param name="Unwritable">Paths inside an expert's domain that no expert writes.</param>
public sealed record DomainCheck(
    IReadOnlyList<DomainOverlap> Overlaps, IReadOnlyList<KeyValuePair<string, int>> Files, IReadOnlyList<IdleGlob> Idle, IReadOnlyList<UnwritablePath> Unwritable)
{
    public static DomainCheck Of(DomainMap map, IReadOnlyCollection<string> paths, IReadOnlyCollection<string> reserved)
    {
        ArgumentNullException.ThrowIfNull(map);
        var owned = paths.ToLookup(map.OwnerOf);
        return new(
            DomainOverlaps.Find(map),
            [.. map.Domains.Select(domain => domain.Id).Append(DomainMap.Orchestrator).Select(id => KeyValuePair.Create(id, owned[id].Count()))],
            [.. map.Domains.SelectMany(domain => WithoutMatch(domain, paths))],
            [.. map.Domains.SelectMany(domain => owned[domain.Id].Select(path => (Path: path, Reason: Reason(path, reserved))).Where(path => path.Reason is not null)
                .Select(path => new UnwritablePath(path.Path, domain.Id, path.Reason!)))]);
    }

    /// <summary>Why no expert writes the path, whoever owns it; null when its owner may.</summary>
    public static string? Reason(string path, IReadOnlyCollection<string> reserved)
    {
        ArgumentNullException.ThrowIfNull(reserved);
        return PathRules.Check(path) is { Rule: { } rule } ? $"its name breaks a rule: {rule}"
            : ProtectedNames.Reason(path) is { } reason ? $"nobody writes {reason}"
            : reserved.Contains(path) ? "only code writes it, from the experts' reports"
            : null;
    }

    private static IEnumerable<IdleGlob> WithoutMatch(Domain domain, IReadOnlyCollection<string> paths)
    {
        return domain.Includes.Where(IsIdle).Select(pattern => new IdleGlob(domain.Id, pattern.Glob))
            .Concat(domain.Excludes.Where(IsIdle).Select(pattern => new IdleGlob(domain.Id, $"!{pattern.Glob}")));

        bool IsIdle(PathPattern pattern) => !paths.Any(pattern.IsMatch);
    }
}
