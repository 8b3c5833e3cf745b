using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Chat;

internal sealed partial class ChatSession
{
    private void Start(string item, bool planOnly)
    {
        if (_run is not null)
        {
            view.Print("A run goes on already; one at a time in a chat. /cancel stops it.", Tone.Bad);
            return;
        }

        var request = new LaunchRequest(RunIds.New(item, parts.Time), parts.Repository.TargetPath, item, null)
        {
            Person = parts.MayAsk || planOnly ? new ChatPerson(Signals) : new NobodyThere(),
            AskBeforeWork = parts.MayAsk || planOnly,
        };
        _run = new ChatRun(planOnly);
        _run.Work = Task.Run(() => SeeThroughAsync(request));
    }

    private async Task SeeThroughAsync(LaunchRequest request)
    {
        try
        {
            var run = await parts.Launcher.StartAsync(request, entry => Signals.TryWrite(new ChatSignal.RunEntered(entry)), _leaving.Token);
            Signals.TryWrite(new ChatSignal.RunStarted(run));
            Signals.TryWrite(new ChatSignal.RunEnded(await run.Completion, null));
        }
        catch (Exception error)
        {
            Signals.TryWrite(new ChatSignal.RunEnded(null, error));
        }
    }

    private async Task BeginAsync(ChatSignal.RunStarted started)
    {
        _run!.Handle = started.Handle;
        if (_run.CancelAsked)
        {
            await StopAsync(started.Handle);
        }
    }

    private void Enter(RunEntry entry)
    {
        var heard = _run!.Take(entry);
        view.Progress(entry);
        foreach (var (expert, text) in heard)
        {
            view.Print($"heard by {expert}: {text}", Tone.Dim);
        }

        // A question that was answered by a cancel is none any more.
        _question = entry.Event is RunEvent.Ended ? null : _question;
    }

    private void Propose(ChatSignal.ApprovalAsked asked)
    {
        view.Print(string.Join('\n', PlanText.Proposal(asked.Plan, asked.State.Intake!)));
        if (asked.State.Forecast is { } forecast)
        {
            view.Print(ForecastText.Line(forecast));
        }

        if (_run!.PlanOnly)
        {
            asked.Answer.TrySetResult(false);
            return;
        }

        Ask(new OpenQuestion(asked));
    }

    private void Ask(OpenQuestion question)
    {
        _question = question;
        view.Print(question.IsApproval ? "Start? Only y, yes or ja starts it." : $"question: {question.Text}", Tone.Strong);
    }

    private void Answer(string text)
    {
        if (_question is not { } open)
        {
            view.Print("Nothing is asked just now.", Tone.Bad);
            return;
        }

        if (text.Length == 0 && !open.IsApproval)
        {
            return;
        }

        if (open.Answer(text))
        {
            _question = null;
        }
        else
        {
            view.Print($"question: {open.Text}", Tone.Strong);
        }
    }

    private async Task SayAsync(string text)
    {
        if (_run!.Handle is not { } handle)
        {
            view.Print("The run is not under way yet: say it again in a moment.", Tone.Bad);
        }
        else if (!await handle.SayAsync(text, _leaving.Token))
        {
            view.Print("The run has just ended: nobody heard that.", Tone.Bad);
        }
        else if (!IsTerminal)
        {
            view.Print($"queued: {text}");
        }
    }

    private void Cancel()
    {
        if (_run is null)
        {
            view.Print("No run goes on.", Tone.Bad);
            return;
        }

        if (_run.CancelAsked)
        {
            return;
        }

        _run.CancelAsked = true;
        view.Print("Cancelling: calls and checks are broken off; what was written is kept.");
        if (_run.Handle is { } handle)
        {
            _ = Task.Run(() => StopAsync(handle));
        }
    }

    private void Print(IEnumerable<TonedLine> lines)
    {
        foreach (var line in lines)
        {
            view.Print(line.Text, line.Tone);
        }
    }

    private static Task<bool> StopAsync(RunHandle handle) => handle.StopAsync("the person at the chat", CancellationToken.None);

    // Three different things: a word is heard at the next step, a cancelled expert stops at once, a cancelled run ends.
    private async Task CancelExpertAsync(string expert, CancellationToken cancellationToken)
    {
        var working = _run?.State.Assignments.Select(a => a.Assignment.Expert).Distinct(StringComparer.Ordinal).Where(name => _run.State.ConversationOf(name) is not null).ToList() ?? [];
        if (_run?.Handle is not { } handle || !await handle.StopExpertAsync(expert, "the person at the chat", cancellationToken))
        {
            view.Print(working.Count == 0 ? "No expert is at work." : $"'{expert}' is not at work; at work are {string.Join(", ", working)}.", Tone.Bad);
        }
    }

    private async Task EndRunAsync(ChatSignal.RunEnded ended)
    {
        var run = _run!;
        (_run, _question) = (null, null);
        if (ended.State is not { Outcome: { } outcome } state)
        {
            Fail(ended.Fault is null or OperationCanceledException ? (ExitCodes.Interrupted, "The run was left; what was done is in the journal: 'orchestrator runs resume --last' goes on.")
                : ProgramFaults.Describe(ended.Fault) ?? (ExitCodes.Bug, $"A bug of orchestrator: {ended.Fault.Message}"));
            return;
        }

        _last = state;
        foreach (var word in run.Words.Queued)
        {
            view.Print($"not heard, the run ended first: {word}", Tone.Dim);
        }

        if (run.PlanOnly && state.PlanApproved == false)
        {
            view.Print($"Nothing was started. /run {state.Request!.ItemId} drafts a plan and asks.");
            return;
        }

        _exitCode = outcome.ExitCode;
        Print(outcome.Kind == OutcomeKind.Refused ? [new TonedLine(outcome.Reason, Tone.Bad)] : RunReport.Lines(state));
        parts.Talk.Note($"Run {state.Request!.RunId} of {state.Request.ItemId} ended: {Speeches.Outcome(state)}");
        await GuardAsync(async () =>
        {
            if (await parts.OpenDraftAsync(state, CancellationToken.None) is { } address)
            {
                view.Print($"Pull request: {address}");
            }
        });
        await GuardAsync(ReadItemsAsync);
    }
}
