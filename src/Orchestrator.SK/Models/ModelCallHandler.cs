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
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

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

            if (RetryRules.WaitBeforeRetry(tried.Kind, attempt, tried.Asked, LongestWait, jitter()) is not { } wait)
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
                return new(default, (int)response.StatusCode, null, "") { Response = response };
            }

            var text = ProcessSecrets.RedactJson(await ReadAsync(response, limit.Token).ConfigureAwait(false));
            var status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
            {
                var error = ProviderError.Read(text);
                var asked = RetryAfter.Read(name => Header(response, name), error, status == 429, time.GetUtcNow());
                response.Dispose();
                return new(ProviderErrors.Classify(status, error, asked is not null), status, asked, $"HTTP {status} {WithoutKey(error.Message)}");
            }

            return Judge(response, text);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new(FailureKind.EndpointUnavailable, null, null, error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(FailureKind.EndpointUnavailable, null, null, string.Create(CultureInfo.InvariantCulture, $"no complete reply within {model.Timeout.TotalSeconds:0} s"));
        }
    }

    // Whether a whole body is a reply that may be seen.
    private static Attempt Judge(HttpResponseMessage response, string text)
    {
        var reply = ModelReply.Read(text);
        if (reply.Fault.Length > 0)
        {
            response.Dispose();
            return new(reply.MayRetry ? FailureKind.BadReply : FailureKind.Truncated, null, null, reply.Fault) { Reply = reply };
        }

        response.Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return new(default, null, null, "") { Reply = reply, Response = response };
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

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private string WithoutKey(string text) => model.ApiKey.Length > 4 ? text.Replace(model.ApiKey, "…", StringComparison.Ordinal) : text;

    private ModelCallException Failure(Attempt tried, int attempts)
    {
        var way = tried.Kind switch
        {
            FailureKind.EndpointRefused => "Check the key (OPENAI_API_KEY).",
            FailureKind.ModelUnknown => $"Check that the endpoint serves the model '{model.Id}' (OPENAI_MODEL) and that its address ends in /v1 (OPENAI_BASE_URL).",
            FailureKind.QuotaSpent => "Check the quota of this key.",
            FailureKind.EndpointUnavailable when tried.Status is null => "Check that the endpoint is running (OPENAI_BASE_URL).",
            _ => "",
        };
        return new(tried.Kind, $"The model '{model.Id}' at {model.Endpoint.Host}:{model.Endpoint.Port} gave no reply in {attempts} attempt(s): {tried.Why} {way}".TrimEnd());
    }

    private sealed record Attempt(FailureKind Kind, int? Status, TimeSpan? Asked, string Why)
    {
        public ModelReply? Reply { get; init; }

        public HttpResponseMessage? Response { get; init; }
    }
}
