using System.Net;
using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class MissTests
{
    private const string Script = """
        {"fixtures":[
          {"match":{"systemMessage":"You are the planner","userMessage":"item ID-101","turnIndex":0},"response":{"content":"plan"}},
          {"match":{"systemMessage":"You are the tester","userMessage":"write the tests for the retry policy of uploads","turnIndex":1},"response":{"content":"tests"}},
          {"match":{"sequenceIndex":7,"userMessage":"ping"},"response":{"content":"pong"}}]}
        """;

    [Fact]
    public async Task Miss_NamesTheNearestFixtureAndWhatDiffers_AndIsRecorded()
    {
        await using var stage = await StartAsync(Script);

        var (status, body) = await stage.AskAsync(Request($"{Prompt("You are the planner.")},{User("Plan item ID-102, please")}"));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("no_fixture", $"{body["error"]!["type"]}");
        var message = $"{body["error"]!["message"]}";
        Assert.Contains("model \"m\", 2 messages, turn 0, tool result no, last user message \"Plan item ID-102, please\"", message, StringComparison.Ordinal);
        Assert.Contains("Nearest is fixtures[0]: 2 of 3 fields agree; userMessage agrees as far as \"item ID-10\", then wants \"1\", found \"2, please\"", message, StringComparison.Ordinal);
        var unmatched = Assert.Single(stage.Server.Unmatched);
        Assert.Equal((1, message), (unmatched.Request, unmatched.Message));
        Assert.Null(Assert.Single(stage.Server.Requests).Fixture);
    }

    [Fact]
    public async Task Miss_ByTurn_NamesBothTurns()
    {
        await using var stage = await StartAsync(Script);

        var message = await MessageAsync(stage, $"{Prompt("You are the tester")},{User("write the tests for the retry policy of uploads")}");

        Assert.Contains("Nearest is fixtures[1]: 2 of 3 fields agree; turnIndex wants 1, found 0", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Miss_BySequence_SaysHowOftenTheMatchHasAnswered()
    {
        await using var stage = await StartAsync(Script);

        Assert.Contains("fixtures[2]: 1 of 2 fields agree; sequenceIndex wants 7, but this match has answered 0 times",
            await MessageAsync(stage, User("ping")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Miss_OnLongTextWithLineBreaksAndPairs_IsExcerptedOnOneLine()
    {
        await using var stage = await StartAsync("""{"fixtures":[{"match":{"userMessage":"😁"},"response":{"content":"x"}}]}""");

        var message = await MessageAsync(stage, User(string.Concat(Enumerable.Repeat("😀\n", 200))));

        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 100, 700);
    }

    [Fact]
    public async Task Miss_WithoutAnyFixture_SaysSo()
    {
        await using var stage = await StartAsync("""{"fixtures":[]}""");

        Assert.EndsWith("The script has no fixtures.", await MessageAsync(stage, User("x")), StringComparison.Ordinal);
    }

    private static async Task<string> MessageAsync(Stage stage, string messages)
    {
        var (_, body) = await stage.AskAsync(Request(messages));
        return $"{body["error"]!["message"]}";
    }
}
