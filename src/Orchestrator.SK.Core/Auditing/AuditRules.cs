using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing;

/// <summary>One write as the record has it: which expert, for which assignment, from which specs.</summary>
public sealed record FileTrace(string Path, string Expert, string Assignment, IReadOnlyList<string> Specs);

/// <summary>What code can decide about a diff: ripples, domains and traces.</summary>
public static class AuditRules
{
    /// <summary>Returns one row for each thing checked, in the order ripples, domains, traces.</summary>
    /// <param name="reserved">Paths that code writes: they trace to the item itself.</param>
    /// <param name="markers">Which tests say of which specs that they hold.</param>
    public static AuditReport Audit(
        string commit,
        IReadOnlyCollection<string> reserved,
        DomainMap domains,
        IReadOnlyList<RippleRowVerdict> ripples,
        IReadOnlyList<DiffFile> diff,
        IReadOnlyList<FileTrace> writes,
        IReadOnlyList<TestMarker> markers)
    {
        ArgumentNullException.ThrowIfNull(domains);
        ArgumentNullException.ThrowIfNull(diff);
        var changed = diff.Where(file => !reserved.Contains(file.Path)).Select(file => file.Path).ToList();
        return new(commit,
        [
            .. ripples.Select(ripple => Ripple(ripple, domains)),
            .. changed.Select(path => Domain(path, domains, writes)),
            .. changed.Select(path => Trace(path, domains, writes, markers)),
        ]);
    }

    /// <summary>One row for each target of each ripple rule that fired, without owners and waivers.</summary>
    public static IReadOnlyList<AuditRow> Ripples(IReadOnlyList<RippleRowVerdict> ripples) => [.. ripples.Select(ripple => Ripple(ripple, null))];

    private static AuditRow Ripple(RippleRowVerdict ripple, DomainMap? domains) => new(
        "ripple", $"{ripple.Row.Trigger}: {ripple.TriggerEvidence}", ripple.Target.Text, Map(ripple.Verdict), ripple.Evidence, ripple.Path, ripple.Path is { } path ? domains?.OwnerOf(path) : null);

    private static AuditRow Domain(string path, DomainMap domains, IReadOnlyList<FileTrace> writes)
    {
        var owner = domains.OwnerOf(path);
        var writers = writes.Where(write => write.Path == path).Select(write => write.Expert).Distinct(StringComparer.Ordinal).ToList();
        var stranger = writers.Find(writer => writer != owner);
        return new("domain", path, $"written by its owner {owner}", writers.Count > 0 && stranger is null ? AuditVerdict.Satisfied : AuditVerdict.Missing,
            writers.Count == 0 ? "the record has no write of it" : $"written by {stranger ?? owner}", path, owner);
    }

    private static AuditRow Trace(string path, DomainMap domains, IReadOnlyList<FileTrace> writes, IReadOnlyList<TestMarker> markers)
    {
        var specs = writes.Where(write => write.Path == path).SelectMany(write => write.Specs).Distinct(StringComparer.Ordinal).ToList();
        return new("trace", path, "traces to a spec", specs.Count > 0 ? AuditVerdict.Satisfied : AuditVerdict.Missing,
            specs.Count > 0 ? string.Join("; ", specs.Select(spec => $"{spec}: {Test(spec)}")) : "no write of it names a spec id", path, domains.OwnerOf(path));

        string Test(string spec) => markers.FirstOrDefault(marker => marker.Ids.Contains(spec)) is { } marker ? $"{marker.Path}:{marker.Line}" : "no test names it";
    }

    private static AuditVerdict Map(Verdict verdict) => verdict switch
    {
        Verdict.Satisfied => AuditVerdict.Satisfied,
        Verdict.Missing => AuditVerdict.Missing,
        Verdict.NotApplicable => AuditVerdict.NotApplicable,
        _ => AuditVerdict.Undecided,
    };
}
