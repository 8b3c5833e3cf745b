namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>
/// Finds the attributes of C# tests: <c>[Trait("Spec", "ID")]</c>, NUnit's <c>[Property]</c> and <c>[Category]</c>, MSTest's <c>[TestProperty]</c> and
/// <c>[TestCategory]</c>, and an attribute of the repository's own, <c>[Spec("ID")]</c>.
/// </summary>
internal sealed class AttributeMarkers(string path, MarkerRules rules)
{
    private readonly List<TestMarker> _found = [];

    public IReadOnlyList<TestMarker> Find(string text)
    {
        var tokens = CurlyTokens.Read(text);
        var declarations = new Declarations(tokens);
        for (var index = 0; index < tokens.Count; index++)
        {
            if (!IsSection(tokens, index))
            {
                declarations.Follow(index);
                continue;
            }

            List<(int Line, IReadOnlyList<string> Ids, bool IsGlobal)> marks = [];
            do
            {
                var close = tokens.Close(index);
                marks.AddRange(Section(tokens, index + 1, close));
                index = close + 1;
            }
            while (index < tokens.Count && tokens[index].Is('['));

            var name = marks.Count > 0 ? declarations.NameFrom(index) : "";
            _found.AddRange(marks.Select(mark => new TestMarker(path, mark.Line, mark.IsGlobal ? "" : name, mark.Ids)));
            index--;
        }

        return _found;
    }

    /// <summary>Attributes stand where a statement or a member begins; elsewhere a bracket indexes or lists.</summary>
    private static bool IsSection(IReadOnlyList<SourceToken> tokens, int index) =>
        tokens[index].Is('[') && (index == 0 || tokens[index - 1].Is('{') || tokens[index - 1].Is('}') || tokens[index - 1].Is(';'));

    private IEnumerable<(int Line, IReadOnlyList<string> Ids, bool IsGlobal)> Section(IReadOnlyList<SourceToken> tokens, int from, int to)
    {
        var isGlobal = from < to && tokens[from].Text is "assembly" or "module" && from + 1 < to && tokens[from + 1].Is(':');
        var name = "";
        var line = 0;
        for (var index = from; index < to; index++)
        {
            var token = tokens[index];
            if (token.Kind == TokenKind.Name)
            {
                (name, line) = (token.Text, token.Line);
            }
            else if (token.Is('<'))
            {
                while (index + 1 < to && !tokens[index].Is('>'))
                {
                    index++;
                }
            }
            else if (token.Is('('))
            {
                var close = Math.Min(tokens.Close(index), to);
                if (Ids(name, tokens, index + 1, close) is { Count: > 0 } ids)
                {
                    yield return (line, ids, isGlobal);
                }

                index = close;
            }
        }
    }

    private IReadOnlyList<string> Ids(string attribute, IReadOnlyList<SourceToken> tokens, int from, int to)
    {
        var name = attribute.EndsWith("Attribute", StringComparison.Ordinal) && attribute.Length > 9 ? attribute[..^9] : attribute;
        List<string> literals = [.. tokens.Literals(from, to).Select(literal => literal.Text)];
        return name switch
        {
            "Trait" or "Property" or "TestProperty" => literals.Count > 1 && rules.IsName(literals[0]) ? [.. literals.Skip(1).SelectMany(TestMarkers.Ids)] : [],
            "Category" or "TestCategory" => [.. literals.SelectMany(literal => TestMarkers.TagIds(literal, rules))],
            _ => rules.IsName(name) ? [.. literals.SelectMany(TestMarkers.Ids)] : [],
        };
    }
}
