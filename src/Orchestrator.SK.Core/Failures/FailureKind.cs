using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Failures;

/// <summary>Why a call, or a conversation, came to nothing; <see cref="FailureRules"/> says what follows. Stored for good: add cases, never rename one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailureKind>))]
public enum FailureKind
{
    /// <summary>The endpoint cannot be reached, is overloaded, or fell silent, and went on so through all attempts.</summary>
    EndpointUnavailable,

    /// <summary>The endpoint refuses the key, the region or the account: every other call would fail as well.</summary>
    EndpointRefused,

    /// <summary>The reply was no reply: wrong shape, incomplete, empty.</summary>
    BadReply,

    /// <summary>The conversation used up its turns.</summary>
    Turns,

    /// <summary>The run used up its tokens, calls or time.</summary>
    Budget,

    /// <summary>The expert went on talking and handed in no report.</summary>
    NoReport,

    /// <summary>Somebody cancelled the run while the conversation was going on.</summary>
    Cancelled,

    /// <summary>The endpoint is asked too much, through all attempts, or asks for a longer wait than is allowed.</summary>
    RateLimited,

    /// <summary>Quota or credit is spent: no wait mends it.</summary>
    QuotaSpent,

    /// <summary>The endpoint does not serve this model.</summary>
    ModelUnknown,

    /// <summary>The request is larger than the model, or its limit, takes: the conversation has to become shorter.</summary>
    ContextOverflow,

    /// <summary>The request is refused as wrong; it would be refused again.</summary>
    RequestRefused,

    /// <summary>The reply was cut off at its token limit; nothing in it is acted upon.</summary>
    Truncated,

    /// <summary>The model, or a filter before it, declines to answer.</summary>
    Declined,

    /// <summary>The model said nothing at all, also when asked again.</summary>
    EmptyAnswer,

    /// <summary>The model made the same call again and again.</summary>
    Repetition,

    /// <summary>The model made nothing but refused calls for too long.</summary>
    ToolErrors,

    /// <summary>Nothing happened in the conversation for too long: no call of it ended, no tool, no check.</summary>
    Silent,
}
