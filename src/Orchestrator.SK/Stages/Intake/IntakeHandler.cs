using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>Finds the item, its specs and its probable ripples in the documents of the base commit, before anything is spent.</summary>
internal sealed class IntakeHandler(RunScope scope)
{
    public RunEvent Check() => IntakeCheck.Of(
        scope.Request.ItemId, scope.Base, new RepositoryReading(scope.Settings, scope.Documents, scope.Domains, scope.Prompts), scope.Repository.State(scope.Base.CommitId)).Event;
}
