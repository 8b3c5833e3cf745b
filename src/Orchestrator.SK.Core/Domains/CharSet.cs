namespace Orchestrator.SK.Core.Domains;

/// <summary>A set of characters as sorted, disjoint, inclusive ranges.</summary>
internal sealed record CharSet(IReadOnlyList<(char Low, char High)> Ranges)
{
    /// <summary>What may stand in a path's segment.</summary>
    public static readonly CharSet Segment = new([('\0', (char)('/' - 1)), ((char)('/' + 1), char.MaxValue)]);

    public static readonly CharSet Any = new([('\0', char.MaxValue)]);

    public static CharSet One(char character) => new([(character, character)]);

    /// <summary>Returns the set of a bracket expression; it never holds the slash.</summary>
    public static CharSet Of(IEnumerable<(char Low, char High)> ranges, bool negated)
    {
        List<(char Low, char High)> holes = [.. ranges, ('/', '/')];
        var outside = Complement(holes);
        return new CharSet(negated ? outside : Complement([.. Complement(holes.Take(holes.Count - 1)), ('/', '/')]));
    }

    public bool Contains(char character)
    {
        foreach (var (low, high) in Ranges)
        {
            if (character >= low && character <= high)
            {
                return true;
            }
        }

        return false;
    }

    private static List<(char Low, char High)> Complement(IEnumerable<(char Low, char High)> ranges)
    {
        List<(char Low, char High)> result = [];
        var next = 0;
        foreach (var (low, high) in ranges.OrderBy(range => range.Low))
        {
            if (low > next)
            {
                result.Add(((char)next, (char)(low - 1)));
            }

            next = Math.Max(next, high + 1);
        }

        if (next <= char.MaxValue)
        {
            result.Add(((char)next, char.MaxValue));
        }

        return result;
    }
}
