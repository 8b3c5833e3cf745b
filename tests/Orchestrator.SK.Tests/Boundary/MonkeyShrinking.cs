namespace Orchestrator.SK.Tests.Boundary;

/// <summary>Makes a failing sequence of calls as short as it gets.</summary>
internal static class MonkeyShrinking
{
    /// <summary>The fewest calls that still fail: pieces are left out as long as that goes.</summary>
    public static async Task<IReadOnlyList<MonkeyCall>> FewestAsync(IReadOnlyList<MonkeyCall> calls, Func<IReadOnlyList<MonkeyCall>, Task<bool>> failsAsync)
    {
        for (var piece = Math.Max(1, calls.Count / 2); piece > 0; piece /= 2)
        {
            for (var at = 0; at < calls.Count;)
            {
                MonkeyCall[] fewer = [.. calls.Take(at), .. calls.Skip(at + piece)];
                var fails = fewer.Length > 0 && await failsAsync(fewer);
                calls = fails ? fewer : calls;
                at += fails ? 0 : piece;
            }
        }

        return calls;
    }
}
