using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
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
/// <param name="Again">Whether what this reply said so far is void: it broke off, and is asked for again.</param>
internal sealed record TalkPiece(string Text, string LookedUp = "", bool Again = false);

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

                var start = answer.Length;
                var reply = Channel.CreateUnbounded<string?>();
                var asking = ReplyAsync(model, reply.Writer, cancellationToken);
                await foreach (var words in WordsAsync(reply.Reader, cancellationToken).ConfigureAwait(false))
                {
                    answer.Length = words is null ? start : answer.Length;
                    answer.Append(words);
                    yield return new TalkPiece(words ?? "", Again: words is null);
                }

                var (said, kernel) = await asking.ConfigureAwait(false);
                _history.Add(said.ToMessage());
                await foreach (var lookedUp in AnswerAsync(said, kernel, cancellationToken).ConfigureAwait(false))
                {
                    yield return lookedUp;
                }

                ended = said.Calls.Count == 0;
            }
        }
        finally
        {
            Keep(question, answer.ToString(), before, ended);
        }
    }

    private async IAsyncEnumerable<TalkPiece> AnswerAsync(ToolTurn said, Kernel kernel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        foreach (var (index, call) in said.Calls.Index())
        {
            yield return new TalkPiece("", $"{ToolCalls.Name(call)} {ToolCalls.Subject(call)}".TrimEnd());
            var result = ToolTurn.Refusal(call, index) ?? await ToolCalls.InvokeAsync(kernel, call, _logger, cancellationToken).ConfigureAwait(false);
            if (ToolTurn.Answer(call, result.ForModel, notes) is { } message)
            {
                _history.Add(message);
            }
        }

        if (notes.Count > 0)
        {
            _history.AddUserMessage(string.Join('\n', notes));
        }
    }

    /// <summary>Tells the conversation what happened beside it, such as the outcome of a run.</summary>
    public void Note(string text)
    {
        _history.AddUserMessage($"(From the program) {text}");
        _record.Append("user", $"(From the program) {text}");
    }

    private async Task<ChatCompletionAgent> AgentAsync(ModelChoice model, Action<string?> watch, CancellationToken cancellationToken)
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
            Kernel = _kernels.Create(model, (call, _) => { Tokens += call.Usage.Total; return Task.CompletedTask; }, watch, TalkTools.Of(reading.Documents, _view.Specs(_logger.LookupNoted), _journal, _view.TargetPath)),
            Arguments = new KernelArguments(new OpenAIPromptExecutionSettings
            {
                FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false),
                MaxTokens = model.MaxOutputTokens,
                Temperature = model.Temperature,
            }),
        };
    }

    // The words of one reply, without secrets; null when they are void. What was held back to judge it is given also when the reply breaks off.
    private static async IAsyncEnumerable<string?> WordsAsync(ChannelReader<string?> reply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = new SecretPieces(ProcessSecrets.Filter);
        await foreach (var said in reply.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (said is null)
            {
                words = new SecretPieces(ProcessSecrets.Filter);
                yield return null;
            }
            else if (words.Take(said) is { Length: > 0 } piece)
            {
                yield return piece;
            }
        }

        if (words.Rest() is { Length: > 0 } rest)
        {
            yield return rest;
        }
    }

    // One reply. Its words go to who watches as they come; what follows from it is decided when it is whole and checked.
    private async Task<(ToolTurn Said, Kernel Kernel)> ReplyAsync(ModelChoice model, ChannelWriter<string?> words, CancellationToken cancellationToken)
    {
        var before = _history.Count;
        try
        {
            var agent = await AgentAsync(model, said => words.TryWrite(said), cancellationToken).ConfigureAwait(false);
            ChatMessageContent? reply = null;
            await foreach (var item in agent.InvokeAsync(new ChatHistoryAgentThread(_history), cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                reply = item.Message;
            }

            return (ToolTurn.Of(reply), agent.Kernel);
        }
        finally
        {
            // The agent may have put the reply onto the thread, with a name; our own copy has none, ever.
            _history.RemoveRange(before, _history.Count - before);
            words.TryComplete();
        }
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
