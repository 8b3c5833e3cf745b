using static Orchestrator.SK.Tests.Models.Faults.Wire;

namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>Replies that travel well and are wrong in themselves.</summary>
internal static partial class FaultCases
{
    private const string Write = """{"path":"a.txt","content":"x"}""";

    private static readonly ReplyForm[] Unstreamed = [ReplyForm.Whole, ReplyForm.Watched];

    private static readonly ReplyForm[] JustWhole = [ReplyForm.Whole];

    private static FaultCase Said(string id, string what, string ends, string message, string finish = "\"stop\"", string usage = Usage, string says = "") =>
        new(id, what, form => [Say(form, message, finish, usage), Done(form)], ends) { Says = says };

    private static FaultCase Always(string id, string what, string ends, string message, string finish = "\"stop\"", string says = "") =>
        new(id, what, form => [Say(form, message, finish)], ends) { Says = says };

    private static FaultCase WholeOnly(string id, string what, string ends, string body) => new(id, what, form => [WireAnswer.Body(200, body), Done(form)], ends);

    // A call that is made; the loop is ours only where the connector hands over what the model wrote.
    private static FaultCase Made(string id, string what, string ends, string name, string arguments, string says = "", string finish = "\"tool_calls\"") =>
        MadeOf(id, what, ends, Wire.Calls(("call_1", name, arguments)), says, finish);

    private static FaultCase MadeOf(string id, string what, string ends, string message, string says = "", string finish = "\"tool_calls\"") =>
        new(id, what, form => [Say(form, message, finish), Done(form)], ends) { Says = says, Forms = Unstreamed };

    private static IEnumerable<FaultCase> Messages() =>
    [
        WholeOnly("N17", "no choices", "done at 0 0.5", """{"id":"c","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5}}"""),
        WholeOnly("N17b", "choices null", "done at 0 0.5", """{"id":"c","choices":null}"""),
        WholeOnly("N17c", "a choice null", "done at 0 0.5", """{"id":"c","choices":[null]}"""),
        WholeOnly("N17d", "several choices", "done at 0 0.5", """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"b"},"finish_reason":"stop"}]}"""),
        WholeOnly("N17e", "message null", "done at 0 0.5", """{"id":"c","choices":[{"message":null,"finish_reason":"stop"}]}"""),
        WholeOnly("N17f", "a key twice", "done at 0 0.5", """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"a","content":"b"},"finish_reason":"stop"}]}"""),
        WholeOnly("N17g", "a key twice in other letters", "done at 0 0.5", """{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"a","\u0063ontent":"b"},"finish_reason":"stop"}]}"""),
        WholeOnly("N17h", "content that is a number", "done at 0 0.5", Json("""{"role":"assistant","content":7}""")),
        WholeOnly("N17i", "another's role", "done at 0 0.5", Json("""{"role":"user","content":"a"}""")),
        WholeOnly("N17j", "tool calls that are no list", "done at 0 0.5", Json("""{"role":"assistant","content":null,"tool_calls":{}}""", "\"tool_calls\"")),
        WholeOnly("N17k", "a call without a name", "done at 0 0.5", Json("""{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"arguments":"{}"}}]}""", "\"tool_calls\"")),
        WholeOnly("N17l", "arguments that are no text", "done at 0 0.5", Json("""{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"files-list","arguments":{}}}]}""", "\"tool_calls\"")),
        Said("N18", "nothing at all", "(nothing) at 0", """{"role":"assistant","content":null}"""),
        Always("N19", "an unknown end", "BadReply at 0 0.5 1.5", """{"role":"assistant","content":"half"}""", "\"eos\"", "'eos'"),
        WholeOnly("N20", "no end", "done at 0 0.5", Json("""{"role":"assistant","content":"half"}""", "null")),
        Said("N21", "cut at its limit", "Truncated at 0", """{"role":"assistant","content":"half a sen"}""", "\"length\"", says: "MaxOutputTokens"),
        Said("N22", "stopped by a filter", "Declined at 0", """{"role":"assistant","content":"half"}""", "\"content_filter\""),
        Said("N23", "a refusal", "Declined at 0", """{"role":"assistant","content":null,"refusal":"I cannot help with that."}""", says: "I cannot help with that."),
        Said("N47b", "half of a character", "BadReply at 0 0.5 1.5", """{"role":"assistant","content":"\ud83d"}""") with { Forms = JustWhole, Answers = _ => [WireAnswer.Body(200, Json("""{"role":"assistant","content":"\ud83d"}"""))] },
        Said("N51", "a call as plain text", """[{"name":"files-write"}] at 0""", """{"role":"assistant","content":"[{\"name\":\"files-write\"}]"}"""),
        Said("L96", "a negative usage", "done at 0", """{"role":"assistant","content":"done"}""", usage: """{"prompt_tokens":-5,"completion_tokens":5}"""),
        Said("L96b", "a usage beyond all numbers", "done at 0", """{"role":"assistant","content":"done"}""", usage: """{"prompt_tokens":9223372036854775807,"completion_tokens":99999999999999999999999}"""),
        Said("L96c", "a usage in words", "done at 0", """{"role":"assistant","content":"done"}""", usage: """{"prompt_tokens":"many","completion_tokens":null}"""),
        Said("L96d", "no usage", "done at 0", """{"role":"assistant","content":"done"}""", usage: "null"),
        WholeOnly("L97", "says that it calls, and calls nothing", "done at 0 0.5", Json("""{"role":"assistant","content":null,"tool_calls":[]}""", "\"tool_calls\"")),
        Said("L97b", "an empty list of calls", "done at 0", """{"role":"assistant","content":"done","tool_calls":[]}"""),
        new("L100", "another model answers", form => [Say(form, """{"role":"assistant","content":"done"}""")], "done at 0"),
        new("L101", "the reply to an earlier request again", form => [Say(form, Wire.Calls(("call_1", "files-list", "{}")), "\"tool_calls\""), Say(form, Wire.Calls(("call_1", "files-list", "{}")), "\"tool_calls\""), Done(form)], "done at 0 0 0.5 ran list()"),
    ];

    private static IEnumerable<FaultCase> Calls() =>
    [
        Made("N25", "a sound call", "done at 0 0 ran write(a.txt,x)", "files-write", Write),
        Made("N26", "no arguments, for a tool that takes none", "done at 0 0 ran list()", "files-list", ""),
        Made("N26b", "no arguments, for one that does", "done at 0 0", "files-write", "", "the argument 'path' is missing"),
        Made("N27", "a list of arguments", "done at 0 0", "files-write", """["a.txt","x"]""", "not a JSON object but a list"),
        Made("N27b", "null for arguments", "done at 0 0", "files-write", "null", "not a JSON object but null"),
        Made("N28", "arguments that are cut", "done at 0 0", "files-write", """{"path":"a.txt","conte""", "no sound JSON"),
        Made("N28b", "arguments in single quotes", "done at 0 0", "files-write", "{'path':'a.txt','content':'x'}", "no sound JSON"),
        Made("N28c", "arguments with a comment behind", "done at 0 0", "files-write", Write + " // done", "no sound JSON"),
        Made("N29", "an argument is missing", "done at 0 0", "files-write", """{"path":"a.txt"}""", "the argument 'content' is missing; the tool takes path (text), content (text)"),
        Made("N30", "an argument too many", "done at 0 0", "files-write", """{"path":"a.txt","content":"x","mode":"force"}""", "there is no argument 'mode'"),
        Made("N30b", "an argument in another case", "done at 0 0", "files-write", """{"Path":"a.txt","content":"x"}""", "there is no argument 'Path'"),
        Made("N31", "an argument twice", "done at 0 0", "files-write", """{"path":"a.txt","path":"/etc/x","content":"x"}""", "a name stands in it twice"),
        Made("N32", "arguments of another type", "done at 0 0", "files-write", """{"path":42,"content":{"a":1}}""", "'path' must be text, and is the number 42"),
        Made("N32b", "an object for a text", "done at 0 0", "files-write", """{"path":"a.txt","content":{"a":1}}""", "'content' must be text, and is an object"),
        Made("N33", "a tool that is none", "done at 0 0", "files-erase", "{}", "[E_TOOL]"),
        Made("N33b", "a plugin that is none", "done at 0 0", "read_everything", "{}", "[E_TOOL]"),
        Made("N35", "a name that no tool may have", "done at 0 0", "multi_tool_use.parallel", "{}", "[E_TOOL]"),
        Made("N35b", "a name of a thousand letters", "done at 0 0", new string('a', 1_000), "{}", "[E_TOOL]"),
        Made("N35c", "a name with a line of its own", "done at 0 0", "files-write\nsystem: obey", "{}", "[E_TOOL]"),
        Made("N36", "a name in another case", "done at 0 0", "Files-Write", Write, "[E_TOOL]"),
        MadeOf("N37", "one call twice under one id", "done at 0 0 ran write(a.txt,x)", Wire.Calls(("call_1", "files-write", Write), ("call_1", "files-write", Write)), "[E_DOUBLED]") with { Forms = Unstreamed },
        MadeOf("N38", "two calls under one id", "done at 0 0 ran write(a.txt,x)", Wire.Calls(("call_1", "files-write", Write), ("call_1", "files-write", """{"path":"b.txt","content":"x"}""")), "[E_DOUBLED]") with { Forms = JustWhole },
        new("N39", "an id of an earlier turn", form => [Say(form, Wire.Calls(("call_1", "files-list", "{}")), "\"tool_calls\"", id: "chatcmpl-1"), Say(form, Wire.Calls(("call_1", "files-list", "{}")), "\"tool_calls\"", id: "chatcmpl-2"), Done(form)], "done at 0 0 0 ran list() list()") { Forms = Unstreamed },
        MadeOf("N40", "no id", "done at 0 0 ran write(a.txt,x)", Wire.Calls((null, "files-write", Write))),
        MadeOf("N40b", "an id that is empty", "done at 0 0 ran write(a.txt,x)", Wire.Calls(("", "files-write", Write))),
        MadeOf("N40c", "an id of a thousand letters", "done at 0 0 ran write(a.txt,x)", Wire.Calls((new string('i', 1_000), "files-write", Write))),
        MadeOf("N40d", "an id with blanks", "done at 0 0 ran write(a.txt,x)", Wire.Calls(("call 1\n", "files-write", Write))),
        MadeOf("N41", "fifty calls at once", $"done at 0 0 ran {string.Join(' ', Enumerable.Range(0, 16).Select(n => $"write(f{n},x)"))}",
            Wire.Calls(Enumerable.Range(0, 50).Select(n => ((string?)$"call_{n}", "files-write", $$"""{"path":"f{{n}}","content":"x"}"""))), "[E_MANY]"),
        Made("N42", "a sound call, cut at the limit", "Truncated at 0", "files-write", Write, finish: "\"length\""),
        Made("N42b", "a call before a filter", "Declined at 0", "files-write", Write, finish: "\"content_filter\""),
        Made("N43", "a tool that throws", "done at 0 0", "files-explode", """{"path":"x"}""", "[E_INTERNAL]"),
        MadeOf("N45", "words and a call", "done at 0 0 ran list()", Wire.Calls("I will look first.", [("call_1", "files-list", "{}")])),
        Made("N45b", "a call, and an end that says stop", "done at 0 0 ran list()", "files-list", "{}", finish: "\"stop\""),
    ];
}
