using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.Rehearsal.Recording;

/// <summary>A request that has been read and not yet judged.</summary>
internal sealed record Arrival(
    DateTimeOffset Time,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    int InFlight);

/// <summary>What to send for the request with that number. Without a fixture the reply is the error that says so.</summary>
internal sealed record Cue(int Number, Fixture? Fixture, Reply Reply);
