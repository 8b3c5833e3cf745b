namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>One entry of a script: the reply to the requests that match.</summary>
internal sealed record Fixture
{
    /// <summary>Its position in the script, from 0.</summary>
    public required int Index { get; init; }

    public required FixtureMatch Match { get; init; }

    public required Reply Reply { get; init; }

    /// <summary>The wait before each chunk of a stream. A reply that is not streamed ignores it.</summary>
    public TimeSpan ChunkLatency { get; init; }

    /// <summary>UTF-16 units of text in one chunk of a stream.</summary>
    public int ChunkSize { get; init; } = 20;

    /// <summary>The stream breaks (connection reset) after so many chunks, if there are more.</summary>
    public int? TruncateAfterChunks { get; init; }

    /// <summary>The connection is reset so long after the request was read, if the reply is not out by then; zero means before its first byte.</summary>
    public TimeSpan? DisconnectAfter { get; init; }

    /// <summary>How it is named in messages and records.</summary>
    public string Place => $"fixtures[{Index}]";
}
