using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Tests.Plugins;

namespace Orchestrator.SK.Tests.Runs;

public class ExpertConversationTests
{
    [Fact]
    public async Task Run_WhatAPersonSays_IsHeardBetweenTurnsAlsoWhenItWasSaidBefore()
    {
        using var desk = await Desk.OpenAsync();
        var record = desk.Own.Record;
        await record.AppendAsync(new RunEvent.PersonSaid("Use tabs."), CancellationToken.None);
        var model = new ScriptedModel(
            async () =>
            {
                await record.AppendAsync(new RunEvent.PersonSaid("And be quick."), CancellationToken.None);
                return Call("files-list", []);
            },
            () => Task.FromResult(Report()));

        await ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None);

        Assert.Equal(["user Assignment a1", "user A person says: Use tabs."], model.Requests[0]);
        Assert.Equal(["assistant", "tool No readable file matches **.", "user A person says: And be quick."], model.Requests[1].Skip(2));
    }

    [Fact]
    public async Task Run_CallsBehindTheReport_AreAnsweredAndNotCarriedOut()
    {
        using var desk = await Desk.OpenAsync();
        var reply = Report();
        reply.Items.Add(new FunctionCallContent("write", "files", "2", new KernelArguments { ["path"] = "src/late.cs", ["content"] = "x", ["specs"] = new[] { "LOG-001" } }));

        await ConversationOf(desk, new ScriptedModel(() => Task.FromResult(reply))).RunAsync("Assignment a1", CancellationToken.None);

        Assert.Empty(desk.Own.Draft.Changes);
        Assert.Equal(ReportStatus.Done, desk.Own.Report!.Status);
    }

    [Fact]
    public async Task Run_ReplyThatTheConnectorCannotRead_FailsThisExpertOnly()
    {
        using var desk = await Desk.OpenAsync();

        var failure = await Assert.ThrowsAsync<ModelCallException>(() =>
            ConversationOf(desk, new ScriptedModel(() => throw new KeyNotFoundException("finish_reason"))).RunAsync("Assignment a1", CancellationToken.None));

        Assert.Equal(FailureKind.BadReply, failure.Kind);
    }

    [Fact]
    public async Task Run_LeaseLostOrCancelled_IsNoFailureOfTheExpert()
    {
        using var desk = await Desk.OpenAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() =>
            ConversationOf(desk, new ScriptedModel(() => throw new LeaseLostException("run-1", 1))).RunAsync("Assignment a1", CancellationToken.None));
        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            ConversationOf(desk, new ScriptedModel(() => throw new OperationCanceledException())).RunAsync("Assignment a1", CancellationToken.None));
    }

    [Fact]
    public async Task Run_EmptyReplies_AreNudgedOnce()
    {
        using var desk = await Desk.OpenAsync();
        var model = new ScriptedModel([.. Enumerable.Repeat(() => Task.FromResult(new ChatMessageContent(AuthorRole.Assistant, "")), 5)]);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None));

        Assert.Equal((FailureKind.EmptyAnswer, 2), (failure.Kind, model.Requests.Count));
        Assert.Equal(["user Assignment a1", "assistant (nothing)", "user Use the tools."], model.Requests[1]);
    }

    [Fact]
    public async Task Run_TalkWithoutCalls_IsNudgedTwice()
    {
        using var desk = await Desk.OpenAsync();
        var model = new ScriptedModel([.. Enumerable.Repeat(() => Task.FromResult(new ChatMessageContent(AuthorRole.Assistant, """[{"name":"files-write","arguments":{"path":"a"}}]""")), 5)]);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None));

        Assert.Equal((FailureKind.NoReport, 3), (failure.Kind, model.Requests.Count));
        Assert.Empty(desk.Own.Draft.Changes);
    }

    [Fact]
    public async Task Run_TheSameCallForEver_IsToldAndThenEnded()
    {
        using var desk = await Desk.OpenAsync();
        var model = new ScriptedModel([.. Enumerable.Repeat(() => Task.FromResult(Call("files-list", [])), 9)]);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None));

        Assert.Equal((FailureKind.Repetition, 5), (failure.Kind, model.Requests.Count));
        Assert.Contains("files-list", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["ok", "ok", "E_REPEATED", "E_REPEATED", "E_REPEATED"], desk.Events.OfType<RunEvent.ToolCompleted>().Select(tool => tool.Outcome));
    }

    [Fact]
    public async Task Run_TheSameCallAfterAChange_IsNoRepetition()
    {
        using var desk = await Desk.OpenAsync();
        var turns = Enumerable.Range(0, 6).SelectMany(turn => new[]
        {
            () => Task.FromResult(Call("files-list", [])),
            () => Task.FromResult(Call("files-write", new KernelArguments { ["path"] = "src/a.cs", ["content"] = $"{turn}", ["specs"] = new[] { "LOG-001" } })),
        });
        var model = new ScriptedModel([.. turns, () => Task.FromResult(Report())]);

        await ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None);

        Assert.DoesNotContain("E_REPEATED", desk.Events.OfType<RunEvent.ToolCompleted>().Select(tool => tool.Outcome));
    }

    [Fact]
    public async Task Run_NothingButRefusedCalls_EndsByItsLimit()
    {
        using var desk = await Desk.OpenAsync();
        var model = new ScriptedModel([.. Enumerable.Range(0, 20).Select(turn => (Func<Task<ChatMessageContent>>)(() => Task.FromResult(Call("files-read", new KernelArguments { ["path"] = $"../{turn}" }))))]);

        var failure = await Assert.ThrowsAsync<ModelCallException>(() => ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None));

        Assert.Equal((FailureKind.ToolErrors, 8), (failure.Kind, model.Requests.Count));
    }

    [Fact]
    public async Task Run_MoreCallsThanOneReplyMayHave_AreRefusedEach()
    {
        using var desk = await Desk.OpenAsync();
        var many = new ChatMessageContent(AuthorRole.Assistant, [.. Enumerable.Range(0, 20).Select(KernelContent (n) => new FunctionCallContent("read", "files", $"call-{n}", new KernelArguments { ["path"] = $"f{n}" }))]);

        await ConversationOf(desk, new ScriptedModel(() => Task.FromResult(many), () => Task.FromResult(Report()))).RunAsync("Assignment a1", CancellationToken.None);

        Assert.Equal(4, desk.Events.OfType<RunEvent.ToolCompleted>().Count(tool => tool.Outcome == "E_MANY"));
    }

    [Fact]
    public async Task Run_AToolThatIsNone_IsToldAndNeverComesBackAsACall()
    {
        using var desk = await Desk.OpenAsync();
        var wrong = new ChatMessageContent(AuthorRole.Assistant, [new FunctionCallContent("multi_tool_use.parallel", null, "1", [])]);
        var model = new ScriptedModel(() => Task.FromResult(wrong), () => Task.FromResult(Report()));

        await ConversationOf(desk, model).RunAsync("Assignment a1", CancellationToken.None);

        Assert.Equal("assistant (nothing)", model.Requests[1][1]);
        Assert.StartsWith("user You called 'multi_tool_use.parallel': refused [E_TOOL]", model.Requests[1][2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseMiddleIsSummarised_StillHearsWhatAPersonSaidInIt()
    {
        using var desk = await Desk.OpenAsync();
        await desk.Own.Record.AppendAsync(new RunEvent.PersonSaid("Use tabs."), CancellationToken.None);
        var writes = Enumerable.Range(0, 3).Select(turn => (Func<Task<ChatMessageContent>>)(() =>
            Task.FromResult(Call("files-write", new KernelArguments { ["path"] = $"src/{turn}.cs", ["content"] = new string('x', 9_000), ["specs"] = new[] { "LOG-001" } }))));
        var model = new ScriptedModel([.. writes, () => Task.FromResult(new ChatMessageContent(AuthorRole.Assistant, "Notes.")), () => Task.FromResult(Report())]);

        await ConversationOf(desk, model, new ContextWindow(14_000, 256)).RunAsync("Assignment a1", CancellationToken.None);

        var last = model.Requests[^1];
        Assert.Equal("user Assignment a1", last[0]);
        Assert.Contains("Notes.", last[1], StringComparison.Ordinal);
        Assert.Contains("- src/0.cs", last[1], StringComparison.Ordinal);
        Assert.EndsWith("A person says: Use tabs.", last[1], StringComparison.Ordinal);
        Assert.Equal(["assistant", "tool"], last.Skip(2).Select(message => message.Split(' ')[0]));
    }

    private static ExpertConversation ConversationOf(Desk desk, ScriptedModel model, ContextWindow? window = null)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IChatCompletionService>(model);
        foreach (var plugin in ExpertTools.ForAssignment(desk.Own, ["files.*"]))
        {
            builder.Plugins.Add(plugin);
        }

        return new(new ChatCompletionAgent { Name = "store-backend", Kernel = builder.Build() }, desk.Own, new("Use the tools.", "Sum it up."), window ?? new ContextWindow(1_000_000, 1_000), TimeProvider.System, NullLogger.Instance);
    }

    private static ChatMessageContent Report() => Call("report-submit", new KernelArguments { ["status"] = "done", ["summary"] = "s", ["specs"] = new[] { "LOG-001" } });

    private static ChatMessageContent Call(string tool, KernelArguments arguments) =>
        new(AuthorRole.Assistant, [new FunctionCallContent(tool.Split('-')[1], tool.Split('-')[0], "1", arguments)]);

    private sealed class ScriptedModel(params Func<Task<ChatMessageContent>>[] replies) : IChatCompletionService
    {
        /// <summary>What was asked: role and text of each message.</summary>
        public List<IReadOnlyList<string>> Requests { get; } = [];

        public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

        public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
            ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        {
            Requests.Add([.. chatHistory.Select(message => $"{message.Role} {message.Items.OfType<FunctionResultContent>().FirstOrDefault()?.Result ?? message.Content}".TrimEnd())]);
            return [await replies[Requests.Count - 1]()];
        }

        public IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
            ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
