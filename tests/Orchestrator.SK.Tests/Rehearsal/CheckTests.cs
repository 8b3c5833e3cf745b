using System.Net;
using System.Text;
using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class CheckTests
{
    private static readonly string Tooled = Tools();

    [Fact]
    public async Task Request_WithEverythingInOrder_Passes()
    {
        await using var stage = await StartAsync(Always("""{"content":"fine"}"""));

        var content = await stage.ContentAsync(
            $$"""
            {{Prompt("s")}},{"role":"developer","content":"d"},{"role":"user","name":"Jo_1","content":[{"type":"text","text":"give me json"}]},
            {{Calls("c1", "c2")}},{{Tool("c2")}},{{Tool("c1")}},{"role":"assistant","content":"between","name":"store-backend","refusal":null},
            {{User("more")}},{{Calls("c3")}},{"role":"tool","tool_call_id":"c3","content":[{"type":"text","text":""}]}
            """,
            """
            ,"stream":false,"temperature":0.2,"n":1,"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":true,
            "response_format":{"type":"json_schema","json_schema":{"name":"plan","strict":true,
              "schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}},
            "tools":[{"type":"function","function":{"name":"f","description":"d","strict":false,"parameters":{"type":"object","required":["x"],"properties":{"x":{"type":"string"}}}}},
                     {"type":"function","function":{"name":"no_parameters"}}]
            """);

        Assert.Equal("fine", content);
        Assert.Empty(stage.Server.Violations);
    }

    public static TheoryData<string, string, string> Faults => new()
    {
        { "[1]", "", "must be a JSON object" },
        { """{"messages":[{"role":"user","content":"q"}]}""", "model", "is missing" },
        { """{"model":"","messages":[{"role":"user","content":"q"}]}""", "model", "must not be empty" },
        { """{"model":"m"}""", "messages", "at least one message" },
        { Request(""), "messages", "at least one message" },
        { Request("1"), "messages[0]", "must be an object" },
        { Request("""{"role":"function","content":"q"}"""), "messages[0].role", "'function' is none of system, developer" },
        { Request("""{"content":"q"}"""), "messages[0].role", "is missing" },
        { Request("""{"role":"user"}"""), "messages[0].content", "is missing" },
        { Request("""{"role":"user","content":[]}"""), "messages[0].content", "at least one part" },
        { Request("""{"role":"user","content":[{"type":"text"}]}"""), "messages[0].content[0].text", "is missing" },
        { Request("""{"role":"system","content":[{"type":"image_url","image_url":{}}]}"""), "messages[0].content[0].type", "does not belong" },
        { Request("""{"role":"user","name":"store backend","content":"q"}"""), "messages[0].name", "'store backend' does not match" },
        { Request($"{User("q")},{Assistant("a")}"), "messages[1].role", "nothing to answer" },
        { Request($$"""{{User("q")}},{"role":"assistant","content":null},{{User("q")}}"""), "messages[1].content", "is missing" },
        { Request($$"""{{User("q")}},{"role":"assistant","tool_calls":[]},{{User("q")}}""", Tooled), "messages[1].tool_calls", "leave it out" },
        { Request($$"""{"role":"user","content":"q","tool_calls":[{{Call("c1")}}]}""", Tooled), "messages[0].tool_calls", "does not belong" },
        { Request($"{User("q")},{Calls("c1")},{User("q")}", Tooled), "messages[1].tool_calls[0].id", "messages[2] is of role 'user'" },
        { Request($"{User("q")},{Calls("c1", "c2")},{Tool("c1")}", Tooled), "messages[1].tool_calls[1].id", "the conversation ends" },
        { Request($"{User("q")},{Calls("c1")},{Tool("c1")},{Tool("c1")}", Tooled), "messages[3].tool_call_id", "answered twice" },
        { Request($"{User("q")},{Tool("c9")}", Tooled), "messages[1].tool_call_id", "never called: an orphan" },
        { Request($$"""{{User("q")}},{{Calls("c1")}},{"role":"tool","content":"r"}""", Tooled), "messages[2].tool_call_id", "is missing" },
        { Request($"{User("q")},{Calls("c1", "c1")},{Tool("c1")}", Tooled), "messages[1].tool_calls[1].id", "'c1' is used twice" },
        { Request($"{User("q")},{Calls("c1")},{Tool("c1")},{Calls("c1")},{Tool("c1")}", Tooled), "messages[3].tool_calls[0].id", "'c1' is used twice" },
        { Request($"{User("q")},{Calls("")},{Tool("")}", Tooled), "messages[1].tool_calls[0].id", "must not be empty" },
        { Request($"{User("q")},{Calls("c1")},{Tool("c1")}", Tools("g")), "messages[1].tool_calls[0].function.name", "'f' is no known tool; known: g" },
        { Asking(Call("c1", "Files.read")), "messages[1].tool_calls[0].function.name", "'Files.read' does not match" },
        { Asking(Call("c1", arguments: "")), "messages[1].tool_calls[0].function.arguments", "JSON object" },
        { Asking(Call("c1", arguments: "[1]")), "messages[1].tool_calls[0].function.arguments", "JSON object" },
        { Asking(Call("c1", arguments: "{\"a\":1,\"a\":2}")), "messages[1].tool_calls[0].function.arguments", "duplicate" },
        { Asking("""{"id":"c1","function":{"name":"f","arguments":"{}"}}"""), "messages[1].tool_calls[0].type", "is missing" },
        { Request(User("q"), ""","tools":[]"""), "tools", "1 to 128" },
        { Request(User("q"), ""","tools":[{"type":"f","function":{"name":"f"}}]"""), "tools[0].type", "is not \"function\"" },
        { Request(User("q"), ""","tools":[{"type":"function"}]"""), "tools[0].function", "must be an object" },
        { Request(User("q"), Tools("a b")), "tools[0].function.name", "'a b' does not match" },
        { Request(User("q"), Tools(new string('a', 65))), "tools[0].function.name", "does not match" },
        { Request(User("q"), Two("f", "f")), "tools[1].function.name", "'f' is offered twice" },
        { Request(User("q"), Parameters("[]")), "tools[0].function.parameters", "must be a JSON schema" },
        { Request(User("q"), Parameters("{}")), "tools[0].function.parameters.type", "must be \"object\"" },
        { Request(User("q"), Parameters("""{"type":"object","properties":{"a":1}}""")), "tools[0].function.parameters.properties.a", "JSON schema" },
        { Request(User("q"), Parameters("""{"type":"object","properties":{},"required":["a"]}""")), "tools[0].function.parameters.required[0]", "is not a property" },
        { Request(User("q"), ""","tool_choice":"auto" """), "tool_choice", "only with 'tools'" },
        { Request(User("q"), Tooled + ""","tool_choice":"any" """), "tool_choice", "none of none, auto, required" },
        { Request(User("q"), Tooled + ""","tool_choice":{"type":"function","function":{"name":"g"}}"""), "tool_choice.function.name", "'g' is not among" },
        { Request(User("q"), ""","parallel_tool_calls":true"""), "parallel_tool_calls", "only with 'tools'" },
        { Request(User("q"), ""","stream":"yes" """), "stream", "true or false" },
        { Request(User("q"), ""","stream_options":{"include_usage":true}"""), "stream_options", "only with 'stream'" },
        { Request(User("q"), ""","n":2"""), "n", "must be 1" },
        { Request(User("q"), ""","response_format":"json" """), "response_format", "must be an object" },
        { Request(User("q"), ""","response_format":{"type":"json"}"""), "response_format.type", "'json' is none of" },
        { Request(User("q"), ""","response_format":{"type":"json_object"}"""), "messages", "the word 'json'" },
        { Request(User("q"), ""","response_format":{"type":"json_schema"}"""), "response_format.json_schema", "must be an object" },
        { Request(User("q"), ""","response_format":{"type":"json_schema","json_schema":{"name":"a b","schema":{"type":"object"}}}"""), "response_format.json_schema.name", "does not match" },
        { Request(User("q"), ""","response_format":{"type":"json_schema","json_schema":{"name":"a"}}"""), "response_format.json_schema.schema", "is missing" },
        {
            Request(User("q"), ""","response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object"}}}"""),
            "response_format.json_schema.schema.additionalProperties", "strict mode"
        },
        { """{"model":"m","model":"n","messages":[]}""", "", "Duplicate property 'model'" },
        { """{"model":"m",""", "", "no sound JSON" },
        { "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\"}]}", "", "no Unicode text" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Request_WithAFault_IsRefusedByPlace(string body, string place, string why)
    {
        await using var stage = await StartAsync(Always("""{"content":"never"}"""));

        var (status, reply) = await stage.AskAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("invalid_request_error", $"{reply["error"]!["type"]}");
        Assert.Equal(place, $"{reply["error"]!["param"]}");
        Assert.StartsWith(place, $"{reply["error"]!["message"]}", StringComparison.Ordinal);
        Assert.Contains(why, $"{reply["error"]!["message"]}", StringComparison.Ordinal);
        Assert.Equal((1, place), (stage.Server.Violations[0].Request, stage.Server.Violations[0].Place));
        Assert.Equal(400, Assert.Single(stage.Server.Requests).Status);
    }

    [Fact]
    public async Task Bytes_ThatAreNoUtf8_AreRefusedAndKept()
    {
        await using var stage = await StartAsync(Always("""{"content":"never"}"""));
        using var client = new HttpClient();
        byte[] body = [.. Encoding.ASCII.GetBytes("""{"model":"m","messages":[{"role":"user","content":" """), 0xff, .. Encoding.ASCII.GetBytes("\"}]}")];

        using var response = await client.PostAsync(new Uri(stage.Server.BaseAddress, "chat/completions"), new ByteArrayContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(body, Assert.Single(stage.Server.Requests).Body.ToArray());
    }

    [Fact]
    public async Task Request_WithSeveralFaults_RecordsThemAll()
    {
        await using var stage = await StartAsync(Always("""{"content":"never"}"""));

        var (_, reply) = await stage.AskAsync($$"""{"messages":[{{Tool("c1")}}],"n":3}""");

        Assert.Equal(["model", "messages[0].tool_call_id", "n"], stage.Server.Violations.Select(violation => violation.Place));
        Assert.Contains("(and 2 more", $"{reply["error"]!["message"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToolThatOnlyTheModelCalled_MayStandInTheHistory()
    {
        await using var stage = await StartAsync(
            """{"fixtures":[{"match":{"turnIndex":0},"response":{"toolCalls":[{"name":"dreamt-up","arguments":{}}]}},{"match":{"turnIndex":1},"response":{"content":"sorry"}}]}""");

        Assert.Equal("sorry", await stage.ContentAsync($$"""{{User("q")}},{"role":"assistant","tool_calls":[{{Call("c1", "dreamt-up")}}]},{{Tool("c1", "no such tool")}}""", Tooled));
    }

    private static string Asking(string call) => Request($$"""{{User("q")}},{"role":"assistant","tool_calls":[{{call}}]},{{Tool("c1")}}""", Tooled);

    private static string Two(string first, string second) =>
        $$$""","tools":[{"type":"function","function":{"name":"{{{first}}}"}},{"type":"function","function":{"name":"{{{second}}}"}}]""";

    private static string Parameters(string schema) => $$$""","tools":[{"type":"function","function":{"name":"f","parameters":{{{schema}}}}}]""";
}
