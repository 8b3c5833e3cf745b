using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Answers;

/// <summary>What an agent sends, to whom, with which settings.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task AdditionalInstructions_AreASecondSystemMessage_ForThatCallOnly()
    {
        ScriptedChat model = new(new Step.Say("one"), new Step.Say("two"));
        ChatCompletionAgent agent = Talk.Expert("a", model);
        ChatHistoryAgentThread thread = new();
        await agent.InvokeAsync("hi", thread, new AgentInvokeOptions { AdditionalInstructions = "Be brief." }).TextsAsync();
        await agent.InvokeAsync("ho", thread).TextsAsync();

        ChatMessageContent[] first = model.Requests.First();
        Assert.Equal(["You are a.", "Be brief.", "hi"], first.Texts());
        Assert.Equal([AuthorRole.System, AuthorRole.System, AuthorRole.User], first.Select(message => message.Role));
        Assert.Equal(["You are a.", "hi", "one", "ho"], model.LastRequest.Texts());
        Assert.Equal("", new AgentInvokeOptions().AdditionalInstructions);
    }

    [Fact]
    public async Task Instructions_HaveTheirRole_AndTheAgentsName()
    {
        ScriptedChat model = new(new Step.Say("x"));
        ChatCompletionAgent agent = new() { Name = "a", Instructions = "Rule.", InstructionsRole = AuthorRole.Developer, Kernel = model.ToKernel() };

        await agent.InvokeAsync("hi").TextsAsync();

        Assert.Equal((AuthorRole.Developer, "a"), (model.LastRequest[0].Role, model.LastRequest[0].AuthorName));
        Assert.Equal(AuthorRole.System, new ChatCompletionAgent().InstructionsRole);
    }

    [Fact]
    public async Task ATemplate_GivesNameDescriptionInstructionsAndSettings()
    {
        ScriptedChat model = new(new Step.Say("x"));
        PromptTemplateConfig config = new("Speak {{$language}}.") { Name = "poet", Description = "Writes." };
        config.AddExecutionSettings(new PromptExecutionSettings { ModelId = "from-template" });
        ChatCompletionAgent agent = new(config, new KernelPromptTemplateFactory()) { Kernel = model.ToKernel() };

        await agent.InvokeAsync("hi", null, new AgentInvokeOptions { KernelArguments = new KernelArguments { ["language"] = "Latin" } }).TextsAsync();

        Assert.Equal("Speak Latin.", model.LastRequest[0].Content);
        Assert.Equal("from-template", model.Settings.Last()?.ModelId);
        Assert.Equal(("poet", "Writes.", config.Template), (agent.Name, agent.Description, agent.Instructions));
    }

    [Fact]
    public async Task Instructions_AreRenderedWithMergedArguments_WhereOptionsWin()
    {
        ScriptedChat model = new(new Step.Say("x"));
        ChatCompletionAgent agent = new(new PromptTemplateConfig("Speak {{$language}} about {{$topic}}."), new KernelPromptTemplateFactory())
        {
            Kernel = model.ToKernel(),
            Arguments = new KernelArguments(new PromptExecutionSettings { ModelId = "own" }) { ["language"] = "Latin", ["topic"] = "rain" },
        };

        await agent.InvokeAsync("hi", null, new AgentInvokeOptions { KernelArguments = new KernelArguments { ["topic"] = "snow" } }).TextsAsync();

        Assert.Equal("Speak Latin about snow.", model.LastRequest[0].Content);
        Assert.Equal("own", model.Settings.Last()?.ModelId);
        Assert.Equal("rain", agent.Arguments["topic"]);
    }

    [Fact]
    public async Task SettingsAndKernel_OfTheOptions_WinOverTheAgents()
    {
        ScriptedChat own = new(), given = new(new Step.Say("given"));
        ChatCompletionAgent agent = new() { Kernel = own.ToKernel(), Arguments = new(new PromptExecutionSettings { ModelId = "own" }) };
        AgentInvokeOptions options = new()
        {
            Kernel = given.ToKernel(),
            KernelArguments = new KernelArguments(new PromptExecutionSettings { ModelId = "given" }),
            AdditionalInstructions = "more",
            OnIntermediateMessage = _ => Task.CompletedTask,
        };
        AgentInvokeOptions copy = new(options);

        Assert.Equal(["given"], await agent.InvokeAsync("hi", null, copy).TextsAsync());

        Assert.Equal("given", given.Settings.Last()?.ModelId);
        Assert.Equal(
            (options.Kernel, options.KernelArguments, options.AdditionalInstructions, options.OnIntermediateMessage),
            (copy.Kernel, copy.KernelArguments, copy.AdditionalInstructions, copy.OnIntermediateMessage));
    }

    [Fact]
    public async Task AChatCompletionService_IsPreferredToAChatClient_AndAClientDoesAlone()
    {
        ScriptedChat service = new(new Step.Say("from the service"));
        IKernelBuilder both = Kernel.CreateBuilder(), alone = Kernel.CreateBuilder();
        both.Services.AddSingleton<IChatClient>(new EchoClient()).AddSingleton<IChatCompletionService>(service);
        alone.Services.AddSingleton<IChatClient>(new EchoClient());

        Assert.Equal(["from the service"], await new ChatCompletionAgent { Kernel = both.Build() }.InvokeAsync("hi").TextsAsync());
        Assert.Equal(["echo hi"], await new ChatCompletionAgent { Kernel = alone.Build() }.InvokeAsync("hi").TextsAsync());
    }

    [Fact]
    public async Task WithoutAService_TheRefusalNamesTheTypes()
    {
        KernelException refusal = await Assert.ThrowsAsync<KernelException>(() => new ChatCompletionAgent().InvokeAsync("hi").TextsAsync());

        Assert.StartsWith("No service was found for any of the supported types: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneAgent_AnswersManyThreads_AndTwoChats_AtOnce()
    {
        TaskCompletionSource gate = new();
        ScriptedChat model = new(Enumerable.Repeat(new Step.WaitFor(gate.Task, "answer"), 22).ToArray<Step>());
        ChatCompletionAgent agent = Talk.Expert("a", model);
        ChatHistoryAgentThread[] threads = [.. Enumerable.Range(0, 20).Select(_ => new ChatHistoryAgentThread())];
        AgentGroupChat first = new(agent), second = new(agent);
        first.AddChatMessage(Talk.FromUser("first"));
        second.AddChatMessage(Talk.FromUser("second"));
        Task<string[]>[] work =
        [
            .. threads.Select((thread, index) => agent.InvokeAsync("question " + index, thread).TextsAsync()),
            first.InvokeAsync().TextsAsync(), second.InvokeAsync().TextsAsync(),
        ];
        Assert.Equal(22, model.Requests.Count);

        gate.SetResult();
        await Task.WhenAll(work).WaitAsync(Talk.Limit);

        Assert.All(threads.Index(), item => Assert.Equal(["question " + item.Index, "answer"], item.Item.ChatHistory.Texts()));
        Assert.Equal(["first", "answer"], await first.TextsAsync());
        Assert.Equal(["second", "answer"], await second.TextsAsync());
    }

    private sealed class EchoClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "echo " + messages.Last().Text)));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
