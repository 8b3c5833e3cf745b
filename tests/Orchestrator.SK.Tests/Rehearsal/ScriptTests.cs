using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("""{"fixtures":[],"fixture":1}""", "fixture", "known here: fixtures")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"content":"x"},"respons":1}]}""", "fixtures[0].respons", "known here: match, response, latency")]
    [InlineData("""{"fixtures":[{"match":{"userMesage":"x"},"response":{"content":"x"}}]}""", "fixtures[0].match.userMesage", "known here: userMessage, systemMessage")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"content":"x","finish_reason":"stop"}}]}""", "fixtures[0].response.finish_reason", "finishReason")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"toolCalls":[{"name":"f","args":{}}]}}]}""", "fixtures[0].response.toolCalls[0].args", "known here: id, name, arguments")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"error":{"msg":"x"}}}]}""", "fixtures[0].response.error.msg", "known here: message, type")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"content":"x","usage":{"tokens":1}}}]}""", "fixtures[0].response.usage.tokens", "prompt_tokens")]
    public void Script_WithAnUnknownKey_NamesFilePlaceAndKnownKeys(string json, string place, string known)
    {
        var fault = Assert.Throws<ScriptException>(() => RehearsalScript.Parse(json, "replies.json"));

        Assert.Equal(place, fault.Place);
        Assert.StartsWith($"replies.json: {place}: unknown key", fault.Message, StringComparison.Ordinal);
        Assert.Contains(known, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "", "must be an object")]
    [InlineData("{}", "fixtures", "is missing")]
    [InlineData("""{"fixtures":{}}""", "fixtures", "must be an array, not an object")]
    [InlineData("""{"fixtures":[{"response":{"content":"x"}}]}""", "fixtures[0].match", "is missing")]
    [InlineData("""{"fixtures":[{"match":{}}]}""", "fixtures[0].response", "is missing")]
    [InlineData("""{"fixtures":[{"match":{},"response":{}}]}""", "fixtures[0].response", "needs 'content', 'toolCalls' or 'error'")]
    [InlineData("""{"fixtures":[{"match":{"userMessage":null},"response":{"content":"x"}}]}""", "fixtures[0].match.userMessage", "must be a string, not null")]
    [InlineData("""{"fixtures":[{"match":{"systemMessage":["a",1]},"response":{"content":"x"}}]}""", "fixtures[0].match.systemMessage[1]", "must be a string")]
    [InlineData("""{"fixtures":[{"match":{"turnIndex":-1},"response":{"content":"x"}}]}""", "fixtures[0].match.turnIndex", "not -1")]
    [InlineData("""{"fixtures":[{"match":{"turnIndex":1.5},"response":{"content":"x"}}]}""", "fixtures[0].match.turnIndex", "not 1.5")]
    [InlineData("""{"fixtures":[{"match":{"hasToolResult":"yes"},"response":{"content":"x"}}]}""", "fixtures[0].match.hasToolResult", "must be true or false")]
    [InlineData("""{"fixtures":[{"match":{"endpoint":"image"},"response":{"content":"x"}}]}""", "fixtures[0].match.endpoint", "the only choice is chat")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"content":"x","status":429}}]}""", "fixtures[0].response.status", "beside 'error' only")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"content":"x","error":{"message":"m"}}}]}""", "fixtures[0].response.content", "no meaning beside 'error'")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"error":{"message":"m"},"status":200}}]}""", "fixtures[0].response.status", "from 400 to 599")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"error":{}}}]}""", "fixtures[0].response.error.message", "is missing")]
    [InlineData("""{"fixtures":[{"match":{},"response":{"toolCalls":[{"name":"f"}]}}]}""", "fixtures[0].response.toolCalls[0].arguments", "is missing")]
    [InlineData("""{"fixtures":[{"match":{},"match":{},"response":{"content":"x"}}]}""", "", "Duplicate property 'match'")]
    [InlineData("""{"fixtures":[""", "", "LineNumber: 0")]
    public void Script_ThatCannotBePlayed_SaysWhereAndWhy(string json, string place, string why)
    {
        var fault = Assert.Throws<ScriptException>(() => RehearsalScript.Parse(json));

        Assert.Equal(place, fault.Place);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAFileThatIsNotThere_NamesIt()
    {
        var fault = Assert.Throws<ScriptException>(() => RehearsalScript.Load("no-such-script.json"));

        Assert.StartsWith("no-such-script.json: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ArgumentsAndContent_WrittenAsJson_BecomeItsText()
    {
        var script = RehearsalScript.Parse("""
            {"fixtures":[{"match":{},"response":{
              "content": { "plan": ["é<x> 😀", "a \" b", "c\\", 1] },
              "toolCalls":[{"name":"f","arguments":{ "path": "a.txt", "deep": [1, true] }},{"name":"g","arguments":"{\"x\": 1}"}]}}]}
            """);

        var answer = Assert.IsType<Reply.Answer>(script.Fixtures[0].Reply);

        Assert.Equal("""{"plan":["é<x> 😀","a \" b","c\\",1]}""", answer.Content);
        Assert.Equal(["""{"path":"a.txt","deep":[1,true]}""", """{"x": 1}"""], answer.ToolCalls!.Select(call => call.Arguments));
    }
}
