using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Models;

/// <summary>Takes the calls of one conversation into the run's record, and gives back those that the record has already.</summary>
internal sealed class CallRecorder(ConversationRecord record, string expert, string purpose, string promptHash, PriceTable prices, RunBudget budget) : ICallLog
{
    private int _sequence;

    public CallOwner Owner => new(record.State.Request?.RunId, record.Id, expert, purpose, promptHash);

    // Not cancellable: the reply is paid for.
    public Task AppendAsync(ModelCall call, CancellationToken cancellationToken) => record.AppendAsync(
        new RunEvent.ModelReplied(record.Id, ++_sequence, purpose, call.Model, promptHash, call.RequestHash, call.Usage, call.Attempts, (long)call.Duration.TotalMilliseconds, call.Reply, prices.Find(call.Model)?.Of(call.Usage)),
        CancellationToken.None);

    public async ValueTask<RecordedReply?> FindAsync(string requestHash, CancellationToken cancellationToken)
    {
        if (await record.FindReplyAsync(requestHash, cancellationToken).ConfigureAwait(false) is not { } reply)
        {
            return null;
        }

        _sequence = reply.Sequence;
        return new RecordedReply(reply.Attempts, reply.Reply);
    }

    public async Task<IDisposable?> AdmitAsync(ModelChoice model, long promptTokens, CancellationToken cancellationToken) =>
        await budget.ReserveAsync(expert, WorstCase.Of(promptTokens, model.MaxOutputTokens, model.Price), cancellationToken).ConfigureAwait(false);

    public Task SwitchAsync(ModelChoice from, ModelChoice to, FailureKind why, CancellationToken cancellationToken) =>
        record.AppendAsync(new RunEvent.ModelSwitched(record.Id, purpose, from.Name, to.Name, why), cancellationToken);

    public async ValueTask<string?> FindSwitchAsync(CancellationToken cancellationToken)
    {
        if (record.Next is not RunEvent.ModelSwitched switched)
        {
            return null;
        }

        await record.AppendAsync(switched, cancellationToken).ConfigureAwait(false);
        return switched.To;
    }

    // Only live calls wait, and only a screen wants to know: a replay passes it over.
    public Task WaitAsync(ModelChoice model, string why, TimeSpan? wait, CancellationToken cancellationToken) =>
        record.TellAsync(new RunEvent.ModelWaiting(record.Id, model.Name, why, wait is { } time ? (long)time.TotalMilliseconds : null), cancellationToken);
}
