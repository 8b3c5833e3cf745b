using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Failures;

/// <summary>Why a conversation ended without a report. Stored for good: add cases, never rename one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>The endpoint cannot be reached, or went on failing after all attempts.</summary>
    EndpointUnavailable,

    /// <summary>The endpoint refuses the key, the quota or the model: every other call would fail as well.</summary>
    EndpointRefused,

    /// <summary>The reply was no reply: wrong shape, cut off, empty.</summary>
    BadReply,

    /// <summary>The conversation used up its turns.</summary>
    Turns,

    /// <summary>The run used up its tokens, calls or time.</summary>
    Budget,

    /// <summary>The expert went on talking and handed in no report.</summary>
    NoReport,

    /// <summary>Somebody cancelled the run while the conversation was going on.</summary>
    Cancelled,
}
