using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Orchestrator.SK.Rehearsal.Checking;
using Orchestrator.SK.Rehearsal.Matching;
using Orchestrator.SK.Rehearsal.Recording;
using Orchestrator.SK.Rehearsal.Replies;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal;

/// <summary>What the server answers, path by path. Straight on Kestrel, without a pipeline: a benchmark measures the client, not this.</summary>
internal sealed class Endpoints(RehearsalOptions options, Ledger ledger) : IHttpApplication<HttpContext>
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly ReplySender _sender = new(options);
    private readonly string[] _models = [.. options.Models.Concat(options.Script.Models).Distinct()];
    private int _inFlight;

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var now = Interlocked.Increment(ref _inFlight);
        try
        {
            await AnswerAsync(context, now);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client went away, or the server is stopping.
            context.Abort();
        }
        catch (Exception bug) when (!context.Response.HasStarted)
        {
            // Kestrel would send an empty 500, and nobody here reads a log.
            var failure = new Reply.Failure(500, $"the rehearsal server itself failed: {bug}", "rehearsal_bug");
            await ReplySender.SendAsync(context, 500, WholeReply.Error(failure), context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private Task AnswerAsync(HttpContext context, int now) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("POST", "/v1/chat/completions") => CompleteAsync(context, now),
        ("GET", "/v1/models") => AnswerPlainAsync(context, now, 200, WholeReply.Models(_models)),
        ("GET", "/v1/_requests") => ReplySender.SendAsync(context, 200, Lines(), context.RequestAborted),
        ("DELETE", "/v1/_requests") => ResetAsync(context),
        var (method, path) => AnswerPlainAsync(context, now, 404, WholeReply.Error(new Reply.Failure(
            404, $"{method} {path} is not played here; there are POST /v1/chat/completions, GET /v1/models, GET and DELETE /v1/_requests", "invalid_request_error"))),
    };

    private async Task CompleteAsync(HttpContext context, int now)
    {
        var arrival = await ReadAsync(context, now);
        var (asked, found) = Judge(arrival.Body);
        if (asked is null)
        {
            ledger.Record(arrival, 400, found);
            var more = found.Count > 1 ? $" (and {found.Count - 1} more, see GET /v1/_requests)" : "";
            var refusal = new Reply.Failure(400, $"{found[0]}{more}", "invalid_request_error") { Param = found[0].Place is "" ? null : found[0].Place, Code = "violation" };
            await ReplySender.SendAsync(context, 400, WholeReply.Error(refusal), context.RequestAborted);
            return;
        }

        await _sender.PlayAsync(context, ledger.Decide(arrival, asked), asked);
    }

    private (Asked? Asked, IReadOnlyList<Violation> Found) Judge(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            var found = RequestCheck.Of(document.RootElement, options.Script.ToolNames);
            return (found.Count == 0 ? Asked.Read(document.RootElement) : null, found);
        }
        catch (JsonException fault)
        {
            return (null, [new Violation("", $"the body is no sound JSON: {fault.Message}")]);
        }
        catch (InvalidOperationException fault)
        {
            // What System.Text.Json says of a lone surrogate or of bytes that are no UTF-8, on reading the string.
            return (null, [new Violation("", $"the body holds what is no Unicode text: {fault.Message}")]);
        }
    }

    private async Task AnswerPlainAsync(HttpContext context, int now, int status, byte[] body)
    {
        ledger.Record(await ReadAsync(context, now), status);
        await ReplySender.SendAsync(context, status, body, context.RequestAborted);
    }

    private async Task ResetAsync(HttpContext context)
    {
        ledger.Reset();
        await ReplySender.SendAsync(context, 200, "{}"u8.ToArray(), context.RequestAborted);
    }

    private byte[] Lines()
    {
        var lines = new List<byte>([(byte)'[']);
        foreach (var (index, request) in ledger.Requests.Index())
        {
            lines.AddRange(index == 0 ? "\n"u8 : ",\n"u8);
            lines.AddRange(RequestLine.Of(request));
        }

        lines.AddRange("\n]\n"u8);
        return [.. lines];
    }

    private async Task<Arrival> ReadAsync(HttpContext context, int now)
    {
        var request = context.Request;
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 0, int.MaxValue));
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = request.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(),
            header => header.Key.ToLowerInvariant() is "authorization" or "proxy-authorization" or "api-key" or "x-api-key" or "cookie"
                ? "[redacted]"
                : header.Value.ToString());
        return new Arrival(options.TimeProvider.GetUtcNow(), request.Method, $"{request.Path}{request.QueryString}", headers, body.ToArray(), now);
    }
}
