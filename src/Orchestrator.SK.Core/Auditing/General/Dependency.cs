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
        foreach (var row in Optional(change, groups, before).Concat(Bounds(change, groups, before)).Concat(Mirrored(change, groups, before)).Concat(Left(change, groups, before)).Concat(Pins(change)).Concat(Installed(change, groups, before)).DistinctBy(row => (row.Path, row.Target)))
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

    // Two files of one folder that name the same requirements: what one of them gains, the other needs.
    private IEnumerable<AuditRow> Mirrored(AuditedChange change, List<Group> groups, HashSet<(string Path, string Group, string Package, string Version)> before) =>
        from one in groups
        where change.Changed(one.Path) is not null && !one.Requirements[0].IsOptional
        let known = one.Requirements.Where(own => before.Any(old => old.Path == one.Path && old.Group == one.Name && old.Package == own.Package)).ToList()
        where known.Count > 1
        from fresh in one.Requirements.Except(known)
        from other in groups
        where other.Path != one.Path && Paths.Folder(other.Path) == Paths.Folder(one.Path) && !other.Requirements[0].IsOptional && !other.Has(fresh.Package) && known.TrueForAll(own => other.Has(own.Package))
        select Missing(other.Path, other.Requirements[0].Line, new($"a requirement of '{one.Name}'", one.Path, fresh.Line), $"'{other.Name}' has {fresh.Package}", $"{other.Path}:{other.Requirements[0].Line} '{other.Name}' has the {known.Count} others", fresh.Package);

    // An extra is gone; what it installed stays behind in the one that collects those of all.
    private IEnumerable<AuditRow> Left(AuditedChange change, List<Group> groups, HashSet<(string Path, string Group, string Package, string Version)> before) =>
        from gone in before.Where(known => known.Path.EndsWith(".toml", StringComparison.Ordinal) && change.Changed(known.Path) is not null).GroupBy(known => (known.Path, known.Group))
        where !groups.Exists(one => one.Path == gone.Key.Path && one.Name == gone.Key.Group)
        from package in gone.Select(known => known.Package)
        let holders = groups.Where(one => one.Path == gone.Key.Path && one.Has(package)).ToList()
        where holders.Count > 0 && holders.TrueForAll(holder => holder.Requirements[0].IsOptional && groups.Exists(other => other != holder && other.Path == holder.Path && other.Requirements.Any(own => own.Package != package && holder.Has(own.Package))))
        from holder in holders
        let left = holder.Requirements.First(own => own.Package == package)
        select Missing(holder.Path, left.Line, new($"'{gone.Key.Group}' is gone", holder.Path, change.Changed(holder.Path)!.FirstChangedLine), $"'{holder.Name}' no longer has {package}", $"{holder.Path}:{left.Line} has {package}, which only '{gone.Key.Group}' needed");

    /// <summary>Versions that stand in one place for all projects: a reference without its own needs one there.</summary>
    private IEnumerable<AuditRow> Pins(AuditedChange change) =>
        from pins in change.After.Named("Directory.Packages.props")
        let text = change.After.Text(pins) ?? ""
        let folder = Paths.Folder(pins)
        from file in change.FactsAfter
        where change.Changed(file.Key) is not null && Paths.Extension(file.Key).EndsWith("proj", StringComparison.Ordinal) && (folder.Length == 0 || file.Key.StartsWith(folder + "/", StringComparison.Ordinal))
        from requirement in file.Value.Requirements
        where requirement.Version.Length == 0 && !text.Contains($"\"{requirement.Package}\"", StringComparison.OrdinalIgnoreCase) && text.Contains("PackageVersion", StringComparison.Ordinal)
        select Missing(pins, null, new("a reference", file.Key, requirement.Line), $"{pins} has a version of {requirement.Package}", $"{file.Key}:{requirement.Line} names none", requirement.Package);

    private IEnumerable<AuditRow> Installed(AuditedChange change, List<Group> groups, HashSet<(string Path, string Group, string Package, string Version)> before)
    {
        foreach (var manifest in groups.Where(one => one.Requirements[0].IsOptional).GroupBy(one => one.Path, StringComparer.Ordinal))
        {
            var known = (change.Changed(manifest.Key) is null ? manifest.Select(one => one.Name) : before.Where(old => old.Path == manifest.Key).Select(old => old.Group)).ToHashSet(StringComparer.Ordinal);
            foreach (var gap in InstallText.Gaps(change, manifest.Key, [.. manifest.Select(one => (one.Name, one.Requirements[0].Line))], known))
            {
                yield return Missing(gap.Path, gap.Line, gap.Trigger, $"{gap.Path} says how to install {gap.Extra}", $"{gap.Path}:{gap.Line} shows {gap.Shown}", gap.Extra);
            }
        }
    }

    private sealed record Group(string Path, string Name, IReadOnlyList<SourceRequirement> Requirements)
    {
        private readonly HashSet<string> packages = [.. Requirements.Select(requirement => requirement.Package)];

        public bool Has(string package) => packages.Contains(package);
    }
}
