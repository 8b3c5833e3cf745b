namespace Orchestrator.SK.Tests.Architecture;

/// <summary>C# text in which comments and literals are blanked out; every other character stays in its place, holes of interpolated strings included.</summary>
/// <remarks>A word in a comment must not break a rule, and a brace in a string must not end a method. No parser is referenced for that: this is enough.</remarks>
internal sealed class CodeText
{
    private readonly string _text;
    private readonly char[] _code;
    private int _at;

    private CodeText(string text)
    {
        _text = text;
        _code = [.. text.Select(c => c is '\n' or '\r' ? c : ' ')];
    }

    public static string Of(string text)
    {
        var code = new CodeText(text);
        code.ReadCode(inHole: false);
        return new string(code._code);
    }

    private bool Sees(string mark) => string.CompareOrdinal(_text, _at, mark, 0, mark.Length) == 0;

    private void SkipTo(string mark)
    {
        var end = _text.IndexOf(mark, _at, StringComparison.Ordinal);
        _at = end < 0 ? _text.Length : end + mark.Length;
    }

    private void ReadCode(bool inHole)
    {
        for (var depth = 0; _at < _text.Length;)
        {
            var c = _text[_at];
            if (Sees("//"))
            {
                SkipTo("\n");
            }
            else if (Sees("/*"))
            {
                SkipTo("*/");
            }
            else if (c == '\'')
            {
                ReadCharacter();
            }
            else if (StartsString())
            {
                ReadString();
            }
            else if (inHole && c == '}' && depth == 0)
            {
                return;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                _code[_at++] = c;
            }
        }
    }

    private void ReadCharacter()
    {
        for (_at++; _at < _text.Length && _text[_at] is not ('\'' or '\n'); _at++)
        {
            _at += _text[_at] == '\\' ? 1 : 0;
        }

        _at++;
    }

    private bool StartsString()
    {
        var at = _at;
        while (at < _text.Length && _text[at] is '$' or '@')
        {
            at++;
        }

        return at < _text.Length && _text[at] == '"';
    }

    private void ReadString()
    {
        var prefix = Run('$', '@');
        var quotes = CountHere('"');
        var holes = prefix.Count(c => c == '$');
        if (prefix.Contains('@'))
        {
            _at++;
            ReadUntil("\"", holes, doubled: true, escapes: false);
        }
        else if (quotes >= 3)
        {
            _at += quotes;
            ReadUntil(new string('"', quotes), holes, doubled: false, escapes: false);
        }
        else
        {
            _at++;
            ReadUntil("\"", holes, doubled: false, escapes: true);
        }
    }

    private string Run(char first, char second)
    {
        var start = _at;
        while (_text[_at] == first || _text[_at] == second)
        {
            _at++;
        }

        return _text[start.._at];
    }

    private int CountHere(char c)
    {
        var at = _at;
        while (at < _text.Length && _text[at] == c)
        {
            at++;
        }

        return at - _at;
    }

    private void ReadUntil(string end, int holes, bool doubled, bool escapes)
    {
        while (_at < _text.Length)
        {
            if (escapes && _text[_at] == '\\')
            {
                _at += 2;
            }
            else if (Sees(end) && doubled && CountHere('"') >= 2)
            {
                _at += 2;
            }
            else if (Sees(end))
            {
                _at += end.Length;
                return;
            }
            else if (holes > 0 && _text[_at] == '{')
            {
                ReadHole(holes, raw: end.Length >= 3);
            }
            else
            {
                _at++;
            }
        }
    }

    // In a raw string as many braces open a hole as there were dollar signs; elsewhere two are a literal one.
    private void ReadHole(int holes, bool raw)
    {
        var braces = CountHere('{');
        _at += braces;
        if (raw ? braces >= holes : braces % 2 == 1)
        {
            ReadCode(inHole: true);
            _at += raw ? holes : 1;
        }
    }
}
