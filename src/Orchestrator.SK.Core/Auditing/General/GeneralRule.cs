using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>A rule that any repository has.</summary>
/// <param name="Id">By which it is switched off and waived.</param>
/// <param name="Reason">Why a change that breaks it is incomplete, in one sentence.</param>
public abstract record GeneralRule(string Id, string Reason)
{
    /// <summary>The words whose places in the repository the rule needs.</summary>
    public virtual IEnumerable<string> Vocabulary(AuditedChange change) => [];

    /// <summary>One row for each thing that the rule checked.</summary>
    public abstract IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions);

    protected AuditRow Row(AuditVerdict verdict, string path, int? line, Trigger trigger, string target, string evidence) =>
        new(Id, trigger.Text, target, verdict, evidence, path, null) { Line = line, TriggerPath = trigger.Path, TriggerLine = trigger.Line };

    protected AuditRow Missing(string path, int? line, Trigger trigger, string target, string evidence, params IReadOnlyList<string> expected) =>
        Row(AuditVerdict.Missing, path, line, trigger, target, evidence) with { Expected = expected.Count > 0 ? expected : null };
}

/// <summary>A place of the diff that makes a rule apply.</summary>
public sealed record Trigger(string What, string? Path, int? Line)
{
    public string Text => Path is null ? What : $"{What}: {Path}{(Line is null ? "" : $":{Line}")}";
}
