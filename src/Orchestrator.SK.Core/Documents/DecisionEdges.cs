using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads relations between decisions out of words.</summary>
internal static partial class DecisionEdges
{
    public const RegexOptions Linear = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking;

    /// <summary>The words of each relation, with the spelling that a widespread tool once had.</summary>
    public const string Relations = @"(?:(?<by>(?:super[sc]eded|replaced|obsoleted)[\s_-]+by)|(?<of>super[sc]edes|replaces|obsoletes)|(?<amended>amended[\s_-]+by)|(?<amends>amends))";

    public static DecisionRelation Relation(Match match) => match.Groups["by"].Success ? DecisionRelation.SupersededBy
        : match.Groups["of"].Success ? DecisionRelation.Supersedes
        : match.Groups["amended"].Success ? DecisionRelation.AmendedBy
        : DecisionRelation.Amends;

    /// <summary>
    /// Returns the first decision that the words name and those listed with it. What else the words mention, such as <c>(via ADR-0019)</c>, is not meant; a
    /// sentence's end ends the list.
    /// </summary>
    public static IEnumerable<DecisionId> Listed(string words, DecisionKind kind)
    {
        var from = 0;
        foreach (Match match in Reference().Matches(words))
        {
            var between = words[from..match.Index];
            if (from > 0 && !Joint().IsMatch(between))
            {
                yield break;
            }

            if (from == 0 && SentenceEnd().IsMatch(between))
            {
                yield break;
            }

            if (Read(match, kind) is { } id)
            {
                yield return id;
            }

            from = match.Index + match.Length;
        }
    }

    /// <summary>Returns the relations that a stretch of prose states.</summary>
    /// <param name="line">The number of its first line.</param>
    /// <param name="notesOnly">Only those that open an emphasis, a quotation or the stretch count: prose also tells of other decisions' relations.</param>
    public static IEnumerable<DecisionEdge> Stated(string words, int line, DecisionKind kind, bool notesOnly)
    {
        var blank = CodeSpans.Blank(words);
        foreach (Match match in Phrase().Matches(blank))
        {
            if (notesOnly && !OpensNote(blank, match.Index))
            {
                continue;
            }

            var rest = words[(match.Index + match.Length)..Math.Min(words.Length, match.Index + match.Length + MaxList)];
            var next = Phrase().Match(rest);
            foreach (var target in Listed(next.Success ? rest[..next.Index] : rest, kind))
            {
                yield return new DecisionEdge(Relation(match), target, line + words.AsSpan(0, match.Index).Count('\n'), notesOnly);
            }
        }
    }

    /// <summary>Returns the notes of the body, paragraph by paragraph.</summary>
    public static IEnumerable<DecisionEdge> Notes(IReadOnlyList<TextLine> lines, IReadOnlyList<TextLine> head, DecisionKind kind)
    {
        var inHead = head.Select(line => line.Number).ToHashSet();
        List<TextLine> paragraph = [];
        foreach (var line in lines)
        {
            if (line.IsBlank || line.Inert || line.HeadingLevel > 0 || line.Text.TrimStart().StartsWith('|'))
            {
                foreach (var edge in Close())
                {
                    yield return edge;
                }
            }
            else
            {
                paragraph.Add(line);
            }
        }

        foreach (var edge in Close())
        {
            yield return edge;
        }

        IReadOnlyList<DecisionEdge> Close()
        {
            if (paragraph.Count == 0)
            {
                return [];
            }

            var words = string.Join('\n', paragraph.Select(line => line.Text));
            var first = paragraph[0].Number;
            paragraph.Clear();
            return [.. Stated(words, first, kind, notesOnly: true).Select(edge => edge with { IsNote = !inHead.Contains(edge.Line) })];
        }
    }

    /// <summary>More than any list of decisions takes; it bounds the work where one phrase follows another.</summary>
    private const int MaxList = 1000;

    private static bool OpensNote(string words, int at)
    {
        var lineStart = at == 0 ? 0 : words.LastIndexOf('\n', at - 1) + 1;
        var before = words.AsSpan(lineStart, at - lineStart);
        var emphasis = before.TrimEnd("*_").Length < before.Length;
        var bare = before.Trim(" \t>*_");
        var quoted = before.TrimStart().StartsWith(">") && bare.IsEmpty;
        var item = bare is "-" or "+" || (before.Trim(" \t").StartsWith("*") && bare.IsEmpty);
        return emphasis || quoted || (char.IsUpper(words[at]) && (item || (bare.IsEmpty && lineStart == 0)));
    }

    private static DecisionId? Read(Match match, DecisionKind kind)
    {
        var text = Id().Match(match.Groups["text"].Success ? match.Groups["text"].Value : match.Value);
        var found = text.Success ? text : File().Match(match.Groups["target"].Value);
        return found.Success
            ? DecisionParser.Id(found.Groups["kind"].Value is { Length: > 0 } own ? own[0] is 'R' or 'r' ? DecisionKind.Rfc : DecisionKind.Adr : kind, found)
            : null;
    }

    [GeneratedRegex(@"\b" + Relations + @"\b[:*_]*", Linear)]
    private static partial Regex Phrase();

    [GeneratedRegex(@"\[(?<text>[^\[\]]*)\]\((?<target>[^()\s]*)\)|\b(?:ADR|RFC)[\s#-]?[0-9]{1,6}[a-z]?\b", Linear)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\b(?<kind>ADR|RFC)[\s#-]?(?<number>[0-9]{1,6})(?<letter>[a-z]?)\b", Linear)]
    private static partial Regex Id();

    [GeneratedRegex(@"(?:^|/)(?:(?<kind>adr|rfc)[-_]?)?(?<number>[0-9]{1,6})(?<letter>[a-z]?)[-_.][^/]*$", Linear)]
    private static partial Regex File();

    // "A, B", "A and the B", "A for this, and B for that": one list, as long as the sentence runs.
    [GeneratedRegex(@"^(?:[^.:;(]|\.\S)*(?:[,&/]|\band\b|\n\s*-)\s*(?:and\s+)?(?:the\s+)?[*_`""']*$", Linear)]
    private static partial Regex Joint();

    [GeneratedRegex(@"[.;]\s", Linear)]
    private static partial Regex SentenceEnd();
}
