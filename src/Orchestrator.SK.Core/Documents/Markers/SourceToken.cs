namespace Orchestrator.SK.Core.Documents.Markers;

internal enum TokenKind
{
    Name,

    /// <summary>A string literal; its text is what stands between the quotes.</summary>
    Literal,

    /// <summary>One character of punctuation, or <c>?</c> for what is no literal: numbers, interpolated strings.</summary>
    Mark,

    /// <summary>The end of a statement's line, in Python.</summary>
    End,
}

/// <param name="Line">From 1.</param>
/// <param name="Column">The indentation of its line, where it is the first on it.</param>
internal readonly record struct SourceToken(TokenKind Kind, string Text, int Line, int Column)
{
    public bool Is(char mark) => Kind == TokenKind.Mark && Text.Length == 1 && Text[0] == mark;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public bool Opens => Is('(') || Is('[') || Is('{');

    public bool Closes => Is(')') || Is(']') || Is('}');
}

internal static class SourceTokens
{
    /// <summary>
    /// Returns the index of the mark that closes the one at <paramref name="open"/>. Where none does it ends at a semicolon, which no list of arguments has, at
    /// <paramref name="limit"/>, or with the tokens.
    /// </summary>
    public static int Close(this IReadOnlyList<SourceToken> tokens, int open, int limit = int.MaxValue)
    {
        var depth = 0;
        var index = open;
        for (; index < Math.Min(tokens.Count, limit); index++)
        {
            depth += tokens[index].Opens ? 1 : tokens[index].Closes ? -1 : 0;
            if (depth == 0 || tokens[index].Is(';'))
            {
                return index;
            }
        }

        return index;
    }

    /// <summary>
    /// Returns the literals among the arguments between two indices, parts joined; one given by name counts only if the name is <c>id</c> or <c>value</c>. A string
    /// that is part of another expression is none.
    /// </summary>
    public static IEnumerable<(string Text, int Line)> Literals(this IReadOnlyList<SourceToken> tokens, int from, int to)
    {
        for (var index = from; index < to; index++)
        {
            if (tokens[index].Kind != TokenKind.Literal)
            {
                continue;
            }

            var (start, text) = (index, tokens[index].Text);
            while (index + 1 < to && Joined(tokens, index) is > 0 and var step && index + step < to)
            {
                index += step;
                text += tokens[index].Text;
            }

            if (Begins(tokens, start, from) && (index + 1 >= to || tokens[index + 1].Is(',') || tokens[index + 1].Closes))
            {
                yield return (text, tokens[start].Line);
            }
        }
    }

    private static int Joined(IReadOnlyList<SourceToken> tokens, int index) =>
        tokens[index + 1].Kind == TokenKind.Literal ? 1
        : tokens[index + 1].Is('+') && index + 2 < tokens.Count && tokens[index + 2].Kind == TokenKind.Literal ? 2
        : 0;

    private static bool Begins(IReadOnlyList<SourceToken> tokens, int index, int from)
    {
        if (index == from || tokens[index - 1].Is(','))
        {
            return true;
        }

        var before = tokens[index - 1];
        return before.Opens
            ? index - 2 < from || tokens[index - 2].Kind != TokenKind.Name
            : (before.Is('=') || before.Is(':')) && index >= 2 && tokens[index - 2].Text is "id" or "ids" or "value" or "values" or "Value" or "spec" or "name" or "key";
    }
}
