using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Runs;

/// <summary>Runs the conversations of a wave, or of a round of review, at the same time; their reports come out in the order in which they end.</summary>
internal sealed class WaveHandler(RunScope scope, Conversations conversations, ExpertDesks desks, StopSignal stop) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
    private readonly List<Task> _running = [];
    private readonly Dictionary<string, Draft> _drafts = new(StringComparer.Ordinal);
    private readonly Channel<RunEvent> _ended = Channel.CreateUnbounded<RunEvent>();

    public RunEvent Open(RunCommand.OpenWave command)
    {
        _drafts.Clear();
        foreach (var assignment in command.Assignments)
        {
            var draft = new Draft(scope.Repository.OpenTree(command.Base));
            _drafts[assignment.Id] = draft;
            Start(() => WorkAsync(assignment, draft, _stop.Token));
        }

        return new RunEvent.WaveOpened(command.Wave, command.Base, [.. command.Assignments.Select(assignment => assignment.Id)]);
    }

    public RunEvent Open(RunCommand.OpenReview command)
    {
        var tree = scope.Repository.OpenTree(command.Commit);
        var diff = scope.Repository.Diff(scope.Request.Base, command.Commit).Patch;
        foreach (var reviewer in command.Reviewers)
        {
            Start(() => ReviewAsync(command.Round, reviewer, new Draft(tree), diff, _stop.Token));
        }

        return new RunEvent.ReviewOpened(command.Round, command.Commit, command.Reviewers);
    }

    /// <summary>Waits for the next conversation to end.</summary>
    public async Task<RunEvent> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _ended.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } cause)
        {
            // The channel's own exception would hide what happened, and so the exit code.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Lays the disjoint drafts of the wave over their common base; no merge, for no two touch one path.</summary>
    public RunEvent Unite(RunCommand.UniteWave command)
    {
        var parent = scope.State.Head;
        foreach (var (assignment, draft) in _drafts.Where(entry => entry.Value.Changes.Count > 0))
        {
            // Each draft stays reachable by itself: nothing that an expert wrote is ever lost.
            scope.Repository.CommitDraft(draft.Changes, parent, $"Draft {assignment}", scope.Stamp, $"{scope.Record.RunId}/drafts/{assignment}");
        }

        var united = Draft.Unite(scope.Repository.OpenTree(parent), _drafts.Values);
        var commit = united.Changes.Count == 0
            ? parent
            : scope.Repository.CommitDraft(united.Changes, parent, $"Wave {command.Wave}", scope.Stamp, $"{scope.Record.RunId}/waves/{command.Wave}");
        return new RunEvent.WaveUnited(command.Wave, commit, [.. united.Changes.Select(change => change.Path)]);
    }

    /// <summary>Stops what still runs: nothing goes on spending after the run is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Start(Func<Task<RunEvent>> work) => _running.Add(Task.Run(async () =>
    {
        try
        {
            await _ended.Writer.WriteAsync(await work().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whoever waits for reports learns of it; a conversation that dies silently would be waited for for ever.
            _ended.Writer.TryComplete(error);
        }
    }));

    private async Task<RunEvent> WorkAsync(Assignment assignment, Draft draft, CancellationToken cancellationToken)
    {
        var desk = desks.ForAssignment($"{assignment.Id}-{assignment.Expert}", assignment.Expert, assignment.Id, draft, assignment.Specs);
        try
        {
            var message = await conversations.RenderAsync(Assigned, AssignmentValues(assignment), cancellationToken).ConfigureAwait(false);
            await conversations.RunAsync(desk, Purposes.Expert, Assigned, message, cancellationToken).ConfigureAwait(false);
            return new RunEvent.ReportReceived(assignment.Id, desk.Report!);
        }
        catch (ModelCallException failure)
        {
            return new RunEvent.ReportReceived(assignment.Id, ExpertReport.Failed(failure.Kind, failure.Message));
        }
        catch (OperationCanceledException) when (stop.WasCancelled)
        {
            return new RunEvent.ReportReceived(assignment.Id, ExpertReport.Failed(FailureKind.Cancelled, Cancelled));
        }
    }

    private async Task<RunEvent> ReviewAsync(int round, string reviewer, Draft draft, string diff, CancellationToken cancellationToken)
    {
        var desk = desks.ForReview($"review{round}-{reviewer}", reviewer, draft, scope.State.Intake!.Specs);
        try
        {
            var message = await conversations.RenderAsync(Reviewed, ReviewValues(round, diff), cancellationToken).ConfigureAwait(false);
            await conversations.RunAsync(desk, Purposes.Review, Reviewed, message, cancellationToken).ConfigureAwait(false);
            return new RunEvent.ReviewReceived(round, reviewer, desk.Review!);
        }
        catch (ModelCallException failure)
        {
            return new RunEvent.ReviewReceived(round, reviewer, new ReviewReport(failure.Message, [], failure.Kind));
        }
        catch (OperationCanceledException) when (stop.WasCancelled)
        {
            return new RunEvent.ReviewReceived(round, reviewer, new ReviewReport(Cancelled, [], FailureKind.Cancelled));
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

    private const string Assigned = "steps/assignment";

    private const string Reviewed = "steps/review";

    private const int MaxDiff = 60_000;

    private const string Cancelled = "broken off: the run was cancelled";

    private string Checks() => Lines([.. (scope.Settings.Checks ?? new Dictionary<string, IReadOnlyList<string>>()).Select(check => $"{check.Key}: {string.Join(' ', check.Value)}")]);

    private static string Lines(IReadOnlyList<string> lines) => lines.Count == 0 ? "none" : string.Join('\n', lines.Select(line => $"- {line}"));
}
