namespace Orchestrator.SK.Core.Domains;

/// <summary>
/// A glob over repository paths, anchored at the root, letter case counts. <c>*</c> and <c>?</c> stay within a segment, <c>**</c> is any number of whole
/// segments (at the end at least one), <c>[abc]</c>, <c>[a-z]</c>, <c>[!a]</c> and <c>{a,b}</c> are choices; a trailing slash means everything below.
/// </summary>
public sealed record PathPattern
{
    private readonly Automaton automaton;

    private PathPattern(string glob, Automaton automaton) => (Glob, this.automaton) = (glob, automaton);

    /// <summary>Gets the glob as it was written.</summary>
    public string Glob { get; }

    /// <summary>Reads a glob.</summary>
    /// <exception cref="FormatException">It is malformed; the message names it and says what to write instead.</exception>
    public static PathPattern Parse(string glob)
    {
        var automaton = new Automaton();
        AddTo(automaton, glob);
        return new PathPattern(glob, automaton);
    }

    /// <summary>Whether a path from the repository's root, with <c>/</c> between its segments, matches. Takes time linear in its length.</summary>
    public bool IsMatch(string path) => automaton.Matches(path);

    public bool Equals(PathPattern? other) => other is not null && Glob == other.Glob;

    public override int GetHashCode() => Glob.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Glob;

    internal static void AddTo(Automaton automaton, string glob)
    {
        var fault = glob.Length == 0 ? "it is empty. Write '**' for everything."
            : glob.StartsWith('/') ? "it starts with '/'. Globs start at the repository's root: leave the slash out."
            : glob.StartsWith('!') ? "it starts with '!', which only a domain's list understands. Put it there."
            : glob.Contains('\\', StringComparison.Ordinal) ? "it holds a '\\'. Separate segments by '/', and write a special character as '[*]'."
            : null;
        if (fault is not null)
        {
            throw GlobSyntax.Fault(glob, fault);
        }

        foreach (var alternative in GlobSyntax.Alternatives(glob.EndsWith('/') ? glob + "**" : glob))
        {
            AddAlternative(automaton, glob, alternative);
        }
    }

    private static void AddAlternative(Automaton automaton, string glob, string text)
    {
        var segments = text.Split('/');
        var state = automaton.AddStart();
        for (var index = 0; index < segments.Length; index++)
        {
            var last = index == segments.Length - 1;
            state = segments[index] switch
            {
                "" => throw GlobSyntax.Fault(glob, "two slashes follow each other, or nothing stands before one. Remove the empty segment."),
                "." or ".." => throw GlobSyntax.Fault(glob, $"it holds the segment '{segments[index]}'. Write the path from the repository's root."),
                "**" => last ? Everything(automaton, state) : AnySegments(automaton, state),
                var segment when segment.Contains("**", StringComparison.Ordinal) => throw GlobSyntax.Fault(glob, $"'**' is part of the segment '{segment}'. It must stand alone between slashes; '*' matches within a segment."),
                var segment => Segment(automaton, state, glob, segment),
            };
            if (!last && segments[index] != "**")
            {
                state = Edge(automaton, state, CharSet.One('/'));
            }
        }

        automaton.Accept(state);
    }

    private static int Segment(Automaton automaton, int state, string glob, string segment)
    {
        // A segment of wildcards alone still needs one character: there is no empty name.
        if (segment == "*")
        {
            state = Edge(automaton, state, CharSet.Segment);
            automaton.AddEdge(state, CharSet.Segment, state);
            return state;
        }

        for (var index = 0; index < segment.Length; index++)
        {
            switch (segment[index])
            {
                case '*':
                    var loop = automaton.AddState();
                    automaton.AddSilent(state, loop);
                    automaton.AddEdge(loop, CharSet.Segment, loop);
                    state = loop;
                    break;
                case '?':
                    state = Edge(automaton, state, CharSet.Segment);
                    break;
                case '[':
                    var (set, next) = GlobSyntax.Class(glob, segment, index);
                    state = Edge(automaton, state, set);
                    index = next - 1;
                    break;
                default:
                    state = Edge(automaton, state, CharSet.One(segment[index]));
                    break;
            }
        }

        return state;
    }

    private static int Everything(Automaton automaton, int state)
    {
        state = Edge(automaton, state, CharSet.Any);
        automaton.AddEdge(state, CharSet.Any, state);
        return state;
    }

    private static int AnySegments(Automaton automaton, int state)
    {
        var between = automaton.AddState();
        var inside = automaton.AddState();
        automaton.AddSilent(state, between);
        automaton.AddEdge(between, CharSet.Segment, inside);
        automaton.AddEdge(inside, CharSet.Segment, inside);
        automaton.AddEdge(inside, CharSet.One('/'), between);
        return between;
    }

    private static int Edge(Automaton automaton, int from, CharSet set)
    {
        var to = automaton.AddState();
        automaton.AddEdge(from, set, to);
        return to;
    }
}
