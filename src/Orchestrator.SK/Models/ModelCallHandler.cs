using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>The only place that sends a request to a model again, and the one that records the calls.</summary>
/// <remarks>
/// A reply is read whole, checked and recorded before Semantic Kernel sees it. One handler belongs to one conversation; the sockets behind it are shared.
/// </remarks>
internal sealed class ModelCallHandler(HttpMessageHandler sockets, ModelChoice model, ModelCallSink sink, ModelCallPast past, TimeProvider time, Func<double> jitter)
    : DelegatingHandler(sockets)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Whatever a repository or a person let in: no secret leaves for an endpoint, and none comes back into the record.
        var body = request.Content is null ? [] : ProcessSecrets.RedactJson(await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            // What was paid for once is not asked for again, also when it was no use.
            var recorded = await past(hash, cancellationToken).ConfigureAwait(false);
            attempt = recorded?.Attempt ?? attempt;
            var tried = recorded is null ? await TryAsync(request, body, cancellationToken).ConfigureAwait(false) : Judge(new HttpResponseMessage(), recorded.Body);
            if (tried.Reply is { } reply && recorded is null)
            {
                // Billed first, judged second: a reply that is no use costs as much.
                await sink(new ModelCall(model.Id, hash, reply.Usage, attempt, time.GetElapsedTime(started), reply.Body), cancellationToken).ConfigureAwait(false);
            }

            if (tried.Response is { } response)
            {
                return response;
            }

            if (RetryRules.WaitBeforeRetry(tried.Status, tried.ErrorCode, attempt, tried.Asked, jitter()) is not { } wait)
            {
                throw Failure(tried, attempt);
            }

            await Task.Delay(recorded is null ? wait : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Attempt> TryAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(model.Timeout);
        try
        {
            using var copy = Copy(request, body);
            var response = await base.SendAsync(copy, limit.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                // Streamed for a person who watches: nothing is decided from it, so it goes through as it comes.
                return new((int)response.StatusCode, null, null, "") { Response = response };
            }

            var text = ProcessSecrets.RedactJson(await ReadAsync(response, limit.Token).ConfigureAwait(false));
            var status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
            {
                response.Dispose();
                return new(status, ModelReply.ErrorCode(text), Asked(response), $"HTTP {status} {ModelReply.ErrorMessage(text, model.ApiKey)}");
            }

            return Judge(response, text);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new(null, null, null, error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, null, null, string.Create(CultureInfo.InvariantCulture, $"no complete reply within {model.Timeout.TotalSeconds:0} s"));
        }
    }

    // Whether a whole body is a reply that may be seen.
    private static Attempt Judge(HttpResponseMessage response, string text)
    {
        var reply = ModelReply.Read(text);
        if (reply.Fault.Length > 0)
        {
            response.Dispose();
            return new(reply.MayRetry ? null : (int)response.StatusCode, null, null, reply.Fault, BadReply: true) { Reply = reply };
        }

        response.Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return new((int)response.StatusCode, null, null, "") { Reply = reply, Response = response };
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(ModelReply.MaxBytes, cancellationToken).ConfigureAwait(false);

            // JSON is UTF-8, whatever charset a header claims.
            return Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)).TrimStart('\uFEFF');
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // A request message can be sent only once.
    private static HttpRequestMessage Copy(HttpRequestMessage request, byte[] body)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
        foreach (var header in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        copy.Content = new ByteArrayContent(body);
        // Its length is its own: the body may have lost a secret.
        foreach (var header in (request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).Where(header => header.Key != "Content-Length"))
        {
            copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return copy;
    }

    private TimeSpan? Asked(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("retry-after-ms", out var exact) && double.TryParse(exact.First(), CultureInfo.InvariantCulture, out var milliseconds) && milliseconds >= 0)
        {
            return TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));
        }

        var asked = response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - time.GetUtcNow()) : null;
        return asked > TimeSpan.Zero ? asked : null;
    }

    private ModelCallException Failure(Attempt tried, int attempts)
    {
        var kind = tried.BadReply ? FailureKind.BadReply : RetryRules.Classify(tried.Status, tried.ErrorCode);
        var way = tried.Status switch
        {
            401 or 403 => "Check the key (OPENAI_API_KEY).",
            404 => $"Check that the endpoint serves the model '{model.Id}' (OPENAI_MODEL) and that its address ends in /v1 (OPENAI_BASE_URL).",
            429 => "Check the quota of this key.",
            null => "Check that the endpoint is running (OPENAI_BASE_URL).",
            _ => "",
        };
        return new(kind, $"The model '{model.Id}' at {model.Endpoint.Host}:{model.Endpoint.Port} gave no reply in {attempts} attempt(s): {tried.Why} {way}".TrimEnd());
    }

    private sealed record Attempt(int? Status, string? ErrorCode, TimeSpan? Asked, string Why, bool BadReply = false)
    {
        public ModelReply? Reply { get; init; }

        public HttpResponseMessage? Response { get; init; }
    }
}
