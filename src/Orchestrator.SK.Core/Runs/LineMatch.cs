namespace Orchestrator.SK.Core.Runs;

/// <summary>Which line of a later text was which line of an earlier one. Lines count from 1.</summary>
public sealed class LineMatch
{
    private readonly int?[] _same;
    private readonly int?[] _replaced;

    /// <param name="before">How many lines the earlier text has.</param>
    /// <param name="after">How many lines the later text has.</param>
    /// <param name="deleted">Lines of the earlier text that are gone.</param>
    /// <param name="added">Lines of the later text that are new.</param>
    public LineMatch(int before, int after, IReadOnlySet<int> deleted, IReadOnlySet<int> added)
    {
        ArgumentNullException.ThrowIfNull(deleted);
        ArgumentNullException.ThrowIfNull(added);
        (_same, _replaced) = (new int?[after + 1], new int?[after + 1]);
        for (int old = 1, now = 1; now <= after;)
        {
            var gone = Run(old, before, deleted);
            var came = Run(now, after, added);
            if (gone + came == 0)
            {
                _same[now++] = old <= before ? old++ : null;
                continue;
            }

            for (var place = 0; place < came && gone > 0; place++)
            {
                _replaced[now + place] = old + Math.Min(place, gone - 1);
            }

            (old, now) = (old + gone, now + came);
        }
    }

    /// <summary>The line that it was before; null when it is new.</summary>
    public int? Same(int line) => _same[line];

    /// <summary>The line in whose place it came; null when it stood there before, or came between two that stay.</summary>
    public int? Replaced(int line) => _replaced[line];

    private static int Run(int from, int last, IReadOnlySet<int> changed)
    {
        var at = from;
        while (at <= last && changed.Contains(at))
        {
            at++;
        }

        return at - from;
    }
}
