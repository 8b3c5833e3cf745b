using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Models;

/// <summary>Takes the calls of one conversation into the run's record.</summary>
internal static class CallRecorder
{
    public static ModelCallSink For(RunRecord record, string conversation, string purpose, string promptHash)
    {
        var sequence = 0;

        // Not cancellable: the reply is paid for.
        return (call, _) => record.AppendAsync(
            new RunEvent.ModelReplied(conversation, ++sequence, purpose, call.Model, promptHash, call.RequestHash, call.Usage, call.Attempts, (long)call.Duration.TotalMilliseconds, call.Reply),
            CancellationToken.None);
    }
}
