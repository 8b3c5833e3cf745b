namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>Finds pytest's marks where pytest itself takes them: decorators, <c>pytest.param(marks=…)</c>, <c>pytestmark</c>.</summary>
internal sealed class PythonMarkers(string path, MarkerRules rules)
{
    private readonly List<TestMarker> _found = [];
    private readonly Stack<(int Column, string Name)> _scopes = [];
    private readonly List<(int Line, IReadOnlyList<string> Ids)> _decorators = [];

    /// <summary>Names that stand for the mark itself (<c>spec = pytest.mark.spec</c>), and for marks made from it.</summary>
    private readonly HashSet<string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _marks = new(StringComparer.Ordinal);

    private string Scope => _scopes.TryPeek(out var scope) ? scope.Name : "";

    public IReadOnlyList<TestMarker> Find(string text)
    {
        var tokens = PythonTokens.Read(text);
        for (var from = 0; from < tokens.Count; from++)
        {
            var to = from;
            while (to < tokens.Count && tokens[to].Kind != TokenKind.End)
            {
                to++;
            }

            Statement([.. tokens.Skip(from).Take(to - from)], tokens[from].Column);
            from = to;
        }

        return _found;
    }

    private void Statement(List<SourceToken> tokens, int column)
    {
        if (tokens.Count == 0)
        {
            return;
        }

        if (tokens[0].Is('@'))
        {
            Decorator(tokens);
            return;
        }

        while (_scopes.TryPeek(out var scope) && scope.Column >= column)
        {
            _scopes.Pop();
        }

        var keyword = tokens[0].IsName("async") ? 1 : 0;
        if (tokens.Count > keyword + 1 && tokens[keyword].Text is "def" or "class" && tokens[keyword + 1].Kind == TokenKind.Name)
        {
            Definition(tokens, keyword + 1, column);
            return;
        }

        // What decorates no definition is a fault of syntax: its marks mark nothing.
        _decorators.Clear();
        foreach (var part in Parts(tokens))
        {
            Simple(part);
        }
    }

    private void Definition(List<SourceToken> tokens, int name, int column)
    {
        var qualified = Scope.Length > 0 ? $"{Scope}.{tokens[name].Text}" : tokens[name].Text;
        _scopes.Push((column, qualified));
        foreach (var (line, ids) in _decorators)
        {
            Add(line, qualified, ids);
        }

        _decorators.Clear();

        // A body may follow on the same line.
        var colon = name + 1;
        while (colon < tokens.Count && !tokens[colon].Is(':'))
        {
            colon = tokens[colon].Opens ? tokens.Close(colon) + 1 : colon + 1;
        }

        foreach (var part in colon < tokens.Count ? Parts(tokens[(colon + 1)..]) : [])
        {
            Simple(part);
        }
    }

    private void Decorator(List<SourceToken> tokens)
    {
        if (MarkAt(tokens, 1, tokens.Count, out var ids, out var end) && end == tokens.Count)
        {
            _decorators.Add((tokens[0].Line, ids));
        }

        foreach (var (line, found) in Parameters(tokens))
        {
            _decorators.Add((line, found));
        }
    }

    private void Simple(List<SourceToken> tokens)
    {
        var target = tokens.Count > 2 && tokens[0].Kind == TokenKind.Name ? tokens[0].Text : "";
        var equals = target.Length > 0 && tokens[1].Kind == TokenKind.Mark ? tokens.FindIndex(1, token => token.Is('=')) : -1;
        if (equals > 0 && (equals == 1 || tokens[1].Is(':') || (equals == 2 && tokens[1].Is('+'))))
        {
            Assignment(tokens, target, equals + 1);
        }

        foreach (var (line, ids) in Parameters(tokens))
        {
            Add(line, Scope.Length > 0 ? Scope : target, ids);
        }
    }

    private void Assignment(List<SourceToken> tokens, string target, int from)
    {
        if (IsMark(tokens, from, tokens.Count, out var end) && end == tokens.Count)
        {
            _aliases.Add(target);
            return;
        }

        var marks = Marks(tokens, from, tokens.Count).ToList();
        if (target == "pytestmark")
        {
            foreach (var (line, ids) in marks)
            {
                Add(line, Scope, ids);
            }
        }
        else if (marks.Count > 0)
        {
            _marks[target] = [.. marks.SelectMany(mark => mark.Ids)];
        }
    }

    /// <summary>Returns the marks that parameters carry: <c>param(…, marks=…)</c>.</summary>
    private IEnumerable<(int Line, IReadOnlyList<string> Ids)> Parameters(List<SourceToken> tokens)
    {
        for (var index = 0; index + 1 < tokens.Count; index++)
        {
            if (!tokens[index].IsName("param") || !tokens[index + 1].Is('('))
            {
                continue;
            }

            var close = tokens.Close(index + 1);
            for (var inside = index + 2; inside + 1 < close; inside++)
            {
                if (tokens[inside].IsName("marks") && tokens[inside + 1].Is('=') && (tokens[inside - 1].Is('(') || tokens[inside - 1].Is(',')))
                {
                    var end = inside + 2;
                    while (end < close && !tokens[end].Is(','))
                    {
                        end = tokens[end].Opens ? tokens.Close(end) + 1 : end + 1;
                    }

                    foreach (var mark in Marks(tokens, inside + 2, Math.Min(end, close)))
                    {
                        yield return mark;
                    }

                    inside = end;
                }
                else if (tokens[inside].Opens)
                {
                    inside = tokens.Close(inside);
                }
            }

            index = close;
        }
    }

    private IEnumerable<(int Line, IReadOnlyList<string> Ids)> Marks(List<SourceToken> tokens, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            if (MarkAt(tokens, index, to, out var ids, out var end))
            {
                yield return (tokens[index].Line, ids);
                index = end - 1;
            }
            else if (tokens[index].Kind == TokenKind.Name)
            {
                // Another name, with what it is asked for: what stands among its arguments marks nothing.
                index = SkipCall(tokens, index, to) - 1;
            }
        }
    }

    private static int SkipCall(List<SourceToken> tokens, int index, int to)
    {
        while (index < to && (tokens[index].Kind == TokenKind.Name || tokens[index].Is('.')))
        {
            index++;
        }

        return index < to && tokens[index].Is('(') ? Math.Min(to, tokens.Close(index) + 1) : index;
    }

    /// <summary>Whether a mark with literals stands at an index, or the name of one; <paramref name="end"/> is behind it.</summary>
    private bool MarkAt(List<SourceToken> tokens, int at, int to, out IReadOnlyList<string> ids, out int end)
    {
        (ids, end) = ([], at + 1);
        if (at < to && tokens[at].Kind == TokenKind.Name && _marks.TryGetValue(tokens[at].Text, out var named) && (end >= to || !(tokens[end].Is('.') || tokens[end].Is('('))))
        {
            ids = named;
            return true;
        }

        if (!IsMark(tokens, at, to, out var open) || open >= to || !tokens[open].Is('('))
        {
            return false;
        }

        var close = tokens.Close(open);
        ids = [.. tokens.Literals(open + 1, Math.Min(close, to)).SelectMany(literal => TestMarkers.Ids(literal.Text)).Distinct(StringComparer.Ordinal)];
        end = Math.Min(close + 1, to);
        return true;
    }

    /// <summary>Whether <c>….mark.spec</c> or a name for it stands at an index.</summary>
    private bool IsMark(List<SourceToken> tokens, int at, int to, out int end)
    {
        end = at;
        while (end < to && tokens[end].Kind == TokenKind.Name && end + 1 < to && tokens[end + 1].Is('.'))
        {
            end += 2;
        }

        if (end >= to || tokens[end].Kind != TokenKind.Name)
        {
            return false;
        }

        end++;
        return end - at >= 3 ? rules.IsName(tokens[end - 1].Text) && tokens[end - 3].IsName("mark") : _aliases.Contains(tokens[at].Text);
    }

    private static IEnumerable<List<SourceToken>> Parts(List<SourceToken> tokens)
    {
        var from = 0;
        for (var index = 0; index <= tokens.Count; index++)
        {
            if (index == tokens.Count || tokens[index].Is(';'))
            {
                yield return tokens[from..index];
                from = index + 1;
            }
        }
    }

    private void Add(int line, string test, IReadOnlyList<string> ids) => _found.Add(new TestMarker(path, line, test, ids));
}
