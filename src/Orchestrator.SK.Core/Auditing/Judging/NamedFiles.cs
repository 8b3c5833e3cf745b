using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>Which files a row speaks of.</summary>
internal static class NamedFiles
{
    /// <summary>Files of the head that the row names, where it is to be mended first, then as its words name them.</summary>
    public static IReadOnlyList<string> Of(AuditRow row, AuditedChange change)
    {
        var paths = change.After.Files.Select(file => file.Path).ToList();
        return [.. new[] { row.Path, row.TriggerPath }.OfType<string>().Where(change.After.Contains)
            .Concat(new[] { row.Target, row.Evidence }.SelectMany(PathHints.In).Distinct(StringComparer.Ordinal).SelectMany(path => new PathReference(path).Resolve(paths)))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Changed files that made the row apply.</summary>
    public static IReadOnlyList<string> Triggers(AuditRow row, AuditedChange change) => row.TriggerPath is { } path
        ? [path]
        : [.. change.Diff.Select(file => file.Path).Where(changed => row.Trigger.Contains($" {changed} (", StringComparison.Ordinal))];
}
