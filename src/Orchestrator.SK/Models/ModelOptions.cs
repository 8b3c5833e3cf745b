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

    /// <summary>Gets or sets the file that holds the key and nothing else: absolute, in no git repository, and for its owner's eyes alone (mode 0600).</summary>
    /// <value>Default empty: the key stands in the environment or in user secrets. Alias: <c>OPENAI_API_KEY_FILE</c>. <see cref="ApiKey"/> counts first.</value>
    public string ApiKeyFile { get; set; } = "";

    /// <summary>Gets or sets the model id (or deployment name) that requests carry.</summary>
    /// <value>Default empty. Alias: <c>OPENAI_MODEL</c>.</value>
    public string Id { get; set; } = "";

    /// <summary>Gets or sets the most tokens one reply may have.</summary>
    /// <value>Default 16,384 tokens.</value>
    [Range(256, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 16_384;

    /// <summary>Gets or sets the window of the model: the tokens that a request and its reply may have together. A conversation that nears it leaves out old tool results, and is summarised once when that is not enough.</summary>
    /// <value>Default 128,000 tokens.</value>
    [Range(4_000, 10_000_000)]
    public int ContextTokens { get; set; } = 128_000;

    /// <summary>Gets or sets the sampling temperature.</summary>
    /// <value>Default none: the endpoint's own; reasoning models refuse one.</value>
    [Range(0.0, 2.0)]
    public double? Temperature { get; set; }

    /// <summary>Gets or sets how long an attempt waits for a connection, in seconds.</summary>
    /// <value>Default 15 seconds.</value>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; set; } = 15;

    /// <summary>Gets or sets how long an attempt waits for the answer to begin, in seconds. An endpoint that does not stream begins when the model has finished.</summary>
    /// <value>Default 300 seconds.</value>
    [Range(1, 3_600)]
    public int HeaderTimeoutSeconds { get; set; } = 300;

    /// <summary>Gets or sets how long an endpoint may be silent in the middle of an answer, in seconds.</summary>
    /// <value>Default 60 seconds.</value>
    [Range(1, 3_600)]
    public int IdleTimeoutSeconds { get; set; } = 60;

    /// <summary>Gets or sets how long one attempt of a call may take, in seconds.</summary>
    /// <value>Default 600 seconds.</value>
    [Range(1, 3_600)]
    public int TimeoutSeconds { get; set; } = 600;

    /// <summary>Gets or sets how long a call may take with all its attempts (four at the most) and the waits between them, in seconds.</summary>
    /// <value>Default 1,800 seconds.</value>
    [Range(1, 86_400)]
    public int CallTimeoutSeconds { get; set; } = 1_800;

    /// <summary>Gets or sets the longest wait that the endpoint may ask for, in seconds; a call that would have to wait longer fails at once and says until when.</summary>
    /// <value>Default 120 seconds.</value>
    [Range(0, 86_400)]
    public int MaxWaitSeconds { get; set; } = 120;

    /// <summary>Gets or sets how many calls the endpoint gets at the same time, from all experts and runs of a process together.</summary>
    /// <value>Default 16 calls; fewer while the endpoint says that it is too much.</value>
    [Range(1, 1_024)]
    public int MaxConcurrency { get; set; } = 16;

    /// <summary>Gets or sets how many requests the endpoint gets in any minute.</summary>
    /// <value>Default none: as many as it bears.</value>
    [Range(1, 1_000_000)]
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets how many tokens, input plus the most that may come out, the endpoint gets in any minute.</summary>
    /// <value>Default none: as many as it bears.</value>
    [Range(1_000, 1_000_000_000)]
    public long? TokensPerMinute { get; set; }
}
