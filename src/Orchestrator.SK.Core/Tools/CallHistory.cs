using System.Collections.Immutable;

namespace Orchestrator.SK.Core.Tools;

/// <summary>What a conversation has called so far, as far as it shows that it gets nowhere.</summary>
public sealed record CallHistory
{
    /// <summary>The same call with the same arguments is carried out that often while nothing has changed.</summary>
    public const int SameCarriedOut = 2;

    /// <summary>With so many equal calls the conversation ends; those in between are told.</summary>
    public const int SameAtMost = 5;

    /// <summary>Calls of one reply that are carried out.</summary>
    public const int PerReply = 16;

    /// <summary>With so many replies in a row whose calls were all refused the conversation ends.</summary>
    public const int RefusedReplies = 8;

    public static readonly CallHistory Empty = new();

    private ImmutableDictionary<string, int> Same { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Replies in a row whose calls were all refused.</summary>
    public int Refused { get; private init; }

    /// <summary>How often this call was made while nothing changed, this time included.</summary>
    public (CallHistory Next, int Times) Add(string call)
    {
        var times = Same.GetValueOrDefault(call) + 1;
        return (this with { Same = Same.SetItem(call, times) }, times);
    }

    /// <summary>Something was changed by this call: all others may give another result now.</summary>
    public CallHistory Change(string call) => this with { Same = Same.RemoveRange(Same.Keys.Where(other => other != call)) };

    /// <summary>A reply with calls was answered.</summary>
    public CallHistory Answer(bool anyCarriedOut) => this with { Refused = anyCarriedOut ? 0 : Refused + 1 };
}
