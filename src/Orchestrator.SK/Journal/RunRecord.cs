using System.Runtime.ExceptionServices;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Journal;

/// <summary>One run's record while it is being written: appends, folds, and tells observers, in one order for everybody.</summary>
internal sealed class RunRecord : IDisposable
{
    private readonly IRunJournal _journal;
    private readonly RunLease _lease;
    private readonly TimeProvider _time;
    private readonly RunPast _past;
    private readonly SemaphoreSlim _append = new(1, 1);
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IReadOnlyList<DecidedFact>? _decided;
    private readonly IReadOnlyList<string>? _inbox;
    private ExceptionDispatchInfo? _fault;
    private long _sequence;
    private int _replayed;
    private int _otherRequests;

    public RunRecord(IRunJournal journal, RunLease lease, TimeProvider time)
        : this(journal, lease, time, RunPast.None)
    {
        GoLive();
    }

    /// <summary>Takes a run up where its record ends. Its conversations wait with everything new until <see cref="GoLive"/>.</summary>
    public RunRecord(IRunJournal journal, RunLease lease, TimeProvider time, RunPast past)
    {
        (_journal, _lease, _time, _past) = (journal, lease, time, past);
        State = RunState.Replay(past.Entries);
        _sequence = past.Entries is [.., var last] ? last.Sequence : 0;
    }

    /// <summary>Replays a whole record: each decision meets the state it was taken in, and what follows must be what was recorded. Nothing is written.</summary>
    public static RunRecord Replay(string runId, RunPast past, IReadOnlyList<DecidedFact> decided, TimeProvider time, Func<CancellationToken, Task>? pace, bool acceptsChanges) =>
        new(runId, past, decided, time) { PaceAsync = pace ?? (_ => Task.CompletedTask), AcceptsChanges = acceptsChanges };

    private RunRecord(string runId, RunPast past, IReadOnlyList<DecidedFact> decided, TimeProvider time)
        : this(NoJournal.Instance, new RunLease(runId, 0), time, past)
    {
        _decided = decided;
        _inbox = State.Inbox;
        State = decided.Count > 0 ? decided[0].Before : State;
    }

    /// <summary>What a replay expects next; null outside a replay, and at the end of the record.</summary>
    public RunEvent? Expected => _replayed < _decided?.Count ? _decided[_replayed].Entry.Event : null;

    public bool IsReplay => _decided is not null;

    /// <summary>How many recorded replies a replay took although their requests would look different today.</summary>
    public int OtherRequests => _otherRequests;

    public void NoteOtherRequest() => Interlocked.Increment(ref _otherRequests);

    /// <summary>What is known after the newest entry. Safe to read at any time: it is immutable.</summary>
    public RunState State { get; private set; }

    /// <summary>Everything that was said to the run, as far as it is known.</summary>
    public IReadOnlyList<string> Inbox => _inbox ?? State.Inbox;

    /// <summary>Called after each entry is on the disk, in order. An observer must not throw or wait.</summary>
    public Action<RunEntry>? Observer { get; init; }

    /// <summary>What keeps other programs off the run; let go of with the record.</summary>
    public IDisposable? Hold { get; init; }

    /// <summary>Whether recorded replies count although the requests they answered would look different today.</summary>
    public bool AcceptsChanges { get; init; }

    /// <summary>How a replay is paced, so that tests can try any timing.</summary>
    public Func<CancellationToken, Task> PaceAsync { get; init; } = _ => Task.CompletedTask;

    public RunLease Lease => _lease;

    public string RunId => _lease.RunId;

    public long Epoch => _lease.Epoch;

    /// <summary>Ends when new things may happen.</summary>
    public Task Live => _live.Task;

    public void GoLive() => _live.TrySetResult();

    /// <summary>The part of one conversation, with what it recorded in the past.</summary>
    public ConversationRecord Conversation(string id) => new(this, id, _past.Of(id));

    public async Task AppendAsync(RunEvent fact, CancellationToken cancellationToken)
    {
        await _append.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsReplay)
            {
                Match(fact);
            }
            else
            {
                await AppendHeldAsync(fact).ConfigureAwait(false);
            }
        }
        finally
        {
            _append.Release();
        }
    }

    /// <summary>Appends what somebody outside says to the run. False when the run has ended meanwhile: nobody is left to hear it.</summary>
    public async Task<bool> TryAppendAsync(RunEvent fact, CancellationToken cancellationToken)
    {
        await _append.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (State.Outcome is not null)
            {
                return false;
            }

            await AppendHeldAsync(fact).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _append.Release();
        }
    }

    private async Task AppendHeldAsync(RunEvent fact)
    {
        _fault?.Throw();
        var entry = new RunEntry(_lease.RunId, _sequence + 1, _time.GetUtcNow(), WithoutSecrets(fact));
        try
        {
            await _journal.AppendAsync(_lease, entry, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // A disk can fail once and work again. The run is ending by now, and how its conversations break off is no fact of it: a resume would take it for one.
            _fault = ExceptionDispatchInfo.Capture(error);
            throw;
        }

        _sequence = entry.Sequence;
        State = State.Apply(entry);
        Observer?.Invoke(entry);
    }

    /// <summary>Whether a fact is the recorded one, but for how long it took.</summary>
    public static bool IsSame(RunEvent recorded, RunEvent fact) =>
        EntryJson.Body(EntryJson.Timeless(recorded)) == EntryJson.Body(EntryJson.Timeless(WithoutSecrets(fact)));

    private void Match(RunEvent fact)
    {
        var expected = Expected ?? throw new RecordEndedException(RunId);
        if (!IsSame(expected, fact))
        {
            throw new RunDivergedException(RunId, $"entry {_decided![_replayed].Entry.Sequence}", $"the record has this {expected.GetType().Name}: {EntryJson.Body(expected)}, and this build makes: {EntryJson.Body(fact)}");
        }

        _replayed++;
        State = _replayed < _decided!.Count ? _decided[_replayed].Before : RunState.Replay(_past.Entries);
    }

    public void Dispose()
    {
        _append.Dispose();
        Hold?.Dispose();
    }

    // The last door before journal, state and every screen. Replies and tool results were filtered where they came in; this is for what came by another way.
    private static RunEvent WithoutSecrets(RunEvent fact)
    {
        var body = EntryJson.Body(fact);
        var clean = ProcessSecrets.RedactJson(body);
        return ReferenceEquals(clean, body) ? fact : EntryJson.Event(clean);
    }
}
