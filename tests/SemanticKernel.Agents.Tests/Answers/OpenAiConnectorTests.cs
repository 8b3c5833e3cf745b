using System.ClientModel;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;
using Reply = SemanticKernel.Agents.Tests.Fakes.OpenAiHandler.Reply;

namespace SemanticKernel.Agents.Tests.Answers;

/// <summary>Agents over the real OpenAI connector; only the wire is ours.</summary>
public sealed class OpenAiConnectorTests
{
    private readonly List<string> _notes = [];
    private readonly ChatHistoryAgentThread _thread = new();

    [Fact]
    public async Task TheNames_GoOnTheWireAsTheyAre_AndAnEmptyOneIsLeftOut()
    {
        using OpenAiHandler wire = new(_ => new Reply("hello"));
        await Over(wire, "my agent").InvokeAsync(_thread).TextsAsync();
        await Over(wire, "other").InvokeAsync("hi", _thread).TextsAsync();

        Assert.Equal(
            ["system/other/Rule.", "assistant/my agent/hello", "user//hi"],
            wire.LastMessages.Select(message => $"{message["role"]}/{message["name"]}/{Text(message)}"));

        await Over(wire, "").InvokeAsync("hi").TextsAsync();
        Assert.All(wire.LastMessages, message => Assert.Null(message["name"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheConnectorsToolLoop_RunsTools_AndTheThreadHasAllOfIt(bool streaming)
    {
        using OpenAiHandler wire = new(number => number < 2 ? new Reply(Note: "n" + number) : new Reply("done"));
        ChatCompletionAgent agent = Over(wire, "a");

        string[] said = streaming
            ? await agent.InvokeStreamingAsync("go", _thread).TextsAsync()
            : await agent.InvokeAsync("go", _thread).TextsAsync();

        Assert.Equal("done", string.Concat(said));
        Assert.Equal(["n0", "n1"], _notes);
        AuthorRole assistant = AuthorRole.Assistant, tool = AuthorRole.Tool;
        Assert.Equal([AuthorRole.User, assistant, tool, assistant, tool, assistant], _thread.ChatHistory.Select(message => message.Role));
        Assert.Equal("done", _thread.ChatHistory[^1].Content);
        Assert.Equal(["system", "user", "assistant", "tool", "assistant", "tool"], wire.LastMessages.Select(message => (string?)message["role"]));
    }

    [Fact]
    public async Task AFilter_HearsEachToolCall_AsItHappens_WithTheHistoryUpToIt()
    {
        using OpenAiHandler wire = new(number => number < 2 ? new Reply(Note: "n" + number) : new Reply("done"));
        ChatCompletionAgent agent = Over(wire, "a");
        Listening filter = new(() => $"{_notes.Count} notes, {wire.Requests.Count} requests");
        agent.Kernel.AutoFunctionInvocationFilters.Add(filter);

        await agent.InvokeAsync("go", _thread).TextsAsync();

        Assert.Equal(["0 notes, 1 requests, system user assistant", "1 notes, 2 requests, system user assistant tool assistant"], filter.Heard);
    }

    [Fact]
    public async Task TheConnectorsToolLoop_StopsAfter128Rounds_AndTheCallThatIsLeftIsReturnedButNotKept()
    {
        using OpenAiHandler wire = new(number => new Reply(Note: "n" + number));

        ChatMessageContent last = await Over(wire, "a").InvokeAsync("go", _thread).Select(item => item.Message).SingleAsync();

        Assert.Equal(129, wire.Requests.Count);
        Assert.Equal(128, _notes.Count);
        Assert.Single(last.Items.OfType<FunctionCallContent>());
        Assert.True(string.IsNullOrEmpty(last.Content));
        Assert.DoesNotContain(last, _thread.ChatHistory);
        Assert.Equal(1 + (2 * 128), _thread.ChatHistory.Count);
    }

    [Fact]
    public async Task AnUnavailableEndpoint_FailsWithAnotherException_WhenStreaming()
    {
        using OpenAiHandler wire = new(_ => new Reply(Status: HttpStatusCode.ServiceUnavailable));
        ChatCompletionAgent agent = Over(wire, "a");

        HttpOperationException plain = await Assert.ThrowsAsync<HttpOperationException>(() => agent.InvokeAsync("go", _thread).TextsAsync());
        ClientResultException streamed = await Assert.ThrowsAsync<ClientResultException>(() => agent.InvokeStreamingAsync(_thread).TextsAsync());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 503), (plain.StatusCode, streamed.Status));
        Assert.Equal(["go"], _thread.ChatHistory.Texts());
    }

    [Fact]
    public async Task AManualLoop_SurvivesA503InItsThirdRound_WithTheThreadIntact()
    {
        using OpenAiHandler wire = new(number => number switch
        {
            0 or 1 => new Reply(Note: "n" + number),
            2 => new Reply(Status: HttpStatusCode.ServiceUnavailable),
            _ => new Reply("done"),
        });
        ChatCompletionAgent agent = Over(wire, "a", autoInvoke: false);
        _thread.ChatHistory.AddUserMessage("go");
        for (int round = 0; round < 2; round++)
        {
            ChatMessageContent answer = await agent.InvokeAsync(_thread).Select(item => item.Message).SingleAsync();
            _thread.ChatHistory.Add(answer);
            foreach (FunctionCallContent call in FunctionCallContent.GetFunctionCalls(answer))
            {
                _thread.ChatHistory.Add((await call.InvokeAsync(agent.Kernel)).ToChatMessage());
            }
        }

        await Assert.ThrowsAsync<HttpOperationException>(() => agent.InvokeAsync(_thread).TextsAsync());
        Assert.Equal(5, _thread.ChatHistory.Count);

        Assert.Equal(["done"], await agent.InvokeAsync(_thread).TextsAsync());
        Assert.Equal(["n0", "n1"], _notes);
    }

    [Fact]
    public async Task InAChat_TheSecondAgentsRequest_HoldsTheFirstOnesToolMessages()
    {
        using OpenAiHandler first = new(number => number == 0 ? new Reply(Note: "x") : new Reply("first"));
        using OpenAiHandler second = new(_ => new Reply("second"));
        AgentGroupChat chat = new(Over(first, "a"), Over(second, "b")) { ExecutionSettings = new() { TerminationStrategy = Stop.Never(2) } };
        chat.AddChatMessage(Talk.FromUser("go"));

        Assert.Equal(["first", "second"], await chat.InvokeAsync().TextsAsync());

        JsonNode[] sent = [.. second.LastMessages];
        Assert.Equal(["system", "user", "assistant", "tool", "assistant"], sent.Select(message => (string?)message["role"]));
        Assert.Equal("call-0", (string?)sent[2]["tool_calls"]![0]!["id"]);
        Assert.Equal("call-0", (string?)sent[3]["tool_call_id"]);
    }

    private ChatCompletionAgent Over(OpenAiHandler wire, string name, bool autoInvoke = true) => new()
    {
        Name = name,
        Instructions = "Rule.",
        Kernel = wire.ToKernel(_notes.Add),
        Arguments = new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: autoInvoke) }),
    };

    private static string? Text(JsonNode message)
        => message["content"] is JsonArray parts ? (string?)parts[0]!["text"] : (string?)message["content"];

    private sealed class Listening(Func<string> state) : IAutoFunctionInvocationFilter
    {
        public List<string> Heard { get; } = [];

        public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            Heard.Add($"{state()}, {string.Join(' ', context.ChatHistory.Select(message => message.Role.Label.ToLowerInvariant()))}");
            return next(context);
        }
    }
}
