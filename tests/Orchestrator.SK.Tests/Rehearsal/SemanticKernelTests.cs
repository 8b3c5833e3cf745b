using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

/// <summary>The real connector against the server: what it sends has to pass the check, what it reads has to be what the script says.</summary>
public sealed class SemanticKernelTests
{
    private const string ToolLoop = """
        {"fixtures":[
          {"match":{"systemMessage":"You own src","turnIndex":0},"response":{"toolCalls":[
            {"name":"Files-read","arguments":{"path":"a.txt"}},{"name":"Files-read","arguments":{"path":"b.txt"}},{"name":"Files-list","arguments":{}}]}},
          {"match":{"systemMessage":"You own src","turnIndex":1,"hasToolResult":true,"toolResultContains":"a.txt, b.txt"},
           "response":{"content":"Both read, é 😀.","usage":{"prompt_tokens":321,"completion_tokens":12}}}]}
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ToolLoop_WithParallelCalls_IsPlayedToTheEnd(bool autoInvoke)
    {
        await using var stage = await StartAsync(ToolLoop);
        var kernel = KernelFor(stage);
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        var history = new ChatHistory("You own src.");
        history.AddUserMessage("Read both.");
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: autoInvoke) };

        var reply = await chat.GetChatMessageContentAsync(history, settings, kernel);
        if (!autoInvoke)
        {
            history.Add(reply);
            foreach (var call in FunctionCallContent.GetFunctionCalls(reply))
            {
                history.Add((await call.InvokeAsync(kernel)).ToChatMessage());
            }

            reply = await chat.GetChatMessageContentAsync(history, settings, kernel);
        }

        Assert.Equal("Both read, é 😀.", reply.Content);
        Assert.Equal(321, Assert.IsType<OpenAI.Chat.ChatTokenUsage>(reply.Metadata!["Usage"]).InputTokenCount);
        Assert.Empty(stage.Server.Violations);
        Assert.Empty(stage.Server.Unmatched);
        var messages = JsonNode.Parse(stage.Server.Requests[^1].BodyText)!["messages"]!.AsArray();
        Assert.Equal(
            ["text of a.txt", "text of b.txt", "a.txt, b.txt"],
            messages.Where(message => $"{message!["role"]}" == "tool").Select(message => $"{message!["content"]}"));
    }

    [Fact]
    public async Task Stream_OfParallelToolCalls_ArrivesWhole()
    {
        await using var stage = await StartAsync(ToolLoop);
        var kernel = KernelFor(stage);
        var history = new ChatHistory("You own src.");
        history.AddUserMessage("Read both.");
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        var text = "";
        OpenAI.Chat.ChatTokenUsage? usage = null;
        await foreach (var chunk in kernel.GetRequiredService<IChatCompletionService>().GetStreamingChatMessageContentsAsync(history, settings, kernel))
        {
            text += chunk.Content;
            usage = chunk.Metadata?.GetValueOrDefault("Usage") as OpenAI.Chat.ChatTokenUsage ?? usage;
        }

        Assert.Equal("Both read, é 😀.", text);
        Assert.Equal(12, usage?.OutputTokenCount);
        Assert.Empty(stage.Server.Violations);
        Assert.Equal(2, stage.Server.Requests.Count);
    }

    [Fact]
    public async Task JsonMode_ByTypeAndByObject_GetsItsJson()
    {
        await using var stage = await StartAsync(
            """
            {"fixtures":[{"match":{"responseFormat":"json_schema"},"response":{"content":{"Name":"ID-1","Steps":["a"]}}},
                         {"match":{"responseFormat":"json_object"},"response":{"content":{"Name":"ID-2"}}}]}
            """);
        var chat = KernelFor(stage).GetRequiredService<IChatCompletionService>();

        var typed = await chat.GetChatMessageContentAsync("Plan", new OpenAIPromptExecutionSettings { ResponseFormat = typeof(Plan) });
        var plain = await chat.GetChatMessageContentAsync("Plan as JSON", new OpenAIPromptExecutionSettings { ResponseFormat = "json_object" });

        Assert.Equal("""{"Name":"ID-1","Steps":["a"]}""", typed.Content);
        Assert.Equal("""{"Name":"ID-2"}""", plain.Content);
        Assert.Empty(stage.Server.Violations);
    }

    [Fact]
    public async Task Miss_ReachesTheCallerWithItsMessage_AfterOneRequest()
    {
        await using var stage = await StartAsync(ToolLoop);

        var fault = await Assert.ThrowsAsync<HttpOperationException>(() =>
            KernelFor(stage).GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync("Nobody expects this"));

        Assert.Contains("no_fixture", fault.Message, StringComparison.Ordinal);
        Assert.Contains("systemMessage wants \"You own src\"", fault.Message, StringComparison.Ordinal);
        Assert.Single(stage.Server.Requests);
    }

    [Fact]
    public async Task History_WithAToolCallNobodyAnswered_IsRefusedByPlace()
    {
        await using var stage = await StartAsync(ToolLoop);
        var kernel = KernelFor(stage);
        var chat = kernel.GetRequiredService<IChatCompletionService>();
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false) };
        var history = new ChatHistory("You own src.");
        history.AddUserMessage("Read both.");
        history.Add(await chat.GetChatMessageContentAsync(history, settings, kernel));
        history.AddUserMessage("Never mind.");

        await Assert.ThrowsAsync<HttpOperationException>(() => chat.GetChatMessageContentAsync(history, settings, kernel));

        Assert.Equal(
            ["messages[2].tool_calls[0].id", "messages[2].tool_calls[1].id", "messages[2].tool_calls[2].id"],
            stage.Server.Violations.Select(violation => violation.Place));
    }

    private static Kernel KernelFor(Stage stage)
    {
        var builder = Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion("rehearsal", stage.Server.BaseAddress, "sk-any");
        builder.Plugins.AddFromType<Files>("Files");
        return builder.Build();
    }

    private sealed record Plan(string Name, IReadOnlyList<string> Steps);

    private sealed class Files
    {
        [KernelFunction("read"), Description("Reads a file.")]
        public static string Read([Description("Its path.")] string path) => $"text of {path}";

        [KernelFunction("list"), Description("Lists the files.")]
        public static string List() => "a.txt, b.txt";
    }
}
