using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Runs;

/// <summary>Runs the conversations of a wave, or of a round of review, at the same time; their reports come out in the order in which they end.</summary>
internal sealed class WaveHandler(RunScope scope, Conversations conversations, ExpertDesks desks, StopSignal stop, ExpertStops stops, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
    private readonly List<(ExpertDesk Desk, Task<RunEvent> Work)> _running = [];
    private readonly Dictionary<string, Draft> _drafts = new(StringComparer.Ordinal);
    private readonly Channel<Word> _words = Channel.CreateUnbounded<Word>();
    private readonly Dictionary<string, ModelCallException> _held = new(StringComparer.Ordinal);
    private int _underWay;

    public RunEvent Open(RunCommand.OpenWave command)
    {
        _drafts.Clear();
        foreach (var assignment in command.Assignments)
        {
            var draft = _drafts[assignment.Id] = new Draft(scope.Repository.OpenTree(command.Base));
            Start(desks.ForAssignment(assignment, draft, command.Assignments), (desk, token) => WorkAsync(assignment, desk, token));
        }

        return new RunEvent.WaveOpened(command.Wave, command.Base, [.. command.Assignments.Select(assignment => assignment.Id)]);
    }

    public RunEvent Open(RunCommand.OpenReview command)
    {
        Start(command.Round, command.Commit, command.Reviewers);
        return new RunEvent.ReviewOpened(command.Round, command.Commit, command.Reviewers);
    }

    /// <summary>Takes up the wave or review that was open when the run was left: each conversation at its own step, the drafts of those that had ended from the record.</summary>
    /// <exception cref="RunDivergedException">A conversation does not follow its record. Nothing new has happened then.</exception>
    public async Task ResumeAsync(RunPast past, CancellationToken cancellationToken)
    {
        var state = scope.State;
        if (state.WaveIsOpen)
        {
            var wave = state.Assignments.Where(a => a.Wave == state.Wave).ToList();
            Assignment[] together = [.. wave.Select(a => a.Assignment)];
            foreach (var (assignment, ended) in wave.Select(a => (a.Assignment, a.Report is not null)))
            {
                var draft = _drafts[assignment.Id] = new Draft(scope.Repository.OpenTree(state.Head));
                var desk = desks.ForAssignment(assignment, draft, together);
                if (ended || state.StoppedConversations.Contains(desk.Conversation))
                {
                    past.Of(desk.Conversation).OfType<RunEvent.FileWritten>().ToList().ForEach(draft.Apply);
                }

                if (!ended)
                {
                    Start(desk, state.StoppedConversations.Contains(desk.Conversation) ? (_, _) => Task.FromResult<RunEvent>(Broken(assignment)) : (at, token) => WorkAsync(assignment, at, token));
                }
            }
        }
        else if (state.Review is { IsOpen: true } review)
        {
            Start(review.Round, review.Commit, review.Reviewers.Except(review.Reports.Select(report => report.Expert), StringComparer.Ordinal));
        }

        var first = _running.Select(running => Task.WhenAny((Task)running.Work, running.Desk.Record.CaughtUp)).ToList();
        foreach (var ended in await Task.WhenAll(first).WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            await ended.ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the next conversation to end. One whose endpoint is gone has not ended: it is held, the others go on, and then the run is left.</summary>
    /// <exception cref="ModelCallException">Only held conversations are left.</exception>
    public async Task<RunEvent> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_held.Count == 0 || _held.Count < _underWay || stop.WasCancelled)
            {
                var word = await _words.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (word.Gone is { } gone)
                {
                    _held[word.Conversation] = gone;
                    continue;
                }

                _held.Remove(word.Conversation);
                _underWay--;
                return word.Report!;
            }

            throw _held.Values.First();
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } cause)
        {
            // The channel's own exception would hide what happened, and so the exit code.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Waits for one conversation to end: in a replay they end in the order of the record.</summary>
    public Task<RunEvent> EndOfAsync(string conversation, CancellationToken cancellationToken) =>
        _running.Last(running => running.Desk.Conversation == conversation).Work.WaitAsync(cancellationToken);

    public RunEvent Unite(RunCommand.UniteWave command) => WaveUnion.Commit(scope, command.Wave, scope.State.Head, _drafts);

    /// <summary>What was written so far, also in a wave that is still open.</summary>
    public string Partial() => scope.State.WaveIsOpen ? WaveUnion.Commit(scope, scope.State.Wave, scope.State.Head, _drafts).Commit : scope.State.Head;

    /// <summary>Stops what still runs: nothing goes on spending after the run is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Select(Task (running) => running.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Start(int round, string commit, IEnumerable<string> reviewers)
    {
        var tree = scope.Repository.OpenTree(commit);
        var diff = scope.Repository.Diff(scope.Request.Base, commit).Patch;
        foreach (var reviewer in reviewers)
        {
            Start(desks.ForReview(round, reviewer, new Draft(tree)), (desk, token) => ReviewAsync(round, desk, diff, token));
        }
    }

    private void Start(ExpertDesk desk, Func<ExpertDesk, CancellationToken, Task<RunEvent>> work)
    {
        _underWay++;
        _running.Add((desk, Task.Run(async () =>
        {
            try
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, stops.TokenOf(desk.Conversation));
                var ended = await work(desk, either.Token).ConfigureAwait(false);
                await _words.Writer.WriteAsync(new(desk.Conversation, ended, null)).ConfigureAwait(false);
                return ended;
            }
            catch (Exception error)
            {
                // Whoever waits for reports learns of it; a conversation that dies silently would be waited for for ever.
                _words.Writer.TryComplete(error);
                throw;
            }
        })));
    }

    // An endpoint that is gone has not ended the conversation: it stays where it is until somebody breaks it off, or the run is left and resumed.
    private async Task ConverseAsync(ExpertDesk desk, string purpose, string step, string message, CancellationToken cancellationToken)
    {
        try
        {
            using var idle = new IdleClock(desk.Record, scope.State.Limits.MaxExpertSilentMinutes, time);
            await idle.WatchAsync(desk.Expert, token => conversations.RunAsync(desk, purpose, step, message, token), cancellationToken).ConfigureAwait(false);
        }
        catch (ModelCallException gone) when (FailureRules.Of(gone.Kind).LeavesRun && desk.Record.CaughtUp.IsCompleted)
        {
            await _words.Writer.WriteAsync(new(desk.Conversation, null, gone), cancellationToken).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RunEvent> WorkAsync(Assignment assignment, ExpertDesk desk, CancellationToken cancellationToken)
    {
        try
        {
            var message = await conversations.RenderAsync(Assigned, AssignmentValues(assignment), cancellationToken).ConfigureAwait(false);
            await ConverseAsync(desk, Purposes.Expert, Assigned, message, cancellationToken).ConfigureAwait(false);
            return new RunEvent.ReportReceived(assignment.Id, desk.Report!);
        }
        catch (ModelCallException failure)
        {
            return new RunEvent.ReportReceived(assignment.Id, ExpertReport.Failed(failure.Kind, failure.Message));
        }
        catch (OperationCanceledException) when (WasBroken(desk))
        {
            return Broken(assignment);
        }
        catch (OperationCanceledException) when (stop.WasCancelled)
        {
            return new RunEvent.ReportReceived(assignment.Id, ExpertReport.Failed(FailureKind.Cancelled, Cancelled));
        }
    }

    // Only this conversation, and not the run with it.
    private bool WasBroken(ExpertDesk desk) => stops.IsStopped(desk.Conversation) && !stop.Token.IsCancellationRequested;

    private static RunEvent.ReportReceived Broken(Assignment assignment) => new RunEvent.ReportReceived(assignment.Id, ExpertReport.Failed(FailureKind.Cancelled, BrokenOff));

    private async Task<RunEvent> ReviewAsync(int round, ExpertDesk desk, string diff, CancellationToken cancellationToken)
    {
        try
        {
            var message = await conversations.RenderAsync(Reviewed, ReviewValues(round, diff), cancellationToken).ConfigureAwait(false);
            await ConverseAsync(desk, Purposes.Review, Reviewed, message, cancellationToken).ConfigureAwait(false);
            return new RunEvent.ReviewReceived(round, desk.Expert, desk.Review!);
        }
        catch (ModelCallException failure)
        {
            return new RunEvent.ReviewReceived(round, desk.Expert, new ReviewReport(failure.Message, [], failure.Kind));
        }
        catch (OperationCanceledException) when (WasBroken(desk))
        {
            return new RunEvent.ReviewReceived(round, desk.Expert, new ReviewReport(BrokenOff, [], FailureKind.Cancelled));
        }
        catch (OperationCanceledException) when (stop.WasCancelled)
        {
            return new RunEvent.ReviewReceived(round, desk.Expert, new ReviewReport(Cancelled, [], FailureKind.Cancelled));
        }
    }

    private Dictionary<string, string> AssignmentValues(Assignment assignment) => new()
    {
        ["id"] = assignment.Id,
        ["item"] = scope.ItemTitle,
        ["summary"] = scope.State.Plan!.Summary,
        ["task"] = assignment.Task,
        ["paths"] = Lines(assignment.Paths),
        ["contract"] = Lines(scope.State.Plan.Contract),
        ["specs"] = string.Join("\n\n", assignment.Specs.Select(scope.Documents.Specs.Find).OfType<Core.Documents.SpecSection>()
            .Select(section => SpecsPlugin.Quote(section.Id, section.Title, section.Path, section.Text, section.Deprecated))),
        ["checks"] = Checks(),
    };

    private Dictionary<string, string> ReviewValues(int round, string diff) => new()
    {
        ["round"] = $"{round}",
        ["item"] = scope.ItemTitle,
        ["contract"] = Lines(scope.State.Plan!.Contract),
        ["diff"] = diff.Length <= MaxDiff ? diff : $"{diff[..MaxDiff]}\n… cut: read the files",
        ["checks"] = Checks(),
    };

    public const string Assigned = "steps/assignment";

    public const string Reviewed = "steps/review";

    private const int MaxDiff = 60_000;

    private const string Cancelled = "broken off: the run was cancelled";
    private const string BrokenOff = "A person broke this off; what was written is kept.";

    private string Checks() => Lines([.. (scope.Settings.Checks ?? new Dictionary<string, CheckSettings>()).Select(check => $"{check.Key}: {check.Value}{(check.Value.Formats ? " (a formatter: what it changes in your files comes back into your draft)" : "")}")]);

    /// <summary>What a conversation says to whoever waits: its report, or that its endpoint is gone.</summary>
    private sealed record Word(string Conversation, RunEvent? Report, ModelCallException? Gone);

    private static string Lines(IReadOnlyList<string> lines) => lines.Count == 0 ? "none" : string.Join('\n', lines.Select(line => $"- {line}"));
}
