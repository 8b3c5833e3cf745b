using System.Text.Json;

namespace Orchestrator.SK.Models.Trials;

/// <summary>What serves an endpoint, as far as it shows.</summary>
internal enum EndpointKind
{
    Unknown,
    OpenAI,
    Azure,
    Ollama,
    Vllm,
    LlamaCpp,
    LmStudio,
}

/// <summary>Tells endpoints apart by what they answer, for their remedies differ.</summary>
internal static class EndpointKinds
{
    /// <summary>What only one kind answers to, where its list of models does not tell: a path from the root of the host, and a member of the answer.</summary>
    public static readonly IReadOnlyList<(string Path, string Member, EndpointKind Kind)> Marks =
    [
        ("/api/version", "version", EndpointKind.Ollama),
        ("/props", "default_generation_settings", EndpointKind.LlamaCpp),
        ("/api/v0/models", "data", EndpointKind.LmStudio),
        ("/version", "version", EndpointKind.Vllm),
    ];

    /// <summary>The kind by the headers of an answer and the owners of the models in it.</summary>
    public static EndpointKind Of(Uri address, Func<string, string?> header, ModelList list)
    {
        bool Owns(string owner) => list.Models.Any(model => string.Equals(model.Owner, owner, StringComparison.OrdinalIgnoreCase));
        return header("apim-request-id") is not null || header("x-ms-region") is not null || address.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase) ? EndpointKind.Azure
            : Owns("vllm") ? EndpointKind.Vllm
            : Owns("llamacpp") || header("Server")?.StartsWith("llama.cpp", StringComparison.OrdinalIgnoreCase) == true ? EndpointKind.LlamaCpp
            : Owns("organization_owner") ? EndpointKind.LmStudio
            : header("openai-version") is not null || header("openai-processing-ms") is not null || Owns("openai") || Owns("openai-internal") ? EndpointKind.OpenAI
            : Owns("library") ? EndpointKind.Ollama
            : EndpointKind.Unknown;
    }
}

/// <summary>A model as an endpoint lists it.</summary>
/// <param name="Owner">Empty when it is not told.</param>
/// <param name="ContextTokens">The window that it is served with; null when it is not told.</param>
internal sealed record ListedModel(string Id, string Owner, long? ContextTokens)
{
    // The smaller one counts where a model has one window and is served with another.
    private static readonly string[] Windows = ["max_model_len", "loaded_context_length", "context_length", "max_context_length", "context_window", "n_ctx", "n_ctx_train"];

    public static ListedModel Of(JsonElement model) => new(
        Text(model, "id"), Text(model, "owned_by"),
        Windows.SelectMany(name => new[] { Number(model, name), model.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object ? Number(meta, name) : null }).Where(tokens => tokens > 0).Min());

    private static string Text(JsonElement model, string name) => model.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static long? Number(JsonElement model, string name) => model.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}

/// <summary>What an endpoint answered to the question for its models.</summary>
/// <param name="Status">The HTTP status; null when nobody answered.</param>
/// <param name="Fault">Why there is no list; null when there is one.</param>
internal sealed record ModelList(int? Status, IReadOnlyList<ListedModel> Models, string? Fault, EndpointKind Kind, TimeSpan Duration);
