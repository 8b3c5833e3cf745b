using System.Runtime.CompilerServices;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>A history agent of one's own, at the table with others.</summary>
public sealed class SeatTests
{
    [Fact]
    public async Task ASeat_HearsTheOthers_AndIsHeardByTheirModels()
    {
        ScriptedChat model = new(new Step.Say("first"), new Step.Say("third"));
        Seat seat = new((history, _) => new[] { new ChatMessageContent(AuthorRole.Assistant, "after " + history[^1].Content) }.ToAsyncEnumerable());
        AgentGroupChat chat = new(Talk.Expert("a", model), seat) { ExecutionSettings = new() { TerminationStrategy = Stop.Never(3) } };

        Assert.Equal(["first", "after first", "third"], await chat.InvokeAsync().TextsAsync());

        Assert.Equal(["You are a.", "first", "after first"], model.LastRequest.Texts());
        Assert.Equal(1, seat.Turns);
    }

    [Fact]
    public async Task InStreaming_WhatASeatDoesNotRecordItself_IsLost()
    {
        AgentGroupChat silent = new(new Forgetful()), recorded = new(new Seat("a", "kept"));

        Assert.Equal(1, await silent.InvokeStreamingAsync().CountAsync());
        Assert.Equal(1, await recorded.InvokeStreamingAsync().CountAsync());

        Assert.Empty(await silent.TextsAsync());
        Assert.Equal(["kept"], await recorded.TextsAsync());
    }

    private sealed class Forgetful : ChatHistoryAgent
    {
        public override IAsyncEnumerable<AgentResponseItem<ChatMessageContent>> InvokeAsync(
            ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        public override IAsyncEnumerable<AgentResponseItem<StreamingChatMessageContent>> InvokeStreamingAsync(
            ICollection<ChatMessageContent> messages, AgentThread? thread = null, AgentInvokeOptions? options = null, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        protected override IAsyncEnumerable<ChatMessageContent> InvokeAsync(
            ChatHistory history, KernelArguments? arguments = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
            => throw new NotSupportedException();

        protected override async IAsyncEnumerable<StreamingChatMessageContent> InvokeStreamingAsync(
            ChatHistory history,
            KernelArguments? arguments = null,
            Kernel? kernel = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new StreamingChatMessageContent(AuthorRole.Assistant, "gone");
        }

        protected override Task<AgentChannel> RestoreChannelAsync(string channelState, CancellationToken cancellationToken)
            => throw new NotSupportedException();
    }
}
