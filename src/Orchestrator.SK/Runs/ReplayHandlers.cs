using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages.Finishing;

namespace Orchestrator.SK.Runs;

/// <summary>Performs the commands of a replay: what code decides is computed again, what came from outside is taken from the record, and nothing leaves this process.</summary>
/// <remarks>
/// Computed again: intake, plans from recorded replies, conversations from recorded replies and tools, unions, folded documents, audits, the delivered commit. Taken from the
/// record: the results of commands, answers of people, and failures of endpoints.
/// </remarks>
internal sealed class ReplayHandlers(RunRecord record, ICommandHandlers inner, WaveHandler waves, DeliverHandler deliver) : ICommandHandlers
{
    public async Task<IReadOnlyList<RunEvent>> PerformAsync(RunCommand command, CancellationToken cancellationToken)
    {
        var expected = record.Expected ?? throw new RecordEndedException(record.RunId);
        if (command is RunCommand.RunChecks or RunCommand.Verify or RunCommand.AskPerson or RunCommand.Forecast or RunCommand.ApprovePlan or RunCommand.Push
            || expected is RunEvent.Refused { Cause: not OutcomeCause.None } && command is not RunCommand.CheckIntake)
        {
            return [expected];
        }

        try
        {
            return command switch
            {
                RunCommand.AwaitReport => [await waves.EndOfAsync(ConversationOf(expected), cancellationToken).ConfigureAwait(false)],
                RunCommand.Deliver delivery => [expected is RunEvent.BranchDelivered recorded ? recorded with { Commit = deliver.Commit(delivery) } : expected],
                _ => await inner.PerformAsync(command, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The record of a conversation ends before it handed in: a cancel, or an endpoint that failed. The fact is what is known of it.
            return [expected];
        }
    }

    private string ConversationOf(RunEvent expected) => expected switch
    {
        RunEvent.ReportReceived report => $"{report.Assignment}-{record.State.Assignments.First(a => a.Assignment.Id == report.Assignment).Assignment.Expert}",
        RunEvent.ReviewReceived review => $"review{review.Round}-{review.Expert}",
        _ => throw new RunDivergedException(record.RunId, "a report", $"the record has {expected.GetType().Name}"),
    };
}
