using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

/// <summary>The rules of matching, as measured with the npm package; the system tests show the same with the package itself.</summary>
public sealed class MatchingTests
{
    [Theory]
    [InlineData("hello world", "first")]
    [InlineData("say hello", "first")]
    [InlineData("WORLD", "third")]
    [InlineData("world", "400 no_fixture")]
    public async Task UserMessage_IsAPartOfTheLastOne_FirstFixtureWins(string text, string expected)
    {
        await using var stage = await StartAsync(Script(
            ("""{"userMessage":"hello"}""", "first"), ("""{"userMessage":"hello world"}""", "second"), ("""{"userMessage":"WORLD"}""", "third")));

        Assert.Equal(expected, await stage.ContentAsync($"{User("hello, but that was before")},{Assistant("x")},{User(text)}"));
    }

    [Fact]
    public async Task UserMessage_WithoutText_GivesWayToTheOneBefore()
    {
        await using var stage = await StartAsync(Script(("""{"userMessage":"what is this"}""", "a picture")));

        Assert.Equal("a picture", await stage.ContentAsync(
            $$$"""{{{User("what is this")}}},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,"}}]}"""));
    }

    [Fact]
    public async Task SystemMessages_AreJoinedByLineFeeds_AndEachPartHasToOccur()
    {
        await using var stage = await StartAsync(Script(
            ("""{"systemMessage":["two","one"]}""", "both"), ("""{"systemMessage":"a\nb"}""", "joined"), ("""{"systemMessage":"b"}""", "b")));

        Assert.Equal("both", await stage.ContentAsync($"{Prompt("one two")},{User("q")}"));
        Assert.Equal("joined", await stage.ContentAsync($"{Prompt("a")},{User("q")},{Prompt("b")}"));
        Assert.Equal("b", await stage.ContentAsync($"{Prompt("b")},{User("q")}"));
        Assert.Equal("400 no_fixture", await stage.ContentAsync($$"""{"role":"developer","content":"b"},{{User("q")}}"""));
    }

    [Fact]
    public async Task TurnIndex_IsExactlyTheNumberOfAssistantMessages()
    {
        await using var stage = await StartAsync(Script(("""{"turnIndex":0}""", "0"), ("""{"turnIndex":1}""", "1")));

        Assert.Equal("0", await stage.ContentAsync(User("q")));
        Assert.Equal("1", await stage.ContentAsync($"{User("q")},{Assistant("x")},{User("q")}"));
        Assert.Equal("400 no_fixture", await stage.ContentAsync($"{User("q")},{Assistant("x")},{User("q")},{Assistant("x")},{User("q")}"));
    }

    [Fact]
    public async Task HasToolResult_LooksOnlyBehindTheLastUserMessage()
    {
        await using var stage = await StartAsync(Script(("""{"hasToolResult":true}""", "yes"), ("""{"hasToolResult":false}""", "no")));

        Assert.Equal("no", await stage.ContentAsync(User("q")));
        Assert.Equal("yes", await stage.ContentAsync($"{User("q")},{Calls("c1")},{Tool("c1")}", Tools()));
        Assert.Equal("no", await stage.ContentAsync($"{User("q")},{Calls("c1")},{Tool("c1")},{Assistant("x")},{User("q")}", Tools()));
        Assert.Equal("yes", await stage.ContentAsync($"{Prompt("s")},{Calls("c1")},{Tool("c1")}", Tools()));
    }

    [Fact]
    public async Task ToolCallIdAndResult_LookOnlyAtTheLastMessage()
    {
        await using var stage = await StartAsync(Script(
            ("""{"toolCallId":"c1","toolResultContains":"bad"}""", "c1 is bad"), ("""{"toolCallId":"c1"}""", "c1"), ("""{"toolCallId":"c2"}""", "c2"), ("{}", "else")));

        Assert.Equal("c2", await stage.ContentAsync($"{User("q")},{Calls("c1", "c2")},{Tool("c1", "bad")},{Tool("c2", "bad")}", Tools()));
        Assert.Equal("c1 is bad", await stage.ContentAsync($"{User("q")},{Calls("c1")},{Tool("c1", "a bad thing")}", Tools()));
        Assert.Equal("c1", await stage.ContentAsync($"{User("q")},{Calls("c1")},{Tool("c1")}", Tools()));
        Assert.Equal("else", await stage.ContentAsync($"{User("q")},{Calls("c1")},{Tool("c1")},{User("q")}", Tools()));
    }

    [Theory]
    [InlineData("m", "m")]
    [InlineData("m-2024-08-06", "m")]
    [InlineData("m-latest", "400 no_fixture")]
    [InlineData("m2", "400 no_fixture")]
    [InlineData("M", "400 no_fixture")]
    public async Task Model_IsTheNameWithOrWithoutItsVersion(string model, string expected)
    {
        await using var stage = await StartAsync(Script(("""{"model":"m"}""", "m")));

        var (status, body) = await stage.AskAsync($$"""{"model":"{{model}}","messages":[{{User("q")}}]}""");

        Assert.Equal(expected, body["choices"] is { } choices ? $"{choices[0]!["message"]!["content"]}" : $"{(int)status} {body["error"]!["type"]}");
    }

    [Fact]
    public async Task ToolNameAndResponseFormat_AreThoseOfTheRequest()
    {
        await using var stage = await StartAsync(Script(("""{"toolName":"f"}""", "tool"), ("""{"responseFormat":"json_object"}""", "json"), ("""{"endpoint":"chat"}""", "chat")));

        Assert.Equal("tool", await stage.ContentAsync(User("q"), Tools()));
        Assert.Equal("json", await stage.ContentAsync(User("as json"), ""","response_format":{"type":"json_object"}"""));
        Assert.Equal("chat", await stage.ContentAsync(User("q"), ""","response_format":null,"tools":null"""));
    }

    [Fact]
    public async Task SequenceIndex_CountsPerMatch_AndResetBeginsAgain()
    {
        await using var stage = await StartAsync(Script(
            ("""{"userMessage":"q","sequenceIndex":0}""", "q0"), ("""{"userMessage":"r","sequenceIndex":0}""", "r0"),
            ("""{"sequenceIndex":1,"userMessage":"q"}""", "q1"), ("""{"userMessage":"q","sequenceIndex":3}""", "q3"), ("""{"userMessage":"q"}""", "else")));

        Assert.Equal("q0", await stage.ContentAsync(User("q")));
        Assert.Equal("r0", await stage.ContentAsync(User("r")));
        Assert.Equal("q1", await stage.ContentAsync(User("q")));
        Assert.Equal("else", await stage.ContentAsync(User("q")));
        // What answers without a sequenceIndex does not count: the fourth of the sequence never comes.
        Assert.Equal("else", await stage.ContentAsync(User("q")));

        stage.Server.Reset();

        Assert.Equal("q0", await stage.ContentAsync(User("q")));
        Assert.Single(stage.Server.Requests);
    }

    [Fact]
    public async Task SequenceIndex_UnderConcurrency_IsGivenOutOnceEach()
    {
        var fixtures = Enumerable.Range(0, 40).Select(index => ($$"""{"sequenceIndex":{{index}}}""", $"{index:D2}"));
        await using var stage = await StartAsync(Script([.. fixtures]));

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => stage.ContentAsync(User("q"))));

        Assert.Equal(Enumerable.Range(0, 40).Select(index => $"{index:D2}"), replies.Order());
    }

    private static string Script(params (string Match, string Content)[] fixtures) => $$"""{"fixtures":[{{string.Join(',', fixtures.Select(Fixture))}}]}""";

    private static string Fixture((string Match, string Content) fixture) => $$$"""{"match":{{{fixture.Match}}},"response":{"content":"{{{fixture.Content}}}"}}""";
}
