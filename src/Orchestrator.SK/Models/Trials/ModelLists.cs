using System.Globalization;
using System.Text.Json;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models.Trials;

/// <summary>Asks an endpoint which models it serves, and so what it is.</summary>
internal sealed class ModelLists(HttpMessageHandler transport, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Never throws for what the endpoint does: that is the answer.</summary>
    public async Task<ModelList> AskAsync(ModelChoice model, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            using var response = await GetAsync(new Uri($"{model.Endpoint.AbsoluteUri.TrimEnd('/')}/models"), model.ApiKey, cancellationToken).ConfigureAwait(false);
            var body = ProcessSecrets.RedactJson(await new ReplyReader(Limit, time).ReadErrorAsync(response, cancellationToken).ConfigureAwait(false));

            // Some repeat the key that they refuse.
            body = model.ApiKey.Length > 4 ? body.Replace(model.ApiKey, "…", StringComparison.Ordinal) : body;
            var list = Read((int)response.StatusCode, body) with { Duration = time.GetElapsedTime(started) };
            var kind = EndpointKinds.Of(model.Endpoint, name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null, list);
            return list with { Kind = kind != EndpointKind.Unknown || list.Status is 401 or 403 ? kind : await KindByMarkAsync(model.Endpoint, cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception error) when (IsNoAnswer(error, cancellationToken))
        {
            return new(null, [], error is TaskCanceledException ? string.Create(CultureInfo.InvariantCulture, $"no answer within {Limit.TotalSeconds:0} s") : error.Message, EndpointKind.Unknown, time.GetElapsedTime(started));
        }
    }

    private static ModelList Read(int status, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (status == 200 && root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array)
            {
                return new(status, [.. data.EnumerateArray().Where(model => model.ValueKind == JsonValueKind.Object).Select(ListedModel.Of)], null, EndpointKind.Unknown, TimeSpan.Zero);
            }

            var error = ProviderError.IsError(root) ? ProviderError.Of(root).Message : "";
            return new(status, [], status == 200 ? "what it answers is no list of models" : $"HTTP {status} {error}".TrimEnd(), EndpointKind.Unknown, TimeSpan.Zero);
        }
        catch (JsonException)
        {
            return new(status, [], status == 200 ? "what it answers is no JSON" : $"HTTP {status}", EndpointKind.Unknown, TimeSpan.Zero);
        }
    }

    // Without the key: it is the API's alone.
    private async Task<EndpointKind> KindByMarkAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        foreach (var (path, member, kind) in EndpointKinds.Marks)
        {
            try
            {
                using var response = await GetAsync(new Uri(endpoint, path), key: null, cancellationToken).ConfigureAwait(false);
                var body = response.IsSuccessStatusCode ? await new ReplyReader(Limit, time).ReadErrorAsync(response, cancellationToken).ConfigureAwait(false) : "";
                using var json = JsonDocument.Parse(body.Length == 0 ? "null" : body);
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(member, out _))
                {
                    return kind;
                }
            }
            catch (Exception error) when (error is JsonException || IsNoAnswer(error, cancellationToken))
            {
                // Another kind, then.
            }
        }

        return EndpointKind.Unknown;
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, string? key, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(transport, disposeHandler: false) { Timeout = Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsNoAnswer(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException or ReplyFault || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested);
}
