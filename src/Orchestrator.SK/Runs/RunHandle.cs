using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Runs;

/// <summary>A run that goes on, held from outside: what was recorded so far, and the three things a person may do to it.</summary>
internal sealed class RunHandle(RunRecord record, CancellationTokenSource stop, ExpertStops stops)
{
    public string RunId => record.RunId;

    /// <inheritdoc cref="RunRecord.OtherRequests"/>
    public int OtherRequests => record.OtherRequests;

    /// <summary>What is known after the newest entry. Safe to read at any time.</summary>
    public RunState State => record.State;

    /// <summary>Ends with the run: the last state, or why there is no outcome. Always await it.</summary>
    public Task<RunState> Completion { get; internal set; } = Task.FromResult(RunState.Empty);

    /// <summary>Puts a word into the run's inbox; the experts hear it before their next turn. False when the run has ended.</summary>
    public Task<bool> SayAsync(string text, CancellationToken cancellationToken) => record.TryAppendAsync(new RunEvent.PersonSaid(text), cancellationToken);

    /// <summary>Cancels the run: the order is recorded, then calls and checks that are going on are broken off. It ends as cancelled; what was written is kept. False when it has ended.</summary>
    /// <param name="by">Who stops it, as the outcome names them.</param>
    public async Task<bool> StopAsync(string by, CancellationToken cancellationToken)
    {
        // Recorded first: whoever is broken off must be able to read why.
        if (!await record.TryAppendAsync(new RunEvent.StopAsked(by), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The run ended by itself between the two lines; there is nothing left to break off.
        }

        return true;
    }

    /// <summary>Breaks off what one expert is doing, with its call or check; what it wrote is kept, and all others go on. False when it is not at work, or the run has ended.</summary>
    /// <param name="by">Who stops it.</param>
    public async Task<bool> StopExpertAsync(string expert, string by, CancellationToken cancellationToken)
    {
        if (State.ConversationOf(expert) is not { } conversation
            || !await record.TryAppendAsync(new RunEvent.ExpertStopAsked(conversation, by), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await stops.StopAsync(conversation, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
