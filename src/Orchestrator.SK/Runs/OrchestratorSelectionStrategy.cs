using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Runs;

/// <summary>Who speaks next is the orchestrator's logic, so this is the loop: decide, perform, record, decide again, until somebody is to speak.</summary>
internal sealed class OrchestratorSelectionStrategy(RunRecord record, ICommandHandlers handlers, StopSignal stop, Action<ChatMessageContent> addToChat) : SelectionStrategy
{
    private int _heard;

    protected override async Task<Agent> SelectAgentAsync(IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        while (RunDecider.Decide(record.State) is { } command)
        {
            PassOnInbox();
            if (command is RunCommand.Speak speak)
            {
                await record.AppendAsync(new RunEvent.FloorGiven(speak.Seat, speak.Subject, speak.Text), cancellationToken).ConfigureAwait(false);
                return Floor(agents, speak.Seat, speak.Text);
            }

            // Nothing comes back from what a cancel broke off; the next decision sees the order.
            foreach (var fact in await stop.PerformAsync(token => handlers.PerformAsync(command, token)).ConfigureAwait(false) ?? [])
            {
                // What is done is recorded, also when the run is being cancelled right now.
                await record.AppendAsync(fact, CancellationToken.None).ConfigureAwait(false);
            }

            if (command is RunCommand.End)
            {
                // The outcome is the record's last entry, so the last word is said from it and not recorded again.
                return Floor(agents, RunState.OrchestratorSeat, Speeches.Outcome(record.State));
            }
        }

        throw new InvalidOperationException($"Run {record.RunId} has ended and nobody is left to speak.");
    }

    private static Seat Floor(IReadOnlyList<Agent> agents, string name, string text)
    {
        var seat = agents.OfType<Seat>().First(agent => agent.Name == name);
        seat.Prepare(text);
        return seat;
    }

    // The chat's lock is free in here: only during seats' turns is it held.
    private void PassOnInbox()
    {
        var inbox = record.State.Inbox;
        for (; _heard < inbox.Count; _heard++)
        {
            addToChat(new ChatMessageContent(AuthorRole.User, inbox[_heard]));
        }
    }
}
