using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Models;

/// <summary>What a connector asks, ready to be sent any number of times, and to another model than it was made for.</summary>
internal sealed class ModelRequest
{
    private static readonly string[] OutputLimits = ["max_tokens", "max_completion_tokens"];

    private readonly HttpRequestMessage _message;
    private readonly ModelChoice _model;
    private readonly byte[] _body;

    private ModelRequest(HttpRequestMessage message, ModelChoice model, byte[] body, bool wantsStream, IReadOnlySet<string> callIds) =>
        (_message, _model, _body, WantsStream, CallIds) = (message, model, body, wantsStream, callIds);

    /// <summary>Whether the connector asked for a stream, and has to be answered with one.</summary>
    public bool WantsStream { get; }

    /// <summary>Ids of the tool calls that the conversation has: no reply may bring them again.</summary>
    public IReadOnlySet<string> CallIds { get; }

    /// <param name="isWatched">Whether somebody watches the words come: then the endpoint is asked for a stream.</param>
    public static async Task<ModelRequest> ReadAsync(HttpRequestMessage message, ModelChoice model, bool isWatched, CancellationToken cancellationToken)
    {
        // Whatever a repository or a person let in: no secret leaves for an endpoint.
        var body = message.Content is null ? [] : ProcessSecrets.RedactJson(await message.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (body.Length == 0)
        {
            return new(message, model, body, false, new HashSet<string>());
        }

        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var wantsStream = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        return new(message, model, isWatched && !wantsStream ? Streamed(body) : body, wantsStream, Ids(root));
    }

    public byte[] BodyFor(ModelChoice model) => ReferenceEquals(model, _model) ? _body : Rewritten(model);

    public static string HashOf(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>A message that has not been sent yet: one can be sent only once.</summary>
    public HttpRequestMessage MessageFor(ModelChoice model, byte[] body)
    {
        var own = ReferenceEquals(model, _model);
        var copy = new HttpRequestMessage(_message.Method, own ? _message.RequestUri : new Uri($"{model.Endpoint.AbsoluteUri.TrimEnd('/')}/chat/completions"))
        {
            Version = _message.Version,
            VersionPolicy = _message.VersionPolicy,
        };
        foreach (var header in _message.Headers.Where(header => own || header.Key != "Authorization"))
        {
            copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        if (!own)
        {
            copy.Headers.TryAddWithoutValidation("Authorization", $"Bearer {model.ApiKey}");
        }

        copy.Content = new ByteArrayContent(body);
        // Its length is its own: the body may have lost a secret.
        foreach (var header in (_message.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).Where(header => header.Key != "Content-Length"))
        {
            copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return copy;
    }

    private byte[] Rewritten(ModelChoice model)
    {
        var body = JsonNode.Parse(_body)!.AsObject();
        body["model"] = model.Id;
        foreach (var name in OutputLimits.Where(body.ContainsKey))
        {
            body[name] = model.MaxOutputTokens;
        }

        body.Remove("temperature");
        if (model.Temperature is { } temperature)
        {
            body["temperature"] = temperature;
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private static byte[] Streamed(byte[] body)
    {
        var asked = JsonNode.Parse(body)!.AsObject();
        asked["stream"] = true;
        asked["stream_options"] = new JsonObject { ["include_usage"] = true };
        return Encoding.UTF8.GetBytes(asked.ToJsonString());
    }

    private static HashSet<string> Ids(JsonElement root) => root.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
        ? [.. messages.EnumerateArray()
            .Where(message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
            .SelectMany(message => message.GetProperty("tool_calls").EnumerateArray())
            .Select(call => call.GetProperty("id").GetString() ?? "")]
        : [];
}
