using System.ComponentModel.DataAnnotations;

namespace Orchestrator.SK.Models;

/// <summary>One named model: who serves it and how it is called. Bound from <c>Orchestrator:Models:&lt;name&gt;</c>.</summary>
internal sealed class ModelOptions
{
    /// <summary>Gets or sets the base address of the OpenAI-compatible endpoint, version included.</summary>
    /// <value>Default empty: <c>https://api.openai.com/v1</c> when a key is set, else no endpoint. Alias: <c>OPENAI_BASE_URL</c>.</value>
    public string Endpoint { get; set; } = "";

    /// <summary>Gets or sets the key. Belongs into the environment, never into a file of a repository.</summary>
    /// <value>Default empty: loopback endpoints need none. Alias: <c>OPENAI_API_KEY</c>.</value>
    public string ApiKey { get; set; } = "";

    /// <summary>Gets or sets the model id (or deployment name) that requests carry.</summary>
    /// <value>Default empty. Alias: <c>OPENAI_MODEL</c>.</value>
    public string Id { get; set; } = "";

    /// <summary>Gets or sets the most tokens one reply may have.</summary>
    /// <value>Default 16,384 tokens.</value>
    [Range(256, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 16_384;

    /// <summary>Gets or sets the sampling temperature.</summary>
    /// <value>Default none: the endpoint's own; reasoning models refuse one.</value>
    [Range(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>Gets or sets how long one attempt of a call may take, in seconds.</summary>
    /// <value>Default 300 seconds.</value>
    [Range(1, 3_600)]
    public int TimeoutSeconds { get; set; } = 300;
}
