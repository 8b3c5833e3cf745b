namespace Orchestrator.SK.Core.Domains;

/// <summary>A domain as two automata that read a path together: what it includes, and what it excludes.</summary>
internal sealed class DomainAutomata
{
    private readonly Automaton includes = new();
    private readonly Automaton excludes = new();

    public DomainAutomata(Domain domain)
    {
        Id = domain.Id;
        foreach (var pattern in domain.Includes)
        {
            PathPattern.AddTo(includes, pattern.Glob);
        }

        foreach (var pattern in domain.Excludes)
        {
            PathPattern.AddTo(excludes, pattern.Glob);
        }
    }

    public string Id { get; }

    public IEnumerable<CharSet> Sets => includes.Sets.Concat(excludes.Sets);

    public State Start => new(includes.Start, excludes.Start);

    public State Step(State state, char character) => new(includes.Step(state.Includes, character), excludes.Step(state.Excludes, character));

    public bool Accepts(State state) => includes.Accepts(state.Includes) && !excludes.Accepts(state.Excludes);

    /// <summary>Every state that the two automata can be in: one state of the automaton that the subset construction builds as far as it is needed.</summary>
    public sealed record State(int[] Includes, int[] Excludes)
    {
        public string Key { get; } = $"{string.Join(',', Includes)}!{string.Join(',', Excludes)}";

        /// <summary>Gets whether no longer path can be included.</summary>
        public bool IsDead => Includes.Length == 0;
    }
}
