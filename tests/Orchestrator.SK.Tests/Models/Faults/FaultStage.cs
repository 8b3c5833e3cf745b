using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Models;
using Orchestrator.SK.Rehearsal.Checking;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>Plays one case: a faulty endpoint, the real connector, our handler and our tool calls; nothing is replaced but the time.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    public static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(11);
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(13);

    private const string Key = "sk-canary-of-a-user-4711";
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly VirtualTime _time = new(Start);
    private readonly FaultEndpoint _endpoint;
    private readonly KernelFactory _kernels;
    private readonly List<string> _ran = [];
    private readonly List<string?> _watched = [];

    public FaultStage(FaultCase fault, ReplyForm form)
    {
        _endpoint = new FaultEndpoint(_time, fault.Answers(form));
        _kernels = new KernelFactory(NullLoggerFactory.Instance, _time) { Jitter = () => 0.5 };
    }

    /// <summary>Everything that the model was told, and the failure.</summary>
    public string Told { get; private set; } = "";

    public List<ModelCall> Billed { get; } = [];

    /// <summary>What the person saw in the end.</summary>
    public string Watched => string.Concat(_watched.Skip(_watched.LastIndexOf(null) + 1));

    /// <summary>How it ended, in the words of <see cref="FaultCase.Ends"/>.</summary>
    public async Task<string> PlayAsync(ReplyForm form)
    {
        var model = new ModelChoice("default", _endpoint.Address, Key, "test-model", 1_000, null, TimeSpan.FromSeconds(600)) { HeaderTimeout = HeaderLimit, IdleTimeout = IdleLimit };
        Task Bill(ModelCall call, CancellationToken cancellationToken)
        {
            Billed.Add(call);
            return Task.CompletedTask;
        }

        var kernel = form == ReplyForm.Watched ? _kernels.Create(model, Bill, _watched.Add, Tools()) : _kernels.Create(model, Bill, Tools());
        string ended;
        try
        {
            ended = await ConverseAsync(kernel, form == ReplyForm.Streamed).WaitAsync(Limit);
        }
        catch (ModelCallException failure)
        {
            Told += failure.Message;
            Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
            ended = $"{failure.Kind}";
        }

        var at = string.Join(' ', _endpoint.Requests.Select(request => Wire.Seconds(request.At - Start)));
        return $"{ended} at {at}{(_ran.Count > 0 ? $" ran {string.Join(' ', _ran)}" : "")}";
    }

    /// <summary>Everything in the requests that a strict endpoint would refuse. Names that the model made up may stand in what it said.</summary>
    public IEnumerable<string> Violations()
    {
        var made = new HashSet<string>(["files-erase", "Files-Write", "read_everything"], StringComparer.Ordinal);
        return _endpoint.Requests.SelectMany(request =>
        {
            using var json = JsonDocument.Parse(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return RequestCheck.Of(json.RootElement, made).Select(violation => $"{violation}").ToList();
        });
    }

    public async ValueTask DisposeAsync()
    {
        _kernels.Dispose();
        await _endpoint.DisposeAsync();
    }

    private async Task<string> ConverseAsync(Kernel kernel, bool streamed)
    {
        var history = new ChatHistory("Be brief.");
        history.AddUserMessage("Deliver.");
        for (var turn = 0; turn < 5; turn++)
        {
            var said = ToolTurn.Of(await AskAsync(kernel, history, streamed));
            history.Add(said.ToMessage());
            if (said.Calls.Count == 0)
            {
                return said.IsEmpty ? "(nothing)" : said.Text;
            }

            var notes = new List<string>();
            foreach (var (index, call) in said.Calls.Index())
            {
                var result = ToolTurn.Refusal(call, index) ?? await ToolCalls.InvokeAsync(kernel, call, NullLogger.Instance, CancellationToken.None);
                Told += $"{result.ForModel}\n";
                if (ToolTurn.Answer(call, result.ForModel, notes) is { } answer)
                {
                    history.Add(answer);
                }
            }

            if (notes.Count > 0)
            {
                history.AddUserMessage(string.Join('\n', notes));
            }
        }

        return "(endless)";
    }

    private static async Task<ChatMessageContent> AskAsync(Kernel kernel, ChatHistory history, bool streamed)
    {
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false), MaxTokens = 1_000 };
        if (!streamed)
        {
            return await chat.GetChatMessageContentAsync(history, settings, kernel);
        }

        var calls = new FunctionCallContentBuilder();
        var message = new ChatMessageContent(AuthorRole.Assistant, content: null);
        var text = "";
        await foreach (var chunk in chat.GetStreamingChatMessageContentsAsync(history, settings, kernel))
        {
            calls.Append(chunk);
            text += chunk.Content;
        }

        message.Items.Add(new TextContent(text));
        foreach (var call in calls.Build())
        {
            message.Items.Add(call);
        }

        return message;
    }

    private KernelPlugin[] Tools() =>
    [
        KernelPluginFactory.CreateFromFunctions("files",
        [
            KernelFunctionFactory.CreateFromMethod(
                (string path, string content) => Run($"write({path},{content})"), "write"),
            KernelFunctionFactory.CreateFromMethod(() => Run("list()"), "list"),
            KernelFunctionFactory.CreateFromMethod((Func<string, ToolResult>)(path => throw new ArgumentException($"/home/somebody/{path} is secret")), "explode"),
        ]),
    ];

    private ToolResult.Answered Run(string what)
    {
        _ran.Add(what);
        return new ToolResult.Answered("ok");
    }
}
