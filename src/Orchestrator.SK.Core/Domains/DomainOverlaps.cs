namespace Orchestrator.SK.Core.Domains;

/// <summary>Two experts who own the same path.</summary>
/// <param name="First">The one that stands first in the map.</param>
/// <param name="Second">The other one.</param>
/// <param name="Witness">A shortest path that both own; it need not exist.</param>
public sealed record DomainOverlap(string First, string Second, string Witness);

/// <summary>
/// Decides whether domains overlap, for all paths there could ever be and not for those there are: the globs are automata, and the product of two
/// domains' automata (with what they exclude, by subset construction) is searched for a path that both accept.
/// </summary>
public static class DomainOverlaps
{
    /// <summary>A product with more states than this comes from globs that no person can read either.</summary>
    public const int MaxStates = 200_000;

    /// <summary>Returns every overlapping pair, in the order of the map; none proves the domains disjoint.</summary>
    /// <exception cref="FormatException">Two domains are too intricate to be compared.</exception>
    public static IReadOnlyList<DomainOverlap> Find(DomainMap map)
    {
        var domains = map.Domains.Select(domain => new DomainAutomata(domain)).ToList();
        return [.. domains.SelectMany((first, index) => domains.Skip(index + 1).Select(second => Overlap(first, second))).OfType<DomainOverlap>()];
    }

    private static DomainOverlap? Overlap(DomainAutomata first, DomainAutomata second)
    {
        var alphabet = Alphabet.Of(first.Sets.Concat(second.Sets));
        var start = new Product(first.Start, second.Start, AtSegmentStart: true);
        Dictionary<string, (string? From, char Character)> seen = new(StringComparer.Ordinal) { [start.Key] = (null, '\0') };
        Queue<Product> open = new([start]);
        while (open.TryDequeue(out var state))
        {
            if (!state.AtSegmentStart && first.Accepts(state.First) && second.Accepts(state.Second))
            {
                return new DomainOverlap(first.Id, second.Id, Path(seen, state.Key));
            }

            foreach (var character in alphabet)
            {
                // A path has no empty segment.
                if (character == '/' && state.AtSegmentStart)
                {
                    continue;
                }

                var next = new Product(first.Step(state.First, character), second.Step(state.Second, character), character == '/');
                if (!next.First.IsDead && !next.Second.IsDead && seen.TryAdd(next.Key, (state.Key, character)))
                {
                    open.Enqueue(next);
                }
            }

            if (seen.Count > MaxStates)
            {
                throw new FormatException($"The globs of '{first.Id}' and '{second.Id}' are too intricate to be compared. Use fewer '*' within one segment.");
            }
        }

        return null;
    }

    private static string Path(Dictionary<string, (string? From, char Character)> seen, string key)
    {
        Stack<char> characters = [];
        var step = seen[key];
        while (step.From is { } from)
        {
            characters.Push(step.Character);
            step = seen[from];
        }

        return new string([.. characters]);
    }

    private sealed record Product(DomainAutomata.State First, DomainAutomata.State Second, bool AtSegmentStart)
    {
        public string Key { get; } = $"{First.Key}&{Second.Key}&{AtSegmentStart}";
    }
}
