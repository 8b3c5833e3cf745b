namespace Orchestrator.SK.Core.Tools;

/// <summary>What gives way when a conversation fills the window of its model: old tool results first, the middle of the conversation last, its first message never.</summary>
/// <param name="Tokens">What the model takes, its reply included.</param>
/// <param name="Reply">Tokens that the reply may have.</param>
public sealed record ContextWindow(long Tokens, long Reply)
{
    /// <summary>The newest results, which stay whole.</summary>
    public const int KeptWhole = 4;

    /// <summary>A result that is not longer than this, in characters, stays: its pointer would be no shorter.</summary>
    public const int ShortResult = 400;

    // What the tools' own descriptions come to; and prose and code have some three characters a token.
    private const int ToolTokens = 4_000;
    private const int CharactersAToken = 3;

    /// <summary>Characters of a conversation with which something has to give way before the next request: three quarters of what the window leaves.</summary>
    public long MostCharacters => Characters(Room * 3 / 4);

    /// <summary>Characters down to which old results give way: half of the window.</summary>
    public long GoalCharacters => Characters(Room / 2);

    private long Room => Math.Max(Tokens - Reply, Tokens / 2);

    /// <summary>Estimated tokens of a request with so many characters.</summary>
    public static long Estimate(long characters) => ToolTokens + (characters / CharactersAToken);

    /// <summary>Returns how many results, from the oldest, are pointers from now on; <paramref name="elided"/> when none can give way. The newest few stay whole; where that is not enough, only the very newest.</summary>
    /// <param name="results">The length of each result as it stands on the thread, the oldest first.</param>
    /// <param name="elided">How many are pointers already.</param>
    /// <param name="excess">Characters to make room for; null for as many as there are.</param>
    public static int Elide(IReadOnlyList<int> results, int elided, long? excess)
    {
        ArgumentNullException.ThrowIfNull(results);
        var careful = excess is { } some ? Elide(results, elided, some, KeptWhole) : elided;
        return careful > elided ? careful : Elide(results, elided, excess ?? long.MaxValue, kept: 1);
    }

    private static int Elide(IReadOnlyList<int> results, int elided, long excess, int kept)
    {
        var (upTo, left) = (elided, excess);
        for (var index = elided; index < results.Count - kept && left > 0; index++)
        {
            if (results[index] > ShortResult)
            {
                (upTo, left) = (index + 1, left - results[index]);
            }
        }

        return upTo;
    }

    private static long Characters(long tokens) => Math.Max(0, tokens - ToolTokens) * CharactersAToken;
}
