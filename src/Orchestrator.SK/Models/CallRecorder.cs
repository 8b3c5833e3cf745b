using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Models;

/// <summary>Takes the calls of one conversation into the run's record, and gives back those that the record has already.</summary>
internal sealed class CallRecorder(ConversationRecord record, string purpose, string promptHash)
{
    private int _sequence;

    // Not cancellable: the reply is paid for.
    public Task AppendAsync(ModelCall call, CancellationToken cancellationToken) => record.AppendAsync(
        new RunEvent.ModelReplied(record.Id, ++_sequence, purpose, call.Model, promptHash, call.RequestHash, call.Usage, call.Attempts, (long)call.Duration.TotalMilliseconds, call.Reply),
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
}
