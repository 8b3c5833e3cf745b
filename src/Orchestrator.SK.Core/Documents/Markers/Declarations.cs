namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>Follows the types of a source file with braces, and finds what a marker stands before.</summary>
internal sealed class Declarations(IReadOnlyList<SourceToken> tokens)
{
    /// <summary>So many tokens may stand before a declaration's name; it bounds the search in broken code.</summary>
    private const int MaxAhead = 1000;

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal) { "class", "interface", "record", "struct", "enum", "object", "trait" };

    private static readonly HashSet<string> NoNames = new(StringComparer.Ordinal)
    {
        "public", "private", "protected", "internal", "static", "async", "override", "virtual", "sealed", "abstract", "partial", "final", "synchronized", "suspend",
        "new", "unsafe", "extern", "readonly", "open", "default", "fun", "def", "val", "var", "const", "operator", "event", "delegate",
    };

    private readonly Stack<string?> _scopes = [];
    private string? _pending;

    /// <summary>Takes one token in.</summary>
    public void Follow(int index)
    {
        var token = tokens[index];
        if (token.Is('{'))
        {
            _scopes.Push(_pending);
            _pending = null;
        }
        else if (token.Is('}'))
        {
            _scopes.TryPop(out _);
        }
        else if (token.Is(';'))
        {
            _pending = null;
        }
        else if (TypeName(index) is { } name)
        {
            _pending = name;
        }
    }

    /// <summary>Returns the name of what is declared from an index on, with the types around it; empty if nothing is.</summary>
    public string NameFrom(int index)
    {
        var name = Declared(index);
        var around = _scopes.Reverse().OfType<string>();
        return string.Join('.', name.Length > 0 ? around.Append(name) : around);
    }

    private string Declared(int from)
    {
        var last = "";
        var limit = Math.Min(tokens.Count, from + MaxAhead);
        for (var index = from; index < limit; index++)
        {
            var token = tokens[index];
            if (TypeName(index) is { } type)
            {
                return type;
            }

            if (token.Is('{') || token.Is('}') || token.Is(';') || token.Is('='))
            {
                return last;
            }

            if (token.Is('('))
            {
                if (Before(index) is { Length: > 0 } method)
                {
                    return method;
                }

                index = tokens.Close(index, limit);
            }
            else if (token.Is('['))
            {
                index = tokens.Close(index, limit);
            }
            else if (token.Is('@'))
            {
                // A further annotation, with what it is given.
                index += index + 1 < tokens.Count && tokens[index + 1].Kind == TokenKind.Name ? 1 : 0;
                while (index + 2 < tokens.Count && tokens[index + 1].Is('.'))
                {
                    index += 2;
                }

                index = index + 1 < tokens.Count && tokens[index + 1].Is('(') ? tokens.Close(index + 1, limit) : index;
            }
            else if (token.Kind == TokenKind.Name && !NoNames.Contains(token.Text))
            {
                last = token.Text;
            }
        }

        return last;
    }

    /// <summary>The name before a parenthesis, type parameters left out; empty before a tuple.</summary>
    private string Before(int parenthesis)
    {
        var index = parenthesis - 1;
        if (index >= 0 && tokens[index].Is('>'))
        {
            var depth = 0;
            for (; index >= 0; index--)
            {
                depth += tokens[index].Is('>') ? 1 : tokens[index].Is('<') ? -1 : 0;
                if (depth == 0 || parenthesis - index > MaxAhead)
                {
                    break;
                }
            }

            index--;
        }

        return index >= 0 && tokens[index].Kind == TokenKind.Name && !NoNames.Contains(tokens[index].Text) ? tokens[index].Text : "";
    }

    private string? TypeName(int index) =>
        tokens[index].Kind == TokenKind.Name && Types.Contains(tokens[index].Text) && (index == 0 || !(tokens[index - 1].Is('.') || tokens[index - 1].Is(':')))
        && index + 1 < tokens.Count && tokens[index + 1].Kind == TokenKind.Name && !Types.Contains(tokens[index + 1].Text)
            ? tokens[index + 1].Text
            : null;
}
