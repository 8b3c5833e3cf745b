namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>Finds JUnit's tags in Java and its kin: <c>@Tag("ID")</c>, <c>@Tags({…})</c>, and an annotation of the repository's own, <c>@Spec("ID")</c>.</summary>
internal sealed class AnnotationMarkers(string path, MarkerRules rules)
{
    private readonly List<TestMarker> _found = [];

    public IReadOnlyList<TestMarker> Find(string text)
    {
        var tokens = CurlyTokens.Read(text);
        var declarations = new Declarations(tokens);
        for (var index = 0; index < tokens.Count; index++)
        {
            if (!tokens[index].Is('@') || index + 1 >= tokens.Count || tokens[index + 1].Kind != TokenKind.Name || tokens[index + 1].Text == "interface")
            {
                declarations.Follow(index);
                continue;
            }

            var line = tokens[index].Line;
            index++;
            while (index + 2 < tokens.Count && (tokens[index + 1].Is('.') || tokens[index + 1].Is(':')) && tokens[index + 2].Kind == TokenKind.Name)
            {
                index += 2;
            }

            if (index + 1 >= tokens.Count || !tokens[index + 1].Is('('))
            {
                continue;
            }

            var close = tokens.Close(index + 1);
            if (Ids(tokens[index].Text, tokens, index + 2, close) is { Count: > 0 } ids)
            {
                _found.Add(new TestMarker(path, line, declarations.NameFrom(close + 1), ids));
            }

            index = Math.Min(close, tokens.Count - 1);
        }

        return _found;
    }

    private IReadOnlyList<string> Ids(string annotation, IReadOnlyList<SourceToken> tokens, int from, int to) =>
        annotation == "Tag" ? [.. tokens.Literals(from, to).SelectMany(literal => TestMarkers.TagIds(literal.Text, rules))]
        : annotation == "Tags" ? [.. Tags(tokens, from, to)]
        : rules.IsName(annotation) ? [.. tokens.Literals(from, to).SelectMany(literal => TestMarkers.Ids(literal.Text))]
        : [];

    private IEnumerable<string> Tags(IReadOnlyList<SourceToken> tokens, int from, int to)
    {
        for (var index = from; index + 1 < to; index++)
        {
            if (tokens[index].IsName("Tag") && tokens[index + 1].Is('('))
            {
                var close = Math.Min(tokens.Close(index + 1), to);
                foreach (var id in Ids("Tag", tokens, index + 2, close))
                {
                    yield return id;
                }

                index = close;
            }
        }
    }
}
