using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>An expert's tool loop: one model call a turn, its tools in order, until it hands in.</summary>
/// <remarks>
/// The loop is ours because Semantic Kernel's own stops at 128 rounds without a word, runs tools again after a failure, and tells the model every exception. The agent
/// is used as it is meant: instructions, kernel and thread; only what goes onto the thread is ours as well, so that request n+1 starts with request n.
/// </remarks>
internal sealed class ExpertConversation(ChatCompletionAgent agent, ExpertDesk desk, string nudge, TimeProvider time, ILogger logger)
{
    private const int MaxNudges = 2;

    private readonly ChatHistory _history = [];
    private int _tools;
    private int _heard;

    /// <summary>Runs until the desk holds a report or a review.</summary>
    /// <exception cref="ModelCallException">The conversation ended without one; the kind says why.</exception>
    public async Task RunAsync(string firstMessage, CancellationToken cancellationToken)
    {
        _history.AddUserMessage(firstMessage + Decided());
        var thread = new ChatHistoryAgentThread(_history);
        var limits = desk.Record.State.Limits;
        var nudges = 0;
        for (var turn = 1; !desk.HandedIn; turn++)
        {
            if (turn > limits.MaxTurns)
            {
                throw new ModelCallException(FailureKind.Turns, $"{desk.Expert} used up its {limits.MaxTurns} turns (Orchestrator:Limits:MaxTurns) without a report.");
            }

            Hear();
            var calls = await AskAsync(thread, cancellationToken).ConfigureAwait(false);
            foreach (var call in calls)
            {
                await AnswerAsync(call, cancellationToken).ConfigureAwait(false);
            }

            if (calls.Count == 0 && ++nudges > MaxNudges)
            {
                throw new ModelCallException(FailureKind.NoReport, $"{desk.Expert} went on talking and handed in no report.");
            }

            if (calls.Count == 0)
            {
                _history.AddUserMessage(nudge);
            }
        }
    }

    // What a person decided stands before everything else: another expert, or an earlier run of the item, asked already.
    private string Decided() => string.Concat(desk.Record.State.Answers
        .OrderBy(answer => answer.Key, StringComparer.Ordinal)
        .Select(answer => $"\n\nA person has decided this. Question: {answer.Key}\nAnswer: {answer.Value}"));

    // What a person said is heard between two turns, never inside one; what was said before this conversation began, before its first.
    private void Hear()
    {
        var inbox = desk.Record.State.Inbox;
        for (; _heard < inbox.Count; _heard++)
        {
            _history.AddUserMessage($"A person says: {inbox[_heard]}");
        }
    }

    private async Task<IReadOnlyList<FunctionCallContent>> AskAsync(ChatHistoryAgentThread thread, CancellationToken cancellationToken)
    {
        if (StopRules.LimitReached(desk.Record.State) is { } limit)
        {
            throw new ModelCallException(FailureKind.Budget, $"{desk.Expert} was stopped by {limit}.");
        }

        var before = _history.Count;
        ChatMessageContent? reply = null;
        try
        {
            await foreach (var item in agent.InvokeAsync(thread, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                reply = item.Message;
            }
        }
        catch (Exception error) when (error is not (ModelCallException or OperationCanceledException or LeaseLostException))
        {
            // Valid JSON that the connector cannot read: this expert's failure, not the end of everybody's work.
            logger.ReplyUnreadable(error, desk.Expert);
            throw new ModelCallException(FailureKind.BadReply, $"{desk.Expert} got a reply that cannot be read ({error.GetType().Name}).", error);
        }

        // The agent may have put the reply onto the thread, with a name that it would not have had when the model said it. Our own copy has none, ever.
        _history.RemoveRange(before, _history.Count - before);
        var calls = reply?.Items.OfType<FunctionCallContent>().ToList() ?? [];
        var message = new ChatMessageContent(AuthorRole.Assistant, content: null);
        if (!string.IsNullOrEmpty(reply?.Content) || calls.Count == 0)
        {
            message.Items.Add(new TextContent(string.IsNullOrEmpty(reply?.Content) ? "(nothing)" : reply.Content));
        }

        calls.ForEach(message.Items.Add);
        _history.Add(message);
        return calls;
    }

    private async Task AnswerAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        var tool = $"{call.PluginName}-{call.FunctionName}";
        var subject = ToolCalls.Subject(call);
        await desk.Record.AppendAsync(new RunEvent.ToolStarted(desk.Conversation, tool, subject), cancellationToken).ConfigureAwait(false);
        var started = time.GetTimestamp();
        var result = desk.HandedIn
            ? new Core.Tools.ToolResult.Refused("E_ENDED", "the report is handed in; nothing can follow it.")
            : await ToolCalls.InvokeAsync(agent.Kernel, call, logger, cancellationToken).ConfigureAwait(false);
        await desk.Record.AppendAsync(
            new RunEvent.ToolCompleted(desk.Conversation, ++_tools, call.Id ?? "", tool, subject, result.Outcome, (long)time.GetElapsedTime(started).TotalMilliseconds, result.ForModel),
            cancellationToken).ConfigureAwait(false);
        _history.Add(new FunctionResultContent(call, result.ForModel).ToChatMessage());
    }
}
