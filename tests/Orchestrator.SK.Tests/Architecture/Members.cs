using System.Text.RegularExpressions;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>A member with code: a method, a constructor, an operator, a property that computes; or the statements of a program.</summary>
internal sealed record Member(string Name, int Line, int Lines);

/// <summary>Finds the members of a file by counting braces in its code.</summary>
internal sealed partial class Members
{
    private readonly SourceFile _file;
    private readonly string _code;
    private readonly List<Member> _found = [];
    private int _at;

    private Members(SourceFile file) => (_file, _code) = (file, file.Code);

    public static IReadOnlyList<Member> Of(SourceFile file)
    {
        var members = new Members(file);
        members.ReadBody(isType: false);
        Assert.True(members._at >= file.Code.Length, $"{file.Path}:{file.LineOf(Math.Min(members._at, file.Code.Length))}: {nameof(Members)} counts a brace too many here, and cannot read this file.");
        return members._found;
    }

    // The members of a type, a namespace or the file itself, up to the closing brace.
    private void ReadBody(bool isType)
    {
        (int First, int Last)? statements = null;
        for (SkipBlanks(); _at < _code.Length && _code[_at] != '}'; SkipBlanks())
        {
            SkipAttributes();
            var start = _at;
            var stop = SkipHeader();
            var header = _code[start.._at];
            if (stop == '{' && TypeHeader().IsMatch(header))
            {
                _at++;
                ReadBody(isType: !header.StartsWith("namespace", StringComparison.Ordinal));
                _at++;
                continue;
            }

            var isCode = stop == '{' || (stop == '=' && IsArrow() && !IsTable(header));
            SkipRest(stop);
            if (isType && isCode)
            {
                Add(NameOf(header), start, _at - 1);
            }
            else if (!isType && !Declaration().IsMatch(header))
            {
                statements = (statements?.First ?? start, _at - 1);
            }
        }

        if (statements is { } all)
        {
            Add("top-level statements", all.First, all.Last);
        }
    }

    private void Add(string name, int first, int last) =>
        _found.Add(new(name, _file.LineOf(first), _file.LineOf(last) - _file.LineOf(first) + 1));

    private void SkipBlanks()
    {
        while (_at < _code.Length && char.IsWhiteSpace(_code[_at]))
        {
            _at++;
        }
    }

    private void SkipAttributes()
    {
        while (_at < _code.Length && _code[_at] == '[')
        {
            _at = Closing(_at) + 1;
            SkipBlanks();
        }
    }

    // A header goes to its block, its arrow or value, or its semicolon; what stands in parentheses is passed over.
    private char SkipHeader()
    {
        for (var start = _at; _at < _code.Length; _at++)
        {
            if (_code[_at] is '{' or ';' or '}' || (_code[_at] == '=' && !OperatorName().IsMatch(_code[start.._at])))
            {
                return _code[_at];
            }

            _at = _code[_at] is '(' or '[' ? Closing(_at) : _at;
        }

        return ';';
    }

    private void SkipRest(char stop)
    {
        if (stop == '{')
        {
            _at = Closing(_at) + 1;
            return;
        }

        for (; _at < _code.Length && _code[_at] is not (';' or '}'); _at++)
        {
            _at = _code[_at] is '(' or '[' or '{' ? Closing(_at) : _at;
        }

        _at = _at < _code.Length && _code[_at] == ';' ? _at + 1 : _at;
    }

    private bool IsArrow() => _at + 1 < _code.Length && _code[_at + 1] == '>';

    // A property that just lists values, such as the cases of a theory, is data: its length says nothing about its difficulty.
    private bool IsTable(string header) => !header.Contains('(', StringComparison.Ordinal) && Table().IsMatch(_code, _at);

    private int Closing(int at)
    {
        for (var depth = 0; at < _code.Length; at++)
        {
            depth += _code[at] is '(' or '[' or '{' ? 1 : _code[at] is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0)
            {
                return at;
            }
        }

        return _code.Length - 1;
    }

    private static string NameOf(string header) => LastName().Match(header) is { Success: true } name ? name.Value : header.Trim();

    [GeneratedRegex(@"^((public|private|protected|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe|new)\s+)*(class|struct|record|interface|enum|namespace|extension)\b", RegexOptions.CultureInvariant)]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"^((global\s+)?using\s(?!var\b)|extern\b|namespace\b|((public|private|internal|file|static|sealed|abstract|readonly|ref|partial|unsafe)\s+)*(class|struct|record|interface|enum|delegate)\b|\s*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\G=>\s*(new\b|\[)", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"\boperator\s*[=!<>]*$", RegexOptions.CultureInvariant)]
    private static partial Regex OperatorName();

    [GeneratedRegex(@"\boperator\s*[^\s(]+|[\w.]+(?=\s*(<[^()]*>)?\s*\()|[\w.]+(?=\s*$)", RegexOptions.CultureInvariant)]
    private static partial Regex LastName();
}
