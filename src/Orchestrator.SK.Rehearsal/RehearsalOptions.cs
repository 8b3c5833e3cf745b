using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal;

/// <summary>What a rehearsal server plays, and how.</summary>
internal sealed record RehearsalOptions
{
    public required RehearsalScript Script { get; init; }

    /// <summary>How long a model "thinks": the wait before the first byte of every scripted reply. Default none.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.Zero;

    /// <summary>The loopback port; 0, the default, lets the system choose a free one.</summary>
    public int Port { get; init; }

    /// <summary>What <c>/v1/models</c> lists, besides the models that the script names. Any model is answered all the same.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["rehearsal"];

    /// <summary>Where every request is appended as one line of JSON; null writes nothing.</summary>
    public string? RecordFile { get; init; }

    /// <summary>How many requests stay in memory, the newest. A benchmark must not be measured with its own past in memory.</summary>
    public int KeepRequests { get; init; } = 2_000;

    /// <summary>Source of <c>created</c>, of the recorded times and of every delay.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
