using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>The repository's own checks hold on the head. Asked only where somebody ran them.</summary>
internal sealed record VerifyGreen() : GeneralRule("verify", "What its own checks refuse is not done.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions) => change.VerifyExitCode is not { } code ? [] :
    [
        new(Id, "the head", "verify ends with exit code 0", code == 0 ? AuditVerdict.Satisfied : AuditVerdict.Missing, $"exit code {code}", null, null),
    ];
}
