#pragma warning disable SKEXP0130 // Context providers are experimental under an id of their own; only this file uses them.
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Answers;

/// <summary>A thread's context providers follow its life and add to its requests.</summary>
public sealed class ContextProviderTests
{
    [Fact]
    public async Task AProvider_HearsOfCreationMessagesPausesAndDeletion()
    {
        Provider provider = new();
        ChatHistoryAgentThread thread = new() { AIContextProviders = new AggregateAIContextProvider([provider]) };
        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.OnSuspendAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.OnResumeAsync());

        await Talk.Expert("a", new ScriptedChat(new Step.Say("ho"))).InvokeAsync("hi", thread).TextsAsync();
        await thread.OnSuspendAsync();
        await thread.OnResumeAsync();
        await thread.DeleteAsync();

        Assert.Equal(["created", "message hi", "invoking hi", "message ho", "suspending", "resuming", "deleting"], provider.Heard);
        await Assert.ThrowsAsync<InvalidOperationException>(() => thread.OnResumeAsync());
    }

    [Fact]
    public async Task AProvidersContext_IsSentForThatCall()
    {
        ScriptedChat model = new(new Step.Say("x"));
        Provider provider = new() { Context = new AIContext { Instructions = "It rains." } };
        ChatHistoryAgentThread thread = new() { AIContextProviders = new AggregateAIContextProvider([provider]) };

        await Talk.Expert("a", model).InvokeAsync("hi", thread, new AgentInvokeOptions { AdditionalInstructions = "Be brief." }).TextsAsync();

        Assert.Equal(AuthorRole.System, model.LastRequest[1].Role);
        Assert.Contains("It rains.", model.LastRequest[1].Content, StringComparison.Ordinal);
        Assert.Contains("Be brief.", model.LastRequest[1].Content, StringComparison.Ordinal);
        Assert.Equal(3, model.LastRequest.Length);
        Assert.Equal(["hi", "x"], thread.ChatHistory.Texts());
    }

    [Fact]
    public async Task AProvidersFunctions_ReachTheCall_ThroughACloneOfAnImmutableKernel()
    {
        Provider provider = new() { Context = new AIContext { AIFunctions = [AIFunctionFactory.Create(() => "wet", "Weather")] } };
        ChatHistoryAgentThread thread = new() { AIContextProviders = new AggregateAIContextProvider([provider]) };
        List<string> seen = [];
        ScriptedChat model = new(new Step.Say("x")) { OnKernel = kernel => seen.AddRange(kernel.Plugins.SelectMany(plugin => plugin).Select(function => function.Name)) };
        ChatCompletionAgent agent = new() { Kernel = model.ToKernel(), UseImmutableKernel = true };

        await agent.InvokeAsync("hi", thread).TextsAsync();

        Assert.Equal(["Note", "Weather"], seen);
        Assert.Equal(["Tools"], agent.Kernel.Plugins.Select(plugin => plugin.Name));
    }

    private sealed class Provider : AIContextProvider
    {
        public List<string> Heard { get; } = [];

        public AIContext Context { get; init; } = new();

        public override Task ConversationCreatedAsync(string? conversationId, CancellationToken cancellationToken = default) => Hear("created");

        public override Task MessageAddingAsync(string? conversationId, ChatMessage newMessage, CancellationToken cancellationToken = default)
            => Hear("message " + newMessage.Text);

        public override Task ConversationDeletingAsync(string? conversationId, CancellationToken cancellationToken = default) => Hear("deleting");

        public override Task SuspendingAsync(string? conversationId, CancellationToken cancellationToken = default) => Hear("suspending");

        public override Task ResumingAsync(string? conversationId, CancellationToken cancellationToken = default) => Hear("resuming");

        public override async Task<AIContext> ModelInvokingAsync(ICollection<ChatMessage> newMessages, CancellationToken cancellationToken = default)
        {
            await Hear("invoking " + string.Join(',', newMessages.Select(message => message.Text)));
            return Context;
        }

        private Task Hear(string what)
        {
            Heard.Add(what);
            return Task.CompletedTask;
        }
    }
}
