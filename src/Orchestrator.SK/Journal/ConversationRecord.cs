using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>One conversation's part of a run's record. While it has a past, the code that runs again meets what was recorded; where that ends, it writes on.</summary>
/// <remarks>
/// A conversation is sequential, so its past is a queue and needs no key but the order. Nothing leaves this process before the past is used up:
/// a model is not asked again, a check does not run again, an entry is not written again.
/// </remarks>
/// <param name="past">What this conversation recorded before the run was left, in order.</param>
internal sealed class ConversationRecord(RunRecord run, string conversation, IReadOnlyList<RunEvent> past)
{
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next;

    public string Id => conversation;

    public RunState State => run.State;

    public bool IsReplay => run.IsReplay;

    /// <summary>The model that took over in the past of this conversation; null for none.</summary>
    public string? SwitchedTo => past.OfType<RunEvent.ModelSwitched>().FirstOrDefault()?.To;

    /// <inheritdoc cref="RunRecord.Inbox"/>
    public IReadOnlyList<string> Inbox => run.Inbox;

    /// <summary>What was recorded next; null once the past is used up.</summary>
    public RunEvent? Next => _next < past.Count ? past[_next] : null;

    /// <summary>Called when something of this conversation was recorded or told.</summary>
    public Action? Stirred { get; set; }

    /// <summary>Ends when the past is used up, before anything new happens.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>Appends a fact, or finds it recorded already.</summary>
    /// <exception cref="RunDivergedException">Something else was recorded here.</exception>
    public async Task AppendAsync(RunEvent fact, CancellationToken cancellationToken)
    {
        await run.PaceAsync(cancellationToken).ConfigureAwait(false);
        if (Next is not { } recorded)
        {
            await GoLiveAsync(cancellationToken).ConfigureAwait(false);
            await run.AppendAsync(fact, cancellationToken).ConfigureAwait(false);
            Stirred?.Invoke();
            return;
        }

        if (!RunRecord.IsSame(recorded, fact))
        {
            throw new RunDivergedException(run.RunId, $"step {_next + 1} of conversation {conversation}", $"the record has {Name(recorded)}, and this build does {Name(fact)}");
        }

        _next++;
    }

    /// <summary>Appends what only a screen wants to know; it is no step of the conversation.</summary>
    public Task TellAsync(RunEvent fact, CancellationToken cancellationToken)
    {
        Stirred?.Invoke();
        return run.AppendAsync(fact, cancellationToken);
    }

    /// <summary>Takes the recorded reply to this request; null when it has to be sent.</summary>
    /// <exception cref="RunDivergedException">Something else was recorded here, or the reply was given to another request.</exception>
    public async ValueTask<RunEvent.ModelReplied?> FindReplyAsync(string requestHash, CancellationToken cancellationToken)
    {
        await run.PaceAsync(cancellationToken).ConfigureAwait(false);
        switch (Next)
        {
            case null:
                await GoLiveAsync(cancellationToken).ConfigureAwait(false);
                return null;
            case RunEvent.ModelReplied reply when reply.RequestHash == requestHash || run.AcceptsChanges:
                _next++;
                return reply;
            case RunEvent.ModelReplied reply when run.IsReplay:
                // What was done is compared, step by step. What was asked depends on a model that need not be there any more.
                run.NoteOtherRequest();
                _next++;
                return reply;
            case RunEvent.ModelReplied reply:
                throw new RunDivergedException(
                    run.RunId, $"model call {reply.Sequence} of conversation {conversation}",
                    "the request differs from the one that was answered (the model, a prompt or a tool's description changed; --accept-changes goes on with the recorded reply)");
            case var other:
                throw new RunDivergedException(run.RunId, $"step {_next + 1} of conversation {conversation}", $"the record has {Name(other)}, and this build asks a model");
        }
    }

    /// <summary>The recorded end of the tool call that has just begun; null when it has none.</summary>
    public RunEvent.ToolCompleted? FindCompleted(int sequence) => past.Skip(_next).OfType<RunEvent.ToolCompleted>().FirstOrDefault(tool => tool.Sequence == sequence);

    /// <summary>Passes over all that is left of the past: its effects stand in the record, and are not brought about again.</summary>
    public IReadOnlyList<RunEvent> TakeRest()
    {
        var rest = past.Skip(_next).ToList();
        _next = past.Count;
        return rest;
    }

    /// <summary>Passes over everything up to this fact: its effects stand in the record, and are not brought about again.</summary>
    public IReadOnlyList<RunEvent> TakeUpTo(RunEvent fact)
    {
        var from = _next;
        while (Next is { } next)
        {
            _next++;
            if (ReferenceEquals(next, fact))
            {
                break;
            }
        }

        return [.. past.Skip(from).Take(_next - from)];
    }

    // Conversations of one wave go live together: a record that one of them cannot follow is noticed before another spends anything.
    private Task GoLiveAsync(CancellationToken cancellationToken)
    {
        _caughtUp.TrySetResult();
        return run.IsReplay ? throw new RecordEndedException(run.RunId) : run.Live.WaitAsync(cancellationToken);
    }

    private static string Name(RunEvent fact) => fact switch
    {
        RunEvent.ToolStarted tool => $"the tool call {tool.Tool} {tool.Subject}".TrimEnd(),
        RunEvent.ToolCompleted tool => $"the result '{tool.Outcome}' of {tool.Tool} {tool.Subject}".TrimEnd(),
        RunEvent.FileWritten file => $"a write of {file.Path}",
        RunEvent.WriteRefused file => $"a refused write ({file.Code})",
        _ => $"a {fact.GetType().Name}",
    };
}
