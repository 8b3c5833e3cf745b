using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Tools;

namespace Orchestrator.SK.Runs;

/// <summary>What an expert's conversation sends: it only grows, so that request n+1 starts with request n, until something has to give way.</summary>
internal sealed class ExpertThread
{
    private readonly ChatHistory _messages = [];
    private readonly List<Result> _results = [];

    public ExpertThread(string firstMessage) => _messages.AddUserMessage(firstMessage);

    /// <summary>Results, from the oldest, that are pointers.</summary>
    public int Elided { get; private set; }

    /// <summary>Whether the middle of the conversation has been replaced by its summary; that happens once.</summary>
    public bool IsSummarised { get; private set; }

    /// <summary>How long each result is as it stands here, the oldest first.</summary>
    public IReadOnlyList<int> Results => [.. _results.Select(result => result.Text.Length)];

    public long Characters => _messages.Sum(LengthOf);

    public ChatHistoryAgentThread ForAgent() => new(_messages);

    /// <summary>The same with one more message, and by itself.</summary>
    public ChatHistoryAgentThread With(string question) => new(new ChatHistory(_messages) { new ChatMessageContent(AuthorRole.User, question) });

    /// <summary>Whether there is anything between the first message and the last exchange.</summary>
    public bool HasMiddle => _messages.Count(message => message.Role == AuthorRole.Assistant) > 1;

    public int Count => _messages.Count;

    public void Hear(string text) => _messages.AddUserMessage(text);

    /// <param name="from">The messages from here on are the agent's own copy of the reply, with a name that it would not have had when the model said it. Ours has none, ever.</param>
    public void Reply(int from, ToolTurn said)
    {
        _messages.RemoveRange(from, _messages.Count - from);
        _messages.Add(said.ToMessage());
    }

    public void Answer(FunctionCallContent call, string result, List<string> notes)
    {
        if (ToolTurn.Answer(call, result, notes) is { } answer)
        {
            _results.Add(new(_messages.Count, call, result));
            _messages.Add(answer);
        }
    }

    /// <summary>Leaves a pointer in the place of each of the first results; each stays the answer to its call.</summary>
    public void Elide(int results)
    {
        for (; Elided < results; Elided++)
        {
            var (message, call, text) = _results[Elided];
            if (text.Length > ContextWindow.ShortResult)
            {
                var pointer = $"[left out to make room: {text.Length} characters of {ToolCalls.Name(call)} {ToolCalls.Subject(call)}".TrimEnd() + "; make the call again if you need it]";
                _results[Elided] = new(message, call, pointer);
                _messages[message] = ToolTurn.Answer(call, pointer, [])!;
            }
        }
    }

    /// <summary>Replaces what lies between the first message and the last exchange by a summary.</summary>
    public void Summarise(string summary)
    {
        // The last exchange begins with the newest reply: a call and its answer are never parted.
        var last = Enumerable.Range(0, _messages.Count).Last(index => _messages[index].Role == AuthorRole.Assistant);
        var kept = _messages.Skip(last).ToList();
        _messages.RemoveRange(1, _messages.Count - 1);
        _messages.AddUserMessage(summary);
        var shift = _messages.Count - last;
        _messages.AddRange(kept);
        var results = _results.Where(result => result.Message >= last).Select(result => result with { Message = result.Message + shift }).ToList();
        Elided = Math.Max(0, Elided - (_results.Count - results.Count));
        _results.Clear();
        _results.AddRange(results);
        IsSummarised = true;
    }

    private static long LengthOf(ChatMessageContent message) => message.Items.Sum(item => item switch
    {
        TextContent text => text.Text?.Length ?? 0,
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        FunctionCallContent call => call.FunctionName.Length + (call.Arguments?.Sum(argument => argument.Key.Length + (argument.Value?.ToString()?.Length ?? 0)) ?? 0),
        _ => 0,
    });

    private sealed record Result(int Message, FunctionCallContent Call, string Text);
}
