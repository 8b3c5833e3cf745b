namespace Orchestrator.SK.Core.Domains;

/// <summary>A nondeterministic automaton over the characters of a path. Reading is linear in the path: each character is looked at once per live state.</summary>
internal sealed class Automaton
{
    private readonly List<List<(CharSet Set, int To)>> edges = [];
    private readonly List<List<int>> silent = [];
    private readonly HashSet<int> accepting = [];
    private readonly List<int> starts = [];

    public IEnumerable<CharSet> Sets => edges.SelectMany(list => list).Select(edge => edge.Set);

    /// <summary>Gets the states before the first character, sorted.</summary>
    public int[] Start => Close(starts);

    public int AddState()
    {
        edges.Add([]);
        silent.Add([]);
        return edges.Count - 1;
    }

    public int AddStart()
    {
        starts.Add(AddState());
        return starts[^1];
    }

    public void AddEdge(int from, CharSet set, int to) => edges[from].Add((set, to));

    public void AddSilent(int from, int to) => silent[from].Add(to);

    public void Accept(int state) => accepting.Add(state);

    public bool Accepts(int[] states) => Array.Exists(states, accepting.Contains);

    /// <summary>Returns the states after one more character, sorted; none if nothing can match any more.</summary>
    public int[] Step(int[] states, char character)
    {
        List<int> next = [];
        foreach (var state in states)
        {
            foreach (var (set, to) in edges[state])
            {
                if (set.Contains(character))
                {
                    next.Add(to);
                }
            }
        }

        return next.Count == 0 ? [] : Close(next);
    }

    public bool Matches(string path)
    {
        var states = Start;
        foreach (var character in path)
        {
            states = Step(states, character);
            if (states.Length == 0)
            {
                return false;
            }
        }

        return Accepts(states);
    }

    private int[] Close(List<int> states)
    {
        if (states.Count == 1 && silent[states[0]].Count == 0)
        {
            return [states[0]];
        }

        var seen = new bool[edges.Count];
        List<int> all = [];
        Stack<int> open = new(states);
        while (open.TryPop(out var state))
        {
            if (!seen[state])
            {
                seen[state] = true;
                all.Add(state);
                silent[state].ForEach(open.Push);
            }
        }

        all.Sort();
        return [.. all];
    }
}
