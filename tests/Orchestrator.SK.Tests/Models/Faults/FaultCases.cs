using System.IO.Compression;
using System.Text;
using static Orchestrator.SK.Tests.Models.Faults.Wire;

namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>The corpus: every way in which an endpoint, a proxy or a network has been seen to go wrong, and how it has to end.</summary>
internal static partial class FaultCases
{
    private const string Slow = """{"error":{"message":"slow","type":"requests","code":"rate_limit_exceeded"}}""";

    private static readonly Lazy<IReadOnlyList<FaultCase>> Built = new(() => [.. Statuses(), .. Waits(), .. Connections(), .. Bodies(), .. Messages(), .. Calls(), .. Streams(), .. StreamedCalls()]);

    public static IReadOnlyList<FaultCase> All => Built.Value;

    private static FaultCase Of(string id, string what, string ends, params IEnumerable<WireAnswer> faults) => new(id, what, form => [.. faults, Done(form)], ends);

    private static FaultCase Forever(string id, string what, string ends, WireAnswer fault, string says = "") => new(id, what, _ => [fault], ends) { Says = says };

    private static IEnumerable<FaultCase> Statuses() =>
    [
        new("N01", "a good reply", form => [Done(form)], "done at 0"),
        Of("N06", "500 once", "done at 0 0.5", Error(500)),
        Forever("N06b", "500 for ever", "EndpointUnavailable at 0 0.5 1.5 3.5", Error(500), "4 attempt(s): HTTP 500"),
        Of("N07", "503 with a page", "done at 0 0.5", Error(503, "<html>bad gateway</html>", type: "text/html")),
        Of("N08", "529 overloaded", "done at 0 0.5", Error(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")),
        Of("N08b", "408, 409, 425", "done at 0 0.5 1.5 3.5", Error(408, ""), Error(409, ""), Error(425, "")),
        Of("N08c", "502, 504, 520", "done at 0 0.5 1.5 3.5", Error(502, ""), Error(504, "<html>"), Error(520, "")),
        Forever("N09", "401 that echoes the key", "EndpointRefused at 0", Error(401, """{"error":{"message":"Incorrect API key provided: sk-canary-of-a-user-4711.","code":"invalid_api_key"}}"""), "Check the key (OPENAI_API_KEY)."),
        Forever("N09b", "500 that means the key", "EndpointRefused at 0", Error(500, """{"error":{"message":"AuthenticationError: invalid api key","type":"authentication_error"}}""")),
        Forever("N10", "400 context length", "ContextOverflow at 0", Error(400, """{"error":{"message":"maximum context length is 8192 tokens","code":"context_length_exceeded"}}""")),
        Forever("N10b", "400 in words alone", "ContextOverflow at 0", Error(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","type":"BadRequestError","code":400}""")),
        Forever("N11", "429 spent quota with a wait", "QuotaSpent at 0", Error(429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}""", "Retry-After: 1\r\n"), "Check the quota"),
        Forever("N11b", "402", "QuotaSpent at 0", Error(402, "{}")),
        Forever("N11c", "400 no credit", "QuotaSpent at 0", Error(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}""")),
        Forever("N50", "a redirect", "EndpointRefused at 0", WireAnswer.Body(302, "", headers: "Location: /v1/other\r\n")),
        Forever("N50b", "a permanent redirect", "EndpointRefused at 0", WireAnswer.Body(308, "", headers: "Location: http://127.0.0.1:9/v1\r\n")),
        Forever("L84", "413", "ContextOverflow at 0", Error(413, "<html>too large</html>", type: "text/html")),
        Forever("L84b", "429 too large for any wait", "ContextOverflow at 0", Error(429, """{"error":{"message":"Request too large for gpt on tokens per min (TPM): Limit 30000, Requested 60000.","code":"rate_limit_exceeded"}}""", "Retry-After: 1\r\n")),
        Forever("L85", "404 unknown model", "ModelUnknown at 0", Error(404, """{"error":"model 'test-model' not found, try pulling it first"}"""), "serves the model 'test-model'"),
        Forever("L86", "403 region", "EndpointRefused at 0", Error(403, """{"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported"}}""")),
        Forever("L86b", "400 content filter before the model", "Declined at 0", Error(400, """{"error":{"code":"content_filter","message":"filtered","innererror":{"code":"ResponsibleAIPolicyViolation"}}}""")),
        Forever("L86c", "400 anything else", "RequestRefused at 0", Error(400, """{"error":{"message":"Unsupported value: 'temperature'","type":"invalid_request_error"}}"""), "Unsupported value"),
        Forever("L86d", "422", "RequestRefused at 0", Error(422, """{"detail":[{"msg":"field required"}]}"""), "field required"),
        Of("L86e", "400 that is a limit", "done at 0 0.5", Error(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""")),
        Forever("L86f", "204", "BadReply at 0 0.5 1.5", WireAnswer.Raw("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), "HTTP 204"),
        Forever("L86g", "206", "BadReply at 0 0.5 1.5", WireAnswer.Body(206, "{}"), "HTTP 206"),
        Of("L86h", "an error in a 200", "done at 0 0.5", WireAnswer.Body(200, """{"error":{"message":"The server had an error","type":"server_error"}}""")),
        Forever("L86i", "a spent quota in a 200", "QuotaSpent at 0", WireAnswer.Body(200, """{"error":{"message":"no","code":"insufficient_quota"}}""")),
    ];

    private static IEnumerable<FaultCase> Waits() =>
    [
        Of("S02", "Retry-After in seconds", "done at 0 1.125", Error(429, Slow, "Retry-After: 1\r\n")),
        Of("N03", "retry-after-ms", "done at 0 0.425", Error(429, Slow, "retry-after-ms: 300\r\n")),
        Of("N03b", "both: the exact one", "done at 0 0.425", Error(429, Slow, "Retry-After: 60\r\nretry-after-ms: 300\r\n")),
        Of("N04", "no header", "done at 0 0.5", Error(429, Slow)),
        Forever("N04b", "429 for ever", "RateLimited at 0 0.5 1.5 3.5", Error(429, Slow), "MaxConcurrency"),
        Of("N05", "a date", "done at 0 30.125", Error(429, Slow, "Retry-After: Wed, 25 Nov 2026 09:00:30 GMT\r\n")),
        Of("N05b", "a date by a clock that is two hours wrong", "done at 0 30.125", Error(429, Slow, "Retry-After: Wed, 25 Nov 2026 11:00:30 GMT\r\nDate: Wed, 25 Nov 2026 11:00:00 GMT\r\n")),
        Of("N05c", "a date that is past", "done at 0 0.5", Error(429, Slow, "Retry-After: Wed, 25 Nov 2020 09:00:30 GMT\r\n")),
        Of("N05d", "decimals", "done at 0 1.625", Error(429, Slow, "Retry-After: 1.5\r\n")),
        Of("N05e", "on a 503", "done at 0 7.125", Error(503, "{}", "Retry-After: 7\r\n")),
        Forever("L89", "an absurd wait", "RateLimited at 0", Error(429, Slow, "Retry-After: 410400\r\n"), "until 2026-11-30 03:00:00 UTC"),
        Forever("L89b", "an endless wait", "RateLimited at 0", Error(429, Slow, "Retry-After: 99999999999999999999999\r\n"), "MaxWaitSeconds"),
        Of("L89c", "the longest wait", "done at 0 120.125", Error(429, Slow, "Retry-After: 120\r\n")),
        Of("L90", "negative", "done at 0 0.5", Error(429, Slow, "Retry-After: -5\r\n")),
        Of("L90b", "garbage", "done at 0 0.5", Error(429, Slow, "Retry-After: soon\r\n")),
        Of("L90c", "no number", "done at 0 0.5", Error(429, Slow, "retry-after-ms: NaN\r\n")),
        Of("L90d", "when a budget fills up", "done at 0 6.125", Error(429, Slow, "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 6s\r\nx-ratelimit-remaining-tokens: 100\r\nx-ratelimit-reset-tokens: 6m0s\r\n")),
        Of("L90e", "only in words", "done at 0 20.125", Error(429, """{"error":{"message":"Rate limit reached. Please try again in 20s.","code":"rate_limit_exceeded"}}""")),
        Of("L90f", "in the body", "done at 0 34.125", Error(429, """[{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"You exceeded your current quota","details":[{"retryDelay":"34s"}]}}]""")),
    ];

    private static IEnumerable<FaultCase> Connections() =>
    [
        Of("N12", "reset before the reply", "done at 0 0.5", new WireAnswer(new WireStep.Reset())),
        Of("N12b", "closed without a word", "done at 0 0.5", new WireAnswer()),
        Forever("N12c", "closed for ever", "EndpointUnavailable at 0 0.5 1.5 3.5", new WireAnswer(), "OPENAI_BASE_URL"),
        new("N13", "a body shorter than it says", form => [WireAnswer.Body(200, Json("""{"role":"assistant","content":"done"}""")[..60], missing: 100), Done(form)], "done at 0 0.5"),
        Of("N13b", "no HTTP at all", "done at 0 0.5", WireAnswer.Raw("SSH-2.0-OpenSSH_9.2\r\n")),
        Of("N13c", "half of the headers", "done at 0 0.5", WireAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Ty")),
        Of("N13d", "chunks that are none", "done at 0 0.5", WireAnswer.Raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nxyz\r\n{}\r\n")),
        Of("N48", "headers that never come", "done at 0 11.5", new WireAnswer(new WireStep.Silence(FaultStage.HeaderLimit))),
        Of("N49", "a body that stalls", "done at 0 13.5", new WireAnswer(WireStep.Text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"id\":"), new WireStep.Silence(FaultStage.IdleLimit))),
        Of("N49b", "a body that resets", "done at 0 0.5", new WireAnswer(WireStep.Text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"id\":"), new WireStep.Reset())),
        Of("N49c", "an error body that stalls", "done at 0 13.5", new WireAnswer(WireStep.Text("HTTP/1.1 500 X\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{"), new WireStep.Silence(FaultStage.IdleLimit))),
    ];

    private static IEnumerable<FaultCase> Bodies()
    {
        var good = Json("""{"role":"assistant","content":"done"}""");
        return
        [
            Of("N14", "an empty body", "done at 0 0.5", WireAnswer.Body(200, "")),
            Forever("N14b", "empty for ever", "BadReply at 0 0.5 1.5", WireAnswer.Body(200, ""), "empty"),
            Forever("N15", "a page in a 200", "BadReply at 0 0.5 1.5", WireAnswer.Body(200, "<html><body>Welcome</body></html>", "text/html"), "text/html"),
            Of("N16", "JSON that calls itself text", "done at 0", WireAnswer.Body(200, good, "text/plain")),
            Of("N16b", "an unknown charset", "done at 0", WireAnswer.Body(200, good, "application/json; charset=klingon")),
            Of("N16c", "a byte order mark", "done at 0", WireAnswer.Body(200, [0xEF, 0xBB, 0xBF, .. Bytes(good)])),
            Forever("N16d", "UTF-16", "BadReply at 0 0.5 1.5", WireAnswer.Body(200, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(good)], "application/json; charset=utf-16"), "UTF-8"),
            Of("N16e", "something behind the JSON", "done at 0 0.5", WireAnswer.Body(200, good + "\n{}")),
            Of("N16f", "JSON that is cut and says that it is whole", "done at 0 0.5", WireAnswer.Body(200, good[..^5])),
            Of("N16g", "a list", "done at 0 0.5", WireAnswer.Body(200, "[]")),
            Of("N16h", "deeper than anybody reads", "done at 0 0.5", WireAnswer.Body(200, $"{new string('[', 5_000)}{new string(']', 5_000)}")),
            Forever("N47", "bytes that are no UTF-8", "BadReply at 0 0.5 1.5", WireAnswer.Body(200, [.. Bytes(good.Replace("done", "d\u0001", StringComparison.Ordinal).Replace("\u0001", "", StringComparison.Ordinal)[..^20]), 0xFF, 0xC0, .. Bytes(good[^20..])])),
            Forever("N52", "more than 8 MiB", "BadReply at 0", WireAnswer.Body(200, Json($$"""{"role":"assistant","content":"{{new string('a', 9 << 20)}}"}""")), "larger than 8 MiB"),
            Forever("N52b", "an error page of 9 MiB", "EndpointUnavailable at 0 0.5 1.5 3.5", Error(500, new string('a', 9 << 20))),
            Of("L91", "packed though nobody asked", "done at 0", WireAnswer.Body(200, Packed(Bytes(good)), headers: "Content-Encoding: gzip\r\n")),
            Forever("L91b", "a small body that unpacks to 64 MiB", "BadReply at 0", WireAnswer.Body(200, Packed(new byte[64 << 20]), headers: "Content-Encoding: gzip\r\n"), "larger than 8 MiB"),
            Of("L91c", "says that it is packed and is not", "done at 0 0.5", WireAnswer.Body(200, good, headers: "Content-Encoding: gzip\r\n")),
            Of("L91d", "is packed and does not say so", "done at 0 0.5", WireAnswer.Body(200, Packed(Bytes(good)))),
            Of("L91e", "packed in an unknown way", "done at 0 0.5", WireAnswer.Body(200, good, headers: "Content-Encoding: zstd\r\n")),
        ];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
