using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Secrets;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Stages.Intake;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>A piece of an answer as it comes: some of its text, or what was looked up for it.</summary>
internal sealed record TalkPiece(string Text, string LookedUp = "");

/// <summary>Free talk about a repository: a conversation of its own beside the runs, with tools that only read.</summary>
/// <remarks>One question at a time. Agent and kernel are made for each, so that an edited prompt and a new commit show at once.</remarks>
internal sealed class TalkConversation
{
    private const int MaxTurns = 12;
    private const int MaxCharacters = 200_000;
    private const string BrokenOff = "(broken off)";

    private readonly RepositoryView _view;
    private readonly TalkRecord _record;
    private readonly IRunJournal _journal;
    private readonly ModelCatalog _models;
    private readonly KernelFactory _kernels;
    private readonly ILogger _logger;
    private readonly ChatHistory _history = [];

    public TalkConversation(RepositoryView view, TalkRecord record, IRunJournal journal, ModelCatalog models, KernelFactory kernels, ILogger<TalkConversation> logger)
    {
        (_view, _record, _journal, _models, _kernels, _logger) = (view, record, journal, models, kernels, logger);
        foreach (var word in record.Earlier)
        {
            _history.AddMessage(word.Role == "user" ? AuthorRole.User : AuthorRole.Assistant, word.Text);
        }
    }

    /// <summary>Tokens that the talk has used since the program started.</summary>
    public long Tokens { get; private set; }

    /// <summary>Asks, and gives the answer piece by piece. What came before it was broken off is kept, marked as such.</summary>
    /// <exception cref="ModelCallException">The endpoint gave no whole answer.</exception>
    /// <exception cref="NoEndpointException">There is no model to ask.</exception>
    /// <exception cref="PromptException">The prompt cannot be used.</exception>
    public async IAsyncEnumerable<TalkPiece> AskAsync(string question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var model = _models.For(Purposes.Talk);
        var agent = await AgentAsync(model, cancellationToken).ConfigureAwait(false);
        Shorten();
        var before = _history.Count;
        question = ProcessSecrets.Redact(question);
        _history.AddUserMessage(question);
        var answer = new StringBuilder();
        var ended = false;
        try
        {
            for (var turn = 1; !ended; turn++)
            {
                if (turn > MaxTurns)
                {
                    throw new ModelCallException(FailureKind.Turns, $"The answer used up its {MaxTurns} turns: ask for less at once.");
                }

                var calls = new FunctionCallContentBuilder();
                var said = new StringBuilder();
                await foreach (var words in WordsAsync(agent, model, calls, cancellationToken).ConfigureAwait(false))
                {
                    said.Append(words);
                    answer.Append(words);
                    yield return new TalkPiece(words);
                }

                var asked = calls.Build();
                Add(said.ToString(), asked);
                foreach (var call in asked)
                {
                    yield return new TalkPiece("", $"{call.PluginName}-{call.FunctionName} {ToolCalls.Subject(call)}".TrimEnd());
                    var result = await ToolCalls.InvokeAsync(agent.Kernel, call, _logger, cancellationToken).ConfigureAwait(false);
                    _history.Add(new FunctionResultContent(call, result.ForModel).ToChatMessage());
                }

                ended = asked.Count == 0;
            }
        }
        finally
        {
            Keep(question, answer.ToString(), before, ended);
        }
    }

    /// <summary>Tells the conversation what happened beside it, such as the outcome of a run.</summary>
    public void Note(string text)
    {
        _history.AddUserMessage($"(From the program) {text}");
        _record.Append("user", $"(From the program) {text}");
    }

    private async Task<ChatCompletionAgent> AgentAsync(ModelChoice model, CancellationToken cancellationToken)
    {
        var (tree, reading) = _view.Current();
        var values = new Dictionary<string, string>
        {
            ["repository"] = _view.Name,
            ["commit"] = tree.CommitId[..8],
            ["experts"] = string.Join('\n', reading.Settings.Experts.Select(expert => $"{expert.Key}: {string.Join(", ", expert.Value.Writes)}")),
        };
        var instructions = await PromptRenderer.RenderAsync(reading.Prompts.Find("steps/talk"), values, cancellationToken).ConfigureAwait(false);
        return new ChatCompletionAgent
        {
            Name = "talk",
            Instructions = instructions,
            Kernel = _kernels.Create(model, (call, _) => { Tokens += call.Usage.Total; return Task.CompletedTask; }, TalkTools.Of(reading.Documents, _view.Specs(_logger.LookupNoted), _journal, _view.TargetPath)),
            Arguments = new KernelArguments(new OpenAIPromptExecutionSettings
            {
                FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
                MaxTokens = model.MaxOutputTokens,
                Temperature = model.Temperature,
            }),
        };
    }

    // The words of one reply, without secrets; what was held back to judge it is given also when the reply breaks off.
    private async IAsyncEnumerable<string> WordsAsync(ChatCompletionAgent agent, ModelChoice model, FunctionCallContentBuilder calls, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = new SecretPieces(ProcessSecrets.Filter);
        ExceptionDispatchInfo? broken = null;
        await using var chunks = ReplyAsync(agent, model, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (broken is null)
        {
            try
            {
                if (!await chunks.MoveNextAsync().ConfigureAwait(false))
                {
                    break;
                }
            }
            catch (ModelCallException error)
            {
                broken = ExceptionDispatchInfo.Capture(error);
                continue;
            }

            calls.Append(chunks.Current);
            if (words.Take(chunks.Current.Content ?? "") is { Length: > 0 } piece)
            {
                yield return piece;
            }
        }

        if (words.Rest() is { Length: > 0 } rest)
        {
            yield return rest;
        }

        broken?.Throw();
    }

    // One streamed reply. Whatever breaks it comes out as one kind of exception, and silence breaks it as well.
    private async IAsyncEnumerable<StreamingChatMessageContent> ReplyAsync(ChatCompletionAgent agent, ModelChoice model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = _history.Count;
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var chunks = agent.InvokeStreamingAsync(new ChatHistoryAgentThread(_history), cancellationToken: silence.Token).GetAsyncEnumerator(silence.Token);
        string? finish = null;
        try
        {
            while (await NextAsync(chunks, silence, model, cancellationToken).ConfigureAwait(false))
            {
                var chunk = chunks.Current.Message;
                finish = chunk.Metadata?.GetValueOrDefault("FinishReason") as string ?? finish;
                Tokens += chunk.Metadata?.GetValueOrDefault("Usage") is OpenAI.Chat.ChatTokenUsage usage ? usage.TotalTokenCount : 0;
                yield return chunk;
            }
        }
        finally
        {
            // The agent may have put the reply onto the thread, with a name; our own copy has none, ever.
            _history.RemoveRange(before, _history.Count - before);
        }

        if (finish is null or "Length")
        {
            throw new ModelCallException(FailureKind.BadReply, finish is null ? "The answer broke off." : "The answer was cut off at its token limit (Orchestrator:Models:<name>:MaxOutputTokens).");
        }
    }

    private static async Task<bool> NextAsync(
        IAsyncEnumerator<AgentResponseItem<StreamingChatMessageContent>> chunks, CancellationTokenSource silence, ModelChoice model, CancellationToken cancellationToken)
    {
        try
        {
            silence.CancelAfter(model.Timeout);
            return await chunks.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelCallException(FailureKind.EndpointUnavailable, $"The model '{model.Id}' fell silent for {model.Timeout.TotalSeconds:0} s.");
        }
        catch (Exception error) when (error is HttpOperationException or HttpRequestException or IOException or System.ClientModel.ClientResultException)
        {
            throw new ModelCallException(FailureKind.EndpointUnavailable, $"The answer broke off: {error.Message}", error);
        }
    }

    private void Add(string text, IReadOnlyList<FunctionCallContent> calls)
    {
        var message = new ChatMessageContent(AuthorRole.Assistant, content: null);
        if (text.Length > 0 || calls.Count == 0)
        {
            message.Items.Add(new TextContent(text.Length == 0 ? "(nothing)" : text));
        }

        foreach (var call in calls)
        {
            message.Items.Add(call);
        }

        _history.Add(message);
    }

    private void Keep(string question, string answer, int before, bool ended)
    {
        if (!ended)
        {
            // A tool call that nobody answered would make every later request unsound.
            _history.RemoveRange(before, _history.Count - before);
            if (answer.Length == 0)
            {
                return;
            }

            answer = $"{answer}\n{BrokenOff}";
            _history.AddUserMessage(question);
            _history.AddAssistantMessage(answer);
        }

        _record.Append("user", question);
        _record.Append("assistant", answer);
    }

    // The oldest exchanges go first, each as a whole: a reply must not stand without what it answers.
    private void Shorten()
    {
        while (_history.Sum(message => message.Items.Sum(item => item.ToString()?.Length ?? 0)) > MaxCharacters && _history.Count > 1)
        {
            var next = Enumerable.Range(1, _history.Count - 1).FirstOrDefault(i => _history[i].Role == AuthorRole.User, _history.Count);
            _history.RemoveRange(0, next);
        }
    }
}
