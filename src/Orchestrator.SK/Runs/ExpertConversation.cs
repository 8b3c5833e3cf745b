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
        _history.AddUserMessage(firstMessage);
        var thread = new ChatHistoryAgentThread(_history);
        var limits = desk.Record.State.Limits;
        var nudges = 0;
        for (var turn = 1; !desk.HandedIn; turn++)
        {
            if (turn > limits.MaxTurns)
            {
                throw new ModelCallException(FailureKind.Turns, $"{desk.Expert} used up its {limits.MaxTurns} turns (Orchestrator:Limits:MaxTurns) without a report.");
            }

            await HearAsync(cancellationToken).ConfigureAwait(false);
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

    // What a person said is heard between two turns, never inside one; what was said before this conversation began, before its first.
    private async Task HearAsync(CancellationToken cancellationToken)
    {
        var said = desk.Record.Inbox;
        var words = desk.Record.Next is { } past ? (past as RunEvent.PersonHeard)?.Words ?? 0 : said.Count - _heard;
        if (words == 0)
        {
            return;
        }

        await desk.Record.AppendAsync(new RunEvent.PersonHeard(desk.Conversation, words), cancellationToken).ConfigureAwait(false);
        foreach (var word in said.Skip(_heard).Take(words))
        {
            _history.AddUserMessage($"A person says: {word}");
        }

        _heard += words;
    }

    private async Task<IReadOnlyList<FunctionCallContent>> AskAsync(ChatHistoryAgentThread thread, CancellationToken cancellationToken)
    {
        // A reply that was recorded is paid for: no limit takes it back.
        if (desk.Record.Next is null && StopRules.LimitReached(desk.Record.State) is { } limit)
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
        catch (Exception error) when (error is not (ModelCallException or OperationCanceledException or LeaseLostException or RunDivergedException))
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
        _tools++;
        if (call.PluginName == ChecksPlugin.Name && desk.Record.FindCompleted(_tools) is null)
        {
            // Left while a formatter's changes came back: what is recorded is done, and the formatter goes on from there.
            desk.Record.TakeRest().OfType<RunEvent.FileWritten>().ToList().ForEach(desk.Draft.Apply);
        }
        else if (call.PluginName == ChecksPlugin.Name && desk.Record.FindCompleted(_tools) is { } recorded)
        {
            // The one tool whose result is not decided by the record: what a command said then, it need not say again.
            desk.Record.TakeUpTo(recorded).OfType<RunEvent.FileWritten>().ToList().ForEach(desk.Draft.Apply);
            _history.Add(new FunctionResultContent(call, recorded.Result).ToChatMessage());
            return;
        }

        var result = desk.HandedIn
            ? new Core.Tools.ToolResult.Refused("E_ENDED", "the report is handed in; nothing can follow it.")
            : await ToolCalls.InvokeAsync(agent.Kernel, call, logger, cancellationToken).ConfigureAwait(false);
        await desk.Record.AppendAsync(
            new RunEvent.ToolCompleted(desk.Conversation, _tools, call.Id ?? "", tool, subject, result.Outcome, (long)time.GetElapsedTime(started).TotalMilliseconds, result.ForModel),
            cancellationToken).ConfigureAwait(false);
        _history.Add(new FunctionResultContent(call, result.ForModel).ToChatMessage());
    }
}
