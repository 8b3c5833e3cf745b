using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Auditing;
using Orchestrator.SK.Stages.Finishing;
using Orchestrator.SK.Stages.Intake;
using Orchestrator.SK.Stages.Planning;

namespace Orchestrator.SK.Runs;

/// <summary>Which handler performs which command: the table, and nothing else.</summary>
internal sealed class CommandHandlers(
    RunScope scope, IntakeHandler intake, PlanHandler plan, ForecastHandler forecast, WaveHandler waves, StageChecks checks, AuditHandler audit, MendHandler mend, JudgeHandler judge, FoldHandler fold, DeliverHandler deliver,
    IPerson person) : ICommandHandlers
{
    public async Task<IReadOnlyList<RunEvent>> PerformAsync(RunCommand command, CancellationToken cancellationToken) => command switch
    {
        RunCommand.CheckIntake => [intake.Check()],
        RunCommand.DraftPlan draft => [await plan.DraftAsync(draft, cancellationToken).ConfigureAwait(false)],
        RunCommand.Forecast drafted => [await forecast.ForecastAsync(drafted, cancellationToken).ConfigureAwait(false)],
        RunCommand.ApprovePlan approve => [await ApproveAsync(approve, cancellationToken).ConfigureAwait(false)],
        RunCommand.Assign assign => [new RunEvent.Assigned(assign.Cause, assign.Assignments)],
        RunCommand.OpenWave open => [waves.Open(open)],
        RunCommand.OpenReview open => [waves.Open(open)],
        RunCommand.AwaitReport => [await waves.NextAsync(cancellationToken).ConfigureAwait(false)],
        RunCommand.UniteWave unite => [waves.Unite(unite)],
        RunCommand.RunChecks run => [await CheckAsync(run.Commit, cancellationToken).ConfigureAwait(false)],
        RunCommand.AskPerson ask => await AskAsync(ask.Questions, cancellationToken).ConfigureAwait(false),
        RunCommand.FoldDocuments from => [fold.Fold(from)],
        RunCommand.Audit commit => [audit.Audit(commit)],
        RunCommand.Mend commit => [mend.Mend(commit)],
        RunCommand.Judge => [await judge.JudgeAsync(cancellationToken).ConfigureAwait(false)],
        RunCommand.Verify verify => [await VerifyAsync(verify.Commit, cancellationToken).ConfigureAwait(false)],
        RunCommand.Summarise => [await deliver.SummariseAsync(cancellationToken).ConfigureAwait(false)],
        RunCommand.Deliver delivery => [deliver.Deliver(delivery)],
        RunCommand.Push push => [await deliver.PushAsync(push, cancellationToken).ConfigureAwait(false)],
        RunCommand.End end => [new RunEvent.Ended(end.Outcome)],
        _ => throw new InvalidOperationException($"No handler performs {command.GetType().Name}."),
    };

    private async Task<RunEvent> CheckAsync(string commit, CancellationToken cancellationToken)
    {
        var draft = new Draft(scope.Repository.OpenTree(commit));
        var results = new List<CheckRecord>();
        foreach (var name in scope.State.Intake!.Checks)
        {
            results.Add(await checks.RunAsync(name, scope.Settings.Checks![name], draft, cancellationToken).ConfigureAwait(false));
        }

        return new RunEvent.ChecksCompleted(commit, results);
    }

    private async Task<RunEvent> VerifyAsync(string commit, CancellationToken cancellationToken) =>
        new RunEvent.Verified(commit, await checks.RunAsync("verify", new CheckSettings(scope.State.Intake!.Verify), new Draft(scope.Repository.OpenTree(commit)), cancellationToken).ConfigureAwait(false));

    private async Task<RunEvent> ApproveAsync(RunCommand.ApprovePlan command, CancellationToken cancellationToken) =>
        (PlanConsent.Given(scope.State) ?? await person.ApproveAsync(command.Plan, scope.State, cancellationToken).ConfigureAwait(false)) is { } approved
            ? new RunEvent.PlanAnswered(approved)
            : new RunEvent.NobodyAnswered([PlanConsent.Question(scope.State)]);

    private async Task<IReadOnlyList<RunEvent>> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        var answers = await person.AskAsync(questions, cancellationToken).ConfigureAwait(false) ?? new Dictionary<string, string>();
        var open = questions.Where(question => string.IsNullOrWhiteSpace(answers.GetValueOrDefault(question))).ToList();

        // A question is asked once: what is left open then ends the run.
        return
        [
            .. questions.Except(open, StringComparer.Ordinal).Select(question => new RunEvent.PersonAnswered(question, answers[question])),
            .. open.Count > 0 ? [new RunEvent.NobodyAnswered(open)] : Enumerable.Empty<RunEvent>(),
        ];
    }
}
