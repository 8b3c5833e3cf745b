namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>Cuts Python into tokens: names, string literals, marks, and the ends of statements. Comments and blank lines are gone.</summary>
internal sealed class PythonTokens
{
    private readonly string _text;
    private readonly List<SourceToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _depth;

    private PythonTokens(string text) => _text = text;

    public static IReadOnlyList<SourceToken> Read(string text)
    {
        var lexer = new PythonTokens(text);
        lexer.Run();
        return lexer._tokens;
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Run()
    {
        var column = Indent();
        while (_at < _text.Length)
        {
            var character = _text[_at];
            if (character == '\n')
            {
                _at++;
                if (_depth == 0)
                {
                    End();
                }

                _line++;
                column = Indent();
            }
            else if (character == '#')
            {
                _at = _text.IndexOf('\n', _at) is >= 0 and var feed ? feed : _text.Length;
            }
            else if (character == '\\' && Peek(1) is '\n' or '\r')
            {
                _line += Peek(1) == '\n' || Peek(2) == '\n' ? 1 : 0;
                _at += Peek(1) == '\n' ? 2 : Peek(2) == '\n' ? 3 : 2;
            }
            else if (character is '"' or '\'')
            {
                Literal(column, isPlain: true);
            }
            else if (char.IsLetter(character) || character == '_')
            {
                Word(column);
            }
            else if (char.IsWhiteSpace(character))
            {
                _at++;
            }
            else
            {
                Mark(column);
            }
        }

        End();
    }

    /// <summary>
    /// Skips the blanks that begin a line. A definition or a decorator cannot stand inside brackets: one that nothing closes must not swallow the rest of the file.
    /// </summary>
    private int Indent()
    {
        var column = 0;
        for (; Peek() is ' ' or '\t' or '\f' or '\uFEFF'; _at++)
        {
            column = Peek() switch { '\t' => (column / 8 * 8) + 8, ' ' => column + 1, _ => column };
        }

        if (_depth > 0 && (Starts("def ") || Starts("class ") || Starts("async def ") || (Peek() == '@' && char.IsLetter(Peek(1)))))
        {
            _depth = 0;
            End();
        }

        return column;
    }

    private bool Starts(string word) => string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;

    private void End()
    {
        if (_tokens.Count > 0 && _tokens[^1].Kind != TokenKind.End)
        {
            _tokens.Add(new SourceToken(TokenKind.End, "", _line, 0));
        }
    }

    private void Word(int column)
    {
        var start = _at;
        while (char.IsLetterOrDigit(Peek()) || Peek() == '_')
        {
            _at++;
        }

        var word = _text[start.._at];
        if (Peek() is '"' or '\'' && word.Length <= 2 && word.All(letter => "rRbBuUfFtT".Contains(letter, StringComparison.Ordinal)))
        {
            Literal(column, isPlain: word.All(letter => letter is 'r' or 'R' or 'u' or 'U'));
            return;
        }

        _tokens.Add(new SourceToken(TokenKind.Name, word, _line, column));
    }

    private void Literal(int column, bool isPlain)
    {
        var (quote, line) = (_text[_at], _line);
        var isTriple = Peek(1) == quote && Peek(2) == quote;
        _at += isTriple ? 3 : 1;
        var start = _at;
        while (_at < _text.Length && !(_text[_at] == quote && (!isTriple || (Peek(1) == quote && Peek(2) == quote))))
        {
            if (_text[_at] == '\n')
            {
                if (!isTriple)
                {
                    break;
                }

                _line++;
            }
            else if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                // A backslash at a line's end takes the line along.
                _at += Peek(1) == '\r' && Peek(2) == '\n' ? 1 : 0;
                _line += Peek(1) == '\n' ? 1 : 0;
                _at++;
            }

            _at++;
        }

        _at = Math.Min(_at, _text.Length);
        var isClosed = Peek() == quote;
        _tokens.Add(isPlain && isClosed
            ? new SourceToken(TokenKind.Literal, _text[start.._at], line, column)
            : new SourceToken(TokenKind.Mark, "?", line, column));
        _at += isClosed ? isTriple ? 3 : 1 : 0;
    }

    private void Mark(int column)
    {
        var token = new SourceToken(TokenKind.Mark, _text[_at].ToString(), _line, column);
        if (char.IsDigit(_text[_at]))
        {
            token = token with { Text = "?" };
            while (char.IsLetterOrDigit(Peek(1)) || Peek(1) is '_' or '.')
            {
                _at++;
            }
        }

        _depth = Math.Max(0, _depth + (token.Opens ? 1 : token.Closes ? -1 : 0));
        _tokens.Add(token);
        _at++;
    }
}
