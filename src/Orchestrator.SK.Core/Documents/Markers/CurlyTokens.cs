namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>Cuts C#, Java, Kotlin and their kin into tokens: names, string literals and marks. Comments and preprocessor lines are gone.</summary>
internal sealed class CurlyTokens
{
    private const int MaxPrefix = 16;

    private readonly string _text;
    private readonly List<SourceToken> _tokens = [];
    private int _at;
    private int _line = 1;

    private CurlyTokens(string text) => _text = text;

    public static IReadOnlyList<SourceToken> Read(string text)
    {
        var lexer = new CurlyTokens(text);
        lexer.Run();
        return lexer._tokens;
    }

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void Run()
    {
        var lineOf = 0;
        while (_at < _text.Length)
        {
            var isFirst = lineOf != _line;
            if (char.IsWhiteSpace(_text[_at]) || _text[_at] == '\uFEFF')
            {
                _line += _text[_at] == '\n' ? 1 : 0;
                _at++;
                continue;
            }

            lineOf = _line;
            Token(isFirst);
        }
    }

    private void Token(bool isFirst)
    {
        var character = _text[_at];
        if ((character == '/' && Peek(1) == '/') || (character == '#' && isFirst))
        {
            _at = _text.IndexOf('\n', _at) is >= 0 and var feed ? feed : _text.Length;
        }
        else if (character == '/' && Peek(1) == '*')
        {
            Comment();
        }
        else if (character == '"')
        {
            Literal(isVerbatim: false, dollars: 0);
        }
        else if (character is '@' or '$' && Prefix() is var length && length > 0)
        {
            var prefix = _text.AsSpan(_at, length);
            _at += length;
            Literal(prefix.Contains('@'), prefix.Count('$'));
        }
        else if (char.IsLetter(character) || character == '_')
        {
            Word();
        }
        else if (character == '`')
        {
            Quoted();
        }
        else
        {
            Mark();
        }
    }

    /// <summary>The length of what stands before a quote: <c>@</c>, <c>$</c>, <c>$@</c>, <c>$$</c>; 0 if no quote follows.</summary>
    private int Prefix()
    {
        var length = 0;
        while (length < MaxPrefix && Peek(length) is '@' or '$')
        {
            length++;
        }

        return Peek(length) == '"' ? length : 0;
    }

    private void Comment()
    {
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        end = end < 0 ? _text.Length : end + 2;
        _line += _text.AsSpan(_at, end - _at).Count('\n');
        _at = end;
    }

    private void Word()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Peek()) || Peek() == '_')
        {
            _at++;
        }

        _tokens.Add(new SourceToken(TokenKind.Name, _text[start.._at], _line, 0));
    }

    /// <summary>A name in backticks, as Kotlin and F# have them.</summary>
    private void Quoted()
    {
        var run = _text.AsSpan(_at).IndexOfAnyExcept('`') is >= 0 and var length ? length : _text.Length - _at;
        var start = _at + run;
        var end = _text.AsSpan(start).IndexOfAny('`', '\n');
        if (end > 0 && _text[start + end] == '`')
        {
            _tokens.Add(new SourceToken(TokenKind.Name, _text.Substring(start, end), _line, 0));
            start += end;
        }

        _at = start + (_text.AsSpan(start).IndexOfAnyExcept('`') is >= 0 and var tail ? tail : _text.Length - start);
    }

    private void Literal(bool isVerbatim, int dollars)
    {
        var quotes = _text.AsSpan(_at).IndexOfAnyExcept('"') is >= 0 and var run ? run : _text.Length - _at;
        var line = _line;
        if (quotes >= 3 && !isVerbatim)
        {
            Raw(quotes, dollars);
            return;
        }

        var start = ++_at;
        var holes = 0;
        while (_at < _text.Length && !(_text[_at] == '"' && holes == 0))
        {
            if (_text[_at] == '\n')
            {
                if (!isVerbatim)
                {
                    break;
                }

                _line++;
            }
            else if (_text[_at] == '\\' && !isVerbatim && Peek(1) is not ('\n' or '\r'))
            {
                _at++;
            }
            else if (dollars > 0 && _text[_at] is '{' or '}')
            {
                holes = Math.Max(0, holes + (_text[_at] == '{' ? 1 : -1));
            }

            _at++;
            if (isVerbatim && Peek() == '"' && Peek(1) == '"' && holes == 0)
            {
                _at += 2;
            }
        }

        Close(start, Math.Min(_at, _text.Length), line, dollars == 0 && Peek() == '"');
        _at += Peek() == '"' ? 1 : 0;
    }

    private void Raw(int quotes, int dollars)
    {
        var (start, line) = (_at + quotes, _line);
        var end = _text.IndexOf(new string('"', quotes), start, StringComparison.Ordinal);
        var stop = end < 0 ? _text.Length : end;
        _line += _text.AsSpan(start, stop - start).Count('\n');
        Close(start, stop, line, dollars == 0 && end >= 0);
        _at = end < 0 ? _text.Length : stop + quotes;
    }

    private void Close(int start, int end, int line, bool isLiteral) => _tokens.Add(isLiteral
        ? new SourceToken(TokenKind.Literal, _text[start..end], line, 0)
        : new SourceToken(TokenKind.Mark, "?", line, 0));

    private void Mark()
    {
        var isDigit = char.IsDigit(_text[_at]);
        var length = Character();
        while (isDigit && (char.IsLetterOrDigit(Peek(length)) || Peek(length) == '_'))
        {
            length++;
        }

        _tokens.Add(new SourceToken(TokenKind.Mark, isDigit || length > 1 ? "?" : _text[_at].ToString(), _line, 0));
        _at += length;
    }

    /// <summary>The length of a character literal, which may hold a quote or a brace: <c>'"'</c>, <c>'\''</c>, <c>'\u0041'</c>; 1 if none begins here.</summary>
    private int Character()
    {
        var first = Peek() != '\'' ? -1 : Peek(1) == '\\' ? 3 : 2;
        var last = first == 3 ? 8 : first;
        for (var close = first; close > 0 && close <= last && Peek(close) != '\n'; close++)
        {
            if (Peek(close) == '\'')
            {
                return close + 1;
            }
        }

        return 1;
    }
}
