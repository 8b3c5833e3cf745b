using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>A requirement stands wherever its like do: optional ones in the extra that installs them all for tests, a bound in each place that has it.</summary>
internal sealed record Dependency() : GeneralRule("dependency", "What is not installed where tests run is not tested; two bounds of one package drift apart.")
{
    private const int MaxNamed = 3;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var groups = change.FactsAfter.SelectMany(file => file.Value.Requirements.Select(requirement => (file.Key, Requirement: requirement)))
            .GroupBy(pair => (Path: pair.Key, pair.Requirement.Group)).Select(group => new Group(group.Key.Path, group.Key.Group, [.. group.Select(pair => pair.Requirement)])).ToList();
        var before = change.FactsBefore.SelectMany(file => file.Value.Requirements.Select(requirement => (file.Key, requirement.Group, requirement.Package, requirement.Version))).ToHashSet();
        foreach (var row in Optional(change, groups, before).Concat(Bounds(change, groups, before)).DistinctBy(row => (row.Path, row.Target)))
        {
            yield return row;
        }
    }

    private IEnumerable<AuditRow> Optional(AuditedChange change, List<Group> groups, HashSet<(string Path, string Group, string Package, string Version)> before)
    {
        foreach (var (group, requirement) in from one in groups
                                             where one.Requirements[0].IsOptional && change.Changed(one.Path) is not null
                                             from requirement in one.Requirements
                                             where !before.Any(known => known.Path == one.Path && known.Package == requirement.Package && known.Group == one.Name)
                                             select (one, requirement))
        {
            foreach (var all in groups.Where(other => other != group && !other.Has(requirement.Package)))
            {
                var siblings = groups.Where(other => other != group && other != all && other.Path == group.Path && other.Requirements[0].IsOptional && other.Requirements.Count <= all.Requirements.Count).ToList();
                var held = siblings.Where(other => other.Requirements.Count(own => all.Has(own.Package)) * 2 >= other.Requirements.Count).ToList();
                if (all.Requirements.Count > group.Requirements.Count && held.Count >= 2 && held.Count * 2 >= siblings.Count(other => other.Requirements.Count <= all.Requirements.Count / 2))
                {
                    yield return Missing(all.Path, all.Requirements[0].Line, new($"a requirement of '{group.Name}'", group.Path, requirement.Line), $"'{all.Name}' has {requirement.Package}",
                        $"{all.Path}:{all.Requirements[0].Line} '{all.Name}' has those of {string.Join(", ", held.Take(MaxNamed).Select(other => other.Name))}", requirement.Package);
                }
            }
        }
    }

    private IEnumerable<AuditRow> Bounds(AuditedChange change, List<Group> groups, HashSet<(string Path, string Group, string Package, string Version)> before) =>
        from one in groups
        where change.Changed(one.Path) is not null
        from requirement in one.Requirements
        let old = before.FirstOrDefault(known => known.Path == one.Path && known.Group == one.Name && known.Package == requirement.Package)
        where old.Version is { Length: > 0 } && old.Version != requirement.Version
        from other in groups
        where other != one
        from mirror in other.Requirements
        where mirror.Package == requirement.Package && mirror.Version == old.Version
        select Missing(other.Path, mirror.Line, new($"the bound of {requirement.Package}", one.Path, requirement.Line), $"'{other.Name}' bounds {requirement.Package} as '{one.Name}' does", $"{other.Path}:{mirror.Line} still has '{old.Version}'", requirement.Version);

    private sealed record Group(string Path, string Name, IReadOnlyList<SourceRequirement> Requirements)
    {
        private readonly HashSet<string> packages = [.. Requirements.Select(requirement => requirement.Package)];

        public bool Has(string package) => packages.Contains(package);
    }
}
