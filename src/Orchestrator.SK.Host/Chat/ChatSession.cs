using System.Threading.Channels;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Chat;

/// <summary>A chat about one repository: takes signals one by one, and is the only one that changes anything here. It starts runs and shows them; it orchestrates nothing.</summary>
/// <param name="editor">The line being edited; null where lines come from a file or a pipe.</param>
internal sealed partial class ChatSession(ChatParts parts, IChatView view, LineEditor? editor, EntryHistory? entries) : IDisposable
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<ChatSignal> _signals = Channel.CreateUnbounded<ChatSignal>(new() { SingleReader = true });
    private readonly CancellationTokenSource _leaving = new();
    private readonly Queue<string> _waiting = new();
    private ChatRun? _run;
    private RunState? _last;
    private CancellationTokenSource? _answer;
    private Task _talk = Task.CompletedTask;
    private OpenQuestion? _question;
    private IReadOnlyList<string> _items = [];
    private bool _inputEnded;
    private bool _interruptedBefore;
    private bool _left;
    private int _exitCode;

    /// <summary>Where keys, lines and everything else arrive.</summary>
    public ChannelWriter<ChatSignal> Signals => _signals.Writer;

    /// <summary>The ids that Tab knows.</summary>
    public IReadOnlyList<string> Items => _items;

    private bool IsTerminal => editor is not null;

    /// <summary>Runs until the person leaves. Returns the exit code of the last run where lines come from a file or a pipe, and 0 at a terminal: a person has seen how it ended.</summary>
    /// <exception cref="OperationCanceledException">The program was told to end.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var told = cancellationToken.Register(() => Signals.TryWrite(new ChatSignal.Leave()));
        await GuardAsync(GreetAsync);
        Show();
        while (!_left)
        {
            await HandleAsync(await _signals.Reader.ReadAsync(CancellationToken.None));
            await TakeWaitingAsync();
            _left |= _inputEnded && _waiting.Count == 0 && _run is null && _answer is null;
            Show();
        }

        await LeaveAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return IsTerminal ? 0 : _exitCode;
    }

    public void Dispose()
    {
        _answer?.Dispose();
        _leaving.Dispose();
    }

    private async Task GreetAsync()
    {
        await ReadItemsAsync();
        if (IsTerminal)
        {
            view.Print($"orchestrator chat · {parts.Repository.Name} · /help says what there is", Tone.Strong);
        }
    }

    private async Task HandleAsync(ChatSignal signal)
    {
        switch (signal)
        {
            case ChatSignal.Pressed pressed:
                Press(pressed.Key);
                break;
            case ChatSignal.Pasted pasted:
                editor?.Paste(pasted.Text);
                break;
            case ChatSignal.LineRead line:
                _waiting.Enqueue(line.Text);
                break;
            case ChatSignal.InputEnded:
                _inputEnded = true;
                break;
            case ChatSignal.Said said:
                Hear(said);
                break;
            case ChatSignal.AnswerEnded ended:
                EndAnswer(ended.Fault);
                break;
            case ChatSignal.RunStarted started:
                await BeginAsync(started);
                break;
            case ChatSignal.RunEntered entered:
                Enter(entered.Entry);
                break;
            case ChatSignal.RunEnded ended:
                await EndRunAsync(ended);
                break;
            case ChatSignal.QuestionsAsked asked:
                Ask(new OpenQuestion(asked));
                break;
            case ChatSignal.ApprovalAsked asked:
                Propose(asked);
                break;
            case ChatSignal.Leave:
                _left = true;
                break;
        }
    }

    private void Press(ConsoleKeyInfo key)
    {
        var result = editor!.Press(key);
        var interruptedBefore = _interruptedBefore;
        _interruptedBefore = false;
        switch (result)
        {
            case EditResult.Submitted:
                Submit(editor.Take());
                break;
            case EditResult.Interrupted:
                Interrupt(interruptedBefore);
                break;
            case EditResult.Ended:
                Exit();
                break;
            default:
                break;
        }
    }

    private void Submit(string text)
    {
        // What is said to a run comes back as an event of the run.
        if (_run is null || _question is not null || text.StartsWith('/'))
        {
            view.Print($"{Prompt}{text}", Tone.Dim);
        }

        if (text.Trim().Length > 0)
        {
            entries?.Add(text);
        }

        _waiting.Enqueue(text);
    }

    // An answer is stopped first, then the run; where nothing goes on, the second time leaves.
    private void Interrupt(bool again)
    {
        if (_answer is not null)
        {
            _answer.Cancel();
        }
        else if (_run is not null && !_run.CancelAsked)
        {
            Cancel();
        }
        else
        {
            _interruptedBefore = true;
            _left = again;
        }
    }

    /// <summary>Takes lines in order, as long as the one in front can be used now.</summary>
    private async Task TakeWaitingAsync()
    {
        while (!_left && _waiting.TryPeek(out var line))
        {
            var read = ChatCommands.Read(line);
            if (!IsReady(read))
            {
                break;
            }

            if (!IsTerminal && _question is not null && NeedsTheEnd(read))
            {
                GiveUp();
                break;
            }

            _waiting.Dequeue();
            await GuardAsync(() => TakeAsync(line));
        }

        if (_inputEnded && _waiting.Count == 0)
        {
            GiveUp();
        }
    }

    // The lines go on without an answer, or have ended: nobody can be asked any more.
    private void GiveUp()
    {
        _question?.GiveUp();
        _question = null;
    }

    // A terminal's person sees what goes on and decides; lines of a file were written before, so each waits until it makes sense.
    private bool IsReady(ChatLine line) =>
        _answer is not null ? IsTerminal && line.Name is "/cancel" or "/exit" or "/help"
        : _run is null || _question is not null || IsTerminal
        || (_run.State.Causes.Count > 0 && line.Name is null or "/help" or "/items" or "/status" or "/cancel");

    private static bool NeedsTheEnd(ChatLine line) => line.Name is "/run" or "/plan" or "/check" or "/diff" or "/exit";

    private async Task TakeAsync(string text)
    {
        var line = ChatCommands.Read(text);
        switch (line)
        {
            case { Name: null } when _question is not null:
                Answer(line.Argument);
                break;
            case { Name: null, Argument: "" }:
                break;
            case { Name: null } when _run is not null:
                await SayAsync(line.Argument);
                break;
            case { Name: null }:
                Talk(line.Argument);
                break;
            default:
                await PerformAsync(line);
                break;
        }
    }

    // What goes wrong is said, and the session goes on: there is somebody who can read it.
    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception error) when (ProgramFaults.Describe(error) is { } fault)
        {
            Fail(fault);
        }
    }

    private void Fail((int Code, string Message) fault)
    {
        _exitCode = fault.Code;
        view.Print(fault.Message, Tone.Bad);
    }

    private async Task ReadItemsAsync()
    {
        var (_, reading) = await Task.Run(parts.Repository.Current);
        _items = [.. reading.Documents.Backlog?.Items.Where(item => item.Status != ItemStatus.Done).Select(item => item.Id) ?? []];
    }

    private string Prompt => _question switch { { IsApproval: true } => "start? [y/N] ", not null => "answer> ", null => _run is null ? "> " : "say> " };

    private void Show()
    {
        if (editor is null || _left)
        {
            return;
        }

        var queued = (_run?.Words.Queued ?? []).Concat(_waiting);
        var status = editor.Choices.Count > 0 ? string.Join("  ", editor.Choices)
            : _interruptedBefore ? "Ctrl-C again leaves"
            : _answer is not null ? "answering · Ctrl-C stops"
            : "";
        view.Show(new LiveView(_run?.State, [.. queued], status, Prompt, editor.Text, editor.Cursor));
    }

    private async Task LeaveAsync()
    {
        await _leaving.CancelAsync();
        GiveUp();

        // What is being written down is written to its end; whoever does not end by then is left.
        await Task.WhenAny(Task.WhenAll(_talk, _run?.Work ?? Task.CompletedTask), Task.Delay(LeaveLimit, parts.Time, CancellationToken.None));

        view.Show(LiveView.Empty);
        view.Print($"To go on with this talk: {parts.GoOn}", Tone.Dim);
    }
}
