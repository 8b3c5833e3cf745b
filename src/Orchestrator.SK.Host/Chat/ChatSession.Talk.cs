using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Commands;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;

namespace Orchestrator.SK.Host.Chat;

internal sealed partial class ChatSession
{
    private void Talk(string question)
    {
        _answer = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        var token = _answer.Token;
        _talk = Task.Run(async () =>
        {
            Exception? fault = null;
            try
            {
                await foreach (var piece in parts.Talk.AskAsync(question, token))
                {
                    Signals.TryWrite(new ChatSignal.Said(piece));
                }
            }
            catch (Exception error)
            {
                fault = error; // Told where it can be shown; an answer that dies silently would be waited for for ever.
            }

            Signals.TryWrite(new ChatSignal.AnswerEnded(fault));
        });
    }

    private void Hear(ChatSignal.Said said)
    {
        if (said.Piece.Again)
        {
            view.Stream(null);
            view.Print("(broken off; the model is asked again)", Tone.Dim);
        }
        else if (said.Piece.LookedUp.Length > 0)
        {
            view.Stream(null);
            view.Print($"· {said.Piece.LookedUp}", Tone.Dim);
        }
        else
        {
            view.Stream(said.Piece.Text);
        }
    }

    private void EndAnswer(Exception? fault)
    {
        _answer?.Dispose();
        _answer = null;
        view.Stream(null);
        switch (fault)
        {
            case null:
                break;
            case OperationCanceledException:
                view.Print("(broken off)", Tone.Dim);
                break;
            default:
                Fail(ProgramFaults.Describe(fault) ?? (ExitCodes.Bug, $"A bug of orchestrator: {fault.Message}"));
                break;
        }
    }

    private async Task PerformAsync(ChatLine line)
    {
        switch (line.Name)
        {
            case "/help":
                view.Print(ChatText.Help(IsTerminal));
                break;
            case "/items":
                await ReadItemsAsync();
                view.Print(ChatText.Items(parts.Repository.Current().Reading.Documents.Backlog));
                break;
            case "/check" when HasItem(line):
                Check(await Task.Run(() => parts.Repository.Check(line.Argument)));
                break;
            case "/run" or "/plan" when HasItem(line):
                Start(line.Argument, planOnly: line.Name == "/plan");
                break;
            case "/status":
                view.Print(ChatText.Status(_run?.State ?? _last, parts.Repository.Name, parts.Repository.Current().Tree.CommitId, parts.Talk.Tokens));
                break;
            case "/diff":
                await DiffAsync();
                break;
            case "/answer":
                Answer(line.Argument);
                break;
            case "/cancel":
                if (line.Argument.Length > 0)
                {
                    await CancelExpertAsync(line.Argument, CancellationToken.None);
                }
                else
                {
                    Cancel();
                }

                break;
            case "/exit":
                Exit();
                break;
            case "":
                view.Print($"There is no {line.Argument}. Did you mean {ChatCommands.Nearest(line.Argument)}? /help lists all commands.", Tone.Bad);
                break;
            default:
                break; // An item was missing; that was said.
        }
    }

    private bool HasItem(ChatLine line)
    {
        if (line.Argument.Length == 0)
        {
            view.Print($"{line.Name} takes the id of an item, such as {line.Name} {(_items.Count > 0 ? _items[0] : "BK-001")}; /items lists them.", Tone.Bad);
        }

        return line.Argument.Length > 0;
    }

    private void Check(RunEvent intake) => view.Print(ChatText.Check(intake), intake is RunEvent.Refused ? Tone.Bad : Tone.Plain);

    private async Task DiffAsync()
    {
        if ((_run?.State ?? _last) is not { Request: { } request } state || !state.HasWork)
        {
            view.Print("Nothing has changed: no wave was united yet.");
            return;
        }

        var diff = await Task.Run(() => parts.Repository.Diff(request.Base, state.Delivery?.Commit ?? state.Final));
        Print(DiffView.Lines(diff));
    }

    private void Exit()
    {
        if (_run is not null)
        {
            view.Print("A run goes on: /cancel it first, or wait for its end.", Tone.Bad);
            return;
        }

        _left = true;
    }
}
