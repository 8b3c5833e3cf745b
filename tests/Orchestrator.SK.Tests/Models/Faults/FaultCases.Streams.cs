using System.Text;
using static Orchestrator.SK.Tests.Models.Faults.Wire;

namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>What goes wrong only in streams.</summary>
internal static partial class FaultCases
{
    private const string End = "data: [DONE]\n\n";

    private static readonly ReplyForm[] InStreams = [ReplyForm.Watched, ReplyForm.Streamed];

    private static readonly string Half = Chunk("""{"role":"assistant","content":"half"}""");

    private static readonly string Stop = Chunk("{}", "\"stop\"");

    private static FaultCase Stream(string id, string what, string ends, params string[] events) => Piped(id, what, ends, WireAnswer.Sse(events));

    private static FaultCase Piped(string id, string what, string ends, WireAnswer fault) => new(id, what, form => [fault, Done(form)], ends) { Forms = InStreams };

    private static FaultCase CallStream(string id, string what, string ends, params string[] deltas) =>
        new(id, what, form => [WireAnswer.Sse([.. deltas.Select(delta => Chunk(delta)), Chunk("{}", "\"tool_calls\""), End]), Done(form)], ends) { Forms = [ReplyForm.Watched] };

    private static string Piece(string call) => $$"""{"tool_calls":[{{call}}]}""";

    private static IEnumerable<FaultCase> Streams() =>
    [
        Stream("S04", "ends without an end", "done at 0 0.5", Half),
        Stream("S05", "ends after its last chunk", "half at 0", Half, Stop),
        Stream("S05b", "a farewell without an end", "done at 0 0.5", Half, End),
        Piped("S06", "is cut in a chunk", "done at 0 0.5", WireAnswer.Sse([Half, Chunk("""{"content":"x"}""")[..40]])),
        Piped("S07", "resets in the middle", "done at 0 0.5", WireAnswer.Sse([Half], new WireStep.Reset())),
        Piped("S07b", "resets after its last chunk", "half at 0", WireAnswer.Sse([Half, Stop], new WireStep.Reset())),
        Piped("S08", "closes without the last length", "done at 0 0.5", WireAnswer.Sse([Half], WireStep.Text(""))),
        Stream("S09", "JSON that is none", "done at 0 0.5", Half, "data: {\"choices\":[{\n\n", Stop, End),
        Stream("S09b", "a key twice", "done at 0 0.5", """data: {"choices":[{"index":0,"delta":{"content":"a","content":"b"}}]}""" + "\n\n", Stop, End),
        Stream("S09c", "a chunk that is no object", "done at 0 0.5", "data: 7\n\n", Stop, End),
        Stream("S09d", "several choices", "done at 0 0.5", Half, Half.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal), Stop, End),
        Stream("S09e", "goes on after its end", "done at 0 0.5", Half, Stop, Half, End),
        Stream("S09f", "something behind the farewell", "half at 0", Half, Stop, End, "data: {\"oops\n\n"),
        new("S10", "a sound call, cut at the limit", form => [WireAnswer.Sse([Chunk(Piece("""{"index":0,"id":"c1","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\",\"content\":\"\"}"}}""")), Chunk("{}", "\"length\""), End])], "Truncated at 0") { Forms = InStreams },
        Stream("S19", "an error in the middle", "done at 0 0.5", Half, """data: {"error":{"message":"The server had an error","type":"server_error"}}""" + "\n\n"),
        Stream("S19b", "a spent quota in the middle", "QuotaSpent at 0", Half, """data: {"error":{"message":"no","code":"insufficient_quota"}}""" + "\n\n"),
        Stream("S20", "an event of errors", "done at 0 0.5", Half, "event: error\ndata: {\"error\":{\"message\":\"overloaded\",\"type\":\"overloaded_error\"}}\n\n"),
        Stream("S20b", "an error in plain words", "done at 0 0.5", Half, "data: {\"error\":\"out of memory\"}\n\n"),
        Stream("S21", "pings", "half at 0", ": ping\n\n", Half, ": ping\n\n", Stop, End),
        Stream("S22", "an end that is empty at first", "half at 0", Half, Chunk("{}", "\"\""), Stop, End),
        Stream("S23", "chunks without choices", "half at 0", """data: {"id":"","choices":[],"prompt_filter_results":[]}""" + "\n\n", Half, Stop, End),
        Piped("S25", "stalls in the middle", "done at 0 13.5", WireAnswer.Sse([Half], new WireStep.Silence(FaultStage.IdleLimit))),
        Piped("S25b", "stalls after its last chunk", "half at 0", WireAnswer.Sse([Half, Stop], new WireStep.Silence(FaultStage.IdleLimit))),
        Piped("S26", "a character cut in two", "é€😀 at 0", WireAnswer.Sse(Bytewise($"{Chunk("""{"role":"assistant","content":"é€😀"}""")}{Stop}{End}"))),
        Stream("S26b", "bytes that are no UTF-8", "done at 0 0.5", Stop) with { Answers = form => [WireAnswer.Sse([Encoding.Latin1.GetBytes(Chunk("""{"role":"assistant","content":"\u00e9"}""".Replace("\\u00e9", "é", StringComparison.Ordinal))), Bytes(Stop), Bytes(End)]), Done(form)] },
        Piped("S27", "JSON instead of a stream", "half at 0", WireAnswer.Body(200, Json("""{"role":"assistant","content":"half"}"""))),
        Piped("S27b", "JSON that calls itself a stream", "half at 0", WireAnswer.Body(200, Json("""{"role":"assistant","content":"half"}"""), "text/event-stream")),
        Piped("S27c", "a stream that calls itself JSON", "half at 0", WireAnswer.Body(200, Half + Stop + End)),
        Stream("S28", "an empty stream", "done at 0 0.5"),
        Stream("S28b", "only a farewell", "done at 0 0.5", End),
        Piped("S29", "CR LF, and data over several lines", "half at 0", WireAnswer.Sse([(Half + Stop + End).Replace("\"choices\"", "\n\u0001\"choices\"", StringComparison.Ordinal).Replace("\n\u0001", "\ndata: ", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal)])),
        Piped("S30", "more than 8 MiB", "BadReply at 0", WireAnswer.Sse(Enumerable.Repeat(Chunk($$"""{"content":"{{new string('a', 1 << 20)}}"}"""), 9))),
        Stream("S31", "reasoning beside the words", "half at 0", Chunk("""{"role":"assistant","reasoning_content":"hm"}"""), Half, Stop, End),
        Stream("S32", "an end in the chunk of the last words", "half at 0", Chunk("""{"role":"assistant","content":"half"}""", "\"stop\""), End),
        new("S33", "a stream nobody asked for", form => [WireAnswer.Sse([Half, Stop, End])], "half at 0") { Forms = JustWhole },
    ];

    private static IEnumerable<FaultCase> StreamedCalls() =>
    [
        CallStream("S12", "two calls on one index", "done at 0 0 ran write(a.txt,x) write(b.txt,y)",
            Piece("""{"index":0,"id":"c1","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\",\"content\":\"x\"}"}}"""), Piece("""{"index":0,"id":"c2","function":{"name":"files-write","arguments":"{\"path\":\"b.txt\",\"content\":\"y\"}"}}""")),
        CallStream("S13", "a call without an id", "done at 0 0 ran write(a.txt,x)", Piece("""{"index":0,"function":{"name":"files-write","arguments":"{\"path\":\"a.txt\","}}"""), Piece("""{"index":0,"function":{"arguments":"\"content\":\"x\"}"}}""")),
        CallStream("S14", "id and name with every piece", "done at 0 0 ran write(a.txt,x)",
            Piece("""{"index":0,"id":"c1","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\","}}"""), Piece("""{"index":0,"id":"c1","function":{"name":"files-write","arguments":"\"content\":\"x\"}"}}""")),
        CallStream("S14b", "a name in pieces", "done at 0 0 ran list()", Piece("""{"index":0,"id":"c1","function":{"name":"files-"}}"""), Piece("""{"index":0,"function":{"name":"list","arguments":"{}"}}""")),
        CallStream("S15", "one id on two indexes", "done at 0 0 ran write(a.txt,x)",
            Piece("""{"index":0,"id":"c1","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\",\"content\":\"x\"}"}}"""), Piece("""{"index":1,"id":"c1","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\",\"content\":\"x\"}"}}""")),
        CallStream("S16", "a gap between indexes", "done at 0 0 ran list() write(a.txt,x)",
            Piece("""{"index":0,"id":"c1","function":{"name":"files-list","arguments":"{}"}}"""), Piece("""{"index":7,"id":"c2","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\",\"content\":\"x\"}"}}""")),
        CallStream("S17", "no index", "done at 0 0 ran list()", Piece("""{"id":"c1","function":{"name":"files-list","arguments":""}}"""), Piece("""{"function":{"arguments":"{}"}}""")),
        CallStream("S18", "calls mixed up", "done at 0 0 ran write(a.txt,x) write(b.txt,y)",
            Piece("""{"index":0,"id":"c1","function":{"name":"files-write","arguments":"{\"path\":\"a.txt\","}}"""), Piece("""{"index":1,"id":"c2","function":{"name":"files-write","arguments":"{\"path\":\"b.txt\","}}"""),
            Piece("""{"index":0,"function":{"arguments":"\"content\":\"x\"}"}}"""), Piece("""{"index":1,"function":{"arguments":"\"content\":\"y\"}"}}""")),
    ];

    private static IEnumerable<byte[]> Bytewise(string text) => Bytes(text).Select(single => new[] { single });
}
