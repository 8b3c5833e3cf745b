using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>Applies a repository's own ripple rules: after work to a diff, before work to the paths a plan names.</summary>
public static class RippleRules
{
    private const int MaxNamed = 2;

    /// <summary>Returns one verdict for each target of each rule that the diff fires, in the order of the table.</summary>
    /// <param name="table">The rules.</param>
    /// <param name="diff">What changed.</param>
    /// <param name="treePaths">Every path of the final tree.</param>
    public static IReadOnlyList<RippleRowVerdict> Match(RippleTable table, IReadOnlyList<DiffFile> diff, IReadOnlyCollection<string> treePaths)
    {
        var check = new RippleTargetCheck(diff, treePaths);
        return [.. table.Rows.SelectMany(row => Match(row, diff, treePaths, check))];
    }

    /// <summary>Returns the rules that work on these paths will fire, and what they will ask for. Contents are not known yet, so a rule that depends on them fires.</summary>
    /// <param name="table">The rules.</param>
    /// <param name="plannedPaths">What the plan will write; a path that is not in the tree will be added.</param>
    /// <param name="treePaths">Every path of the tree before work.</param>
    public static IReadOnlyList<RipplePrediction> Predict(RippleTable table, IReadOnlyList<string> plannedPaths, IReadOnlyCollection<string> treePaths)
    {
        var tree = treePaths.ToHashSet(StringComparer.Ordinal);
        List<DiffFile> planned = [.. plannedPaths.Distinct(StringComparer.Ordinal).Select(path => new DiffFile(path, tree.Contains(path) ? ChangeKind.Modified : ChangeKind.Added, null, null))];
        var check = new RippleTargetCheck([], treePaths);
        return [.. table.Rows
            .Select(row => (Row: row, Fired: new RippleTrigger(row).Fired(planned, treePaths)))
            .Where(rule => rule.Fired.Count > 0)
            .Select(rule => new RipplePrediction(rule.Row, [.. rule.Fired.Select(file => file.Path)], [.. rule.Row.Targets.Select(target => Predict(target, check, plannedPaths))]))];
    }

    private static PredictedTarget Predict(RippleTarget target, RippleTargetCheck check, IReadOnlyList<string> plannedPaths)
    {
        var own = target.Paths.SelectMany(path => new PathReference(path).Resolve(plannedPaths));
        IReadOnlyList<string> paths = [.. check.Paths(target).Order(StringComparer.Ordinal)];
        return new PredictedTarget(target, paths, own.Concat(paths.Intersect(plannedPaths, StringComparer.Ordinal)).Any());
    }

    private static IEnumerable<RippleRowVerdict> Match(RippleRow row, IReadOnlyList<DiffFile> diff, IReadOnlyCollection<string> tree, RippleTargetCheck check)
    {
        var trigger = new RippleTrigger(row);
        var fired = trigger.Fired(diff, tree);
        if (fired.Count == 0)
        {
            return [];
        }

        IReadOnlyList<IReadOnlyList<string>> members = trigger.MemberNames(fired);
        var because = string.Join(", ", fired.Take(MaxNamed).Select(file => $"{file.Path} ({file.Kind.ToString().ToLowerInvariant()})")) + (fired.Count > MaxNamed ? $" and {fired.Count - MaxNamed} more" : "");
        return row.Targets.Select(target =>
        {
            var (verdict, evidence) = check.Decide(target, fired, members);
            return new RippleRowVerdict(row, target, verdict, evidence, because) { Path = check.Paths(target).Order(StringComparer.Ordinal).FirstOrDefault() };
        });
    }
}
