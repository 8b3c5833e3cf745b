using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>What a conversation says by itself.</summary>
/// <param name="Nudge">After an answer without a tool call.</param>
/// <param name="Compact">Asks for a summary of what will be left out.</param>
internal sealed record ConversationTexts(string Nudge, string Compact)
{
    /// <summary>What a person said, as an expert hears it.</summary>
    public static string Said(string word) => $"A person says: {word}";

    /// <summary>What stands in the place of a conversation's middle.</summary>
    /// <param name="notes">What the model wrote down; null or empty when it wrote nothing.</param>
    /// <param name="said">What a person said in it: that is never left to a summary.</param>
    public static string Summary(string? notes, IReadOnlyList<string> changed, IReadOnlyList<string> said) => string.Join('\n',
    [
        "The middle of this conversation was left out to make room. This is what you wrote down before:", string.IsNullOrWhiteSpace(notes) ? "(nothing)" : notes.Trim(), "",
        "FILES THAT YOU CHANGED SO FAR", .. changed.Count == 0 ? ["none"] : changed.Select(path => $"- {path}"),
        .. said.Select(word => $"\n{Said(word)}"),
    ]);
}

/// <summary>An expert's tool loop: one model call a turn, its tools in order, until it hands in.</summary>
/// <remarks>
/// The loop is ours because Semantic Kernel's own stops at 128 rounds without a word, runs tools again after a failure, and tells the model every exception. The agent
/// is used as it is meant: instructions, kernel and thread; only what goes onto the thread is ours as well, so that request n+1 starts with request n.
/// </remarks>
internal sealed class ExpertConversation(ChatCompletionAgent agent, ExpertDesk desk, ConversationTexts texts, ContextWindow window, TimeProvider time, ILogger logger)
{
    private const int MaxNudges = 2;

    private ExpertThread _thread = new("");
    private CallHistory _calls = CallHistory.Empty;
    private int _same;
    private int _tools;
    private int _heard;

    /// <summary>Runs until the desk holds a report or a review.</summary>
    /// <exception cref="ModelCallException">The conversation ended without one; the kind says why.</exception>
    public async Task RunAsync(string firstMessage, CancellationToken cancellationToken)
    {
        _thread = new ExpertThread(firstMessage);
        var limits = desk.Record.State.Limits;
        var nudges = 0;
        for (var turn = 1; !desk.HandedIn; turn++)
        {
            if (turn > limits.MaxTurns)
            {
                throw new ModelCallException(FailureKind.Turns, $"{desk.Expert} used up its {limits.MaxTurns} turns (Orchestrator:Limits:MaxTurns) without a report.");
            }

            await HearAsync(cancellationToken).ConfigureAwait(false);
            await MakeRoomAsync(overflowed: false, cancellationToken).ConfigureAwait(false);
            var said = await AskWithRoomAsync(cancellationToken).ConfigureAwait(false);
            await AnswerAsync(said, cancellationToken).ConfigureAwait(false);
            if (said.Calls.Count == 0 && ++nudges > (said.IsEmpty ? 1 : MaxNudges))
            {
                throw said.IsEmpty
                    ? new ModelCallException(FailureKind.EmptyAnswer, $"{desk.Expert} got an empty reply again, and handed in no report.")
                    : new ModelCallException(FailureKind.NoReport, $"{desk.Expert} went on talking and handed in no report.");
            }

            if (said.Calls.Count == 0)
            {
                _thread.Hear(texts.Nudge);
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
            _thread.Hear(ConversationTexts.Said(word));
        }

        _heard += words;
    }

    // A model that finds the request too long is asked once more, with less.
    private async Task<ToolTurn> AskWithRoomAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ModelCallException failure) when (FailureRules.Of(failure.Kind).Remedy == FailureRemedy.Compact)
        {
            if (!await MakeRoomAsync(overflowed: true, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return await AskAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // What gave way is a fact like any other: a resumed conversation sends what it sent before, whatever its window is today.
    private async Task<bool> MakeRoomAsync(bool overflowed, CancellationToken cancellationToken)
    {
        var most = overflowed ? Characters * 3 / 4 : window.MostCharacters;
        var made = false;
        while (Compaction(most, overflowed) is { } compacted)
        {
            await desk.Record.AppendAsync(compacted, cancellationToken).ConfigureAwait(false);
            _thread.Elide(compacted.Results);
            if (compacted.Summarised)
            {
                _thread.Summarise(SummaryText(await ReadAsync(_thread.With(texts.Compact), cancellationToken).ConfigureAwait(false)));
            }

            // A result that is a pointer now may be asked for again.
            _calls = CallHistory.Empty;
            made = true;
        }

        return made;
    }

    private long Characters => _thread.Characters + (agent.Instructions?.Length ?? 0);

    private RunEvent.ContextCompacted? Compaction(long most, bool overflowed)
    {
        if (desk.Record.Next is { } past)
        {
            return past as RunEvent.ContextCompacted;
        }

        if (Characters <= most)
        {
            return null;
        }

        var results = ContextWindow.Elide(_thread.Results, _thread.Elided, overflowed ? null : Characters - window.GoalCharacters);
        return results > _thread.Elided ? new(desk.Conversation, results, Summarised: false, ContextWindow.Estimate(Characters), overflowed)
            : _thread.IsSummarised || !_thread.HasMiddle ? null
            : new(desk.Conversation, results, Summarised: true, ContextWindow.Estimate(Characters), overflowed);
    }

    // The model says what it has in mind; what it has done, and what a person said, is said by the record.
    private string SummaryText(string? summary) => ConversationTexts.Summary(summary, [.. desk.Draft.Changes.Select(change => change.Path)], [.. desk.Record.Inbox.Take(_heard)]);

    private async Task<ToolTurn> AskAsync(CancellationToken cancellationToken)
    {
        // A reply that was recorded is paid for: no limit takes it back.
        if (desk.Record.Next is null && StopRules.LimitReached(desk.Record.State) is { } limit)
        {
            throw new ModelCallException(FailureKind.Budget, $"{desk.Expert} was stopped by {limit}.");
        }

        var before = _thread.Count;
        var said = ToolTurn.Of(await ReplyAsync(_thread.ForAgent(), cancellationToken).ConfigureAwait(false));
        _thread.Reply(before, said);
        return said;
    }

    private async Task<string?> ReadAsync(ChatHistoryAgentThread thread, CancellationToken cancellationToken) =>
        (await ReplyAsync(thread, cancellationToken).ConfigureAwait(false))?.Content;

    private async Task<ChatMessageContent?> ReplyAsync(ChatHistoryAgentThread thread, CancellationToken cancellationToken)
    {
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

        return reply;
    }

    private async Task AnswerAsync(ToolTurn said, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var carriedOut = false;
        foreach (var (index, call) in said.Calls.Index())
        {
            var result = await AnswerAsync(call, index, cancellationToken).ConfigureAwait(false);
            carriedOut |= result.StartsWith("refused [", StringComparison.Ordinal) is false;
            _thread.Answer(call, result, notes);
        }

        if (notes.Count > 0)
        {
            _thread.Hear(string.Join('\n', notes));
        }

        _calls = said.Calls.Count > 0 ? _calls.Answer(carriedOut) : _calls;
        if (_calls.Refused >= CallHistory.RefusedReplies && !desk.HandedIn)
        {
            throw new ModelCallException(FailureKind.ToolErrors, $"{desk.Expert} made {_calls.Refused} replies in a row whose calls were all refused, the limit.");
        }
    }

    private async Task<string> AnswerAsync(FunctionCallContent call, int index, CancellationToken cancellationToken)
    {
        var tool = ToolCalls.Name(call);
        var subject = ToolCalls.Subject(call);
        await desk.Record.AppendAsync(new RunEvent.ToolStarted(desk.Conversation, tool, subject), cancellationToken).ConfigureAwait(false);
        var started = time.GetTimestamp();
        _tools++;
        var refusal = desk.HandedIn ? new ToolResult.Refused("E_ENDED", "the report is handed in; nothing can follow it.") : ToolTurn.Refusal(call, index);
        (_calls, _same) = refusal is null ? _calls.Add(ToolTurn.Key(call)) : (_calls, 0);
        if (call.PluginName == ChecksPlugin.Name && desk.Record.FindCompleted(_tools) is null)
        {
            // Left while a formatter's changes came back: what is recorded is done, and the formatter goes on from there.
            desk.Record.TakeRest().OfType<RunEvent.FileWritten>().ToList().ForEach(desk.Draft.Apply);
        }
        else if (call.PluginName == ChecksPlugin.Name && desk.Record.FindCompleted(_tools) is { } recorded)
        {
            // The one tool whose result is not decided by the record: what a command said then, it need not say again.
            desk.Record.TakeUpTo(recorded).OfType<RunEvent.FileWritten>().ToList().ForEach(desk.Draft.Apply);
            Judge(call, recorded.Outcome);
            return recorded.Result;
        }

        using var span = desk.Record.Next is null ? Spans.Tool(tool, call.Id) : null;
        var result = refusal
            ?? (_same > CallHistory.SameCarriedOut
                ? new ToolResult.Refused("E_REPEATED", $"this is the same call for the {_same}th time, and nothing has changed since: its result would be the same. Do something else; with the {CallHistory.SameAtMost}th the conversation ends.")
                : await ToolCalls.InvokeAsync(agent.Kernel, call, logger, cancellationToken).ConfigureAwait(false));
        Spans.End(span, tool, result.Outcome);
        await desk.Record.AppendAsync(
            new RunEvent.ToolCompleted(desk.Conversation, _tools, call.Id ?? "", tool, subject, result.Outcome, (long)time.GetElapsedTime(started).TotalMilliseconds, result.ForModel),
            cancellationToken).ConfigureAwait(false);
        Judge(call, result.Outcome);
        return result.ForModel;
    }

    private void Judge(FunctionCallContent call, string outcome)
    {
        if (outcome == "E_REPEATED" && _same >= CallHistory.SameAtMost)
        {
            throw new ModelCallException(FailureKind.Repetition, $"{desk.Expert} made the same call {_same} times, the limit: {ToolCalls.Name(call)} {ToolCalls.Subject(call)}".TrimEnd());
        }

        _calls = outcome == "ok" && ExpertTools.Changes(call.PluginName, call.FunctionName) ? _calls.Change(ToolTurn.Key(call)) : _calls;
    }
}
