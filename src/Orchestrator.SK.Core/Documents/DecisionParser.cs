using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>
/// Reads an ADR or RFC in the forms they are written in: a <c>Status</c> section with a paragraph or a table, a table or fields (<c>**Status:** Accepted</c>) at
/// the top, front matter. Relations come from fields, from the status' words, and from notes in the body.
/// </summary>
public static partial class DecisionParser
{
    private const RegexOptions Linear = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking;

    public static DecisionRecord Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        var lines = TextLines.Split(text);
        var (name, id, kind, title) = Identify(path, lines);
        var head = Head(lines);
        var fields = DecisionFields.Read(head).ToList();
        var (status, statusLine) = Status(fields, head);
        var edges = fields.SelectMany(field => field.Relation is { } relation
                ? DecisionEdges.Listed(field.Value, kind).Select(target => new DecisionEdge(relation, target, field.Line, IsNote: false))
                : DecisionEdges.Stated(field.Value, field.Line, kind, notesOnly: false))
            .Concat(fields.Exists(field => field.Relation is null) ? [] : DecisionEdges.Stated(status, statusLine, kind, notesOnly: false))
            .Concat(DecisionEdges.Notes(lines, head, kind))
            .Where(edge => edge.Target != id)
            .OrderBy(edge => edge.IsNote).ThenBy(edge => edge.Line).DistinctBy(edge => (edge.Relation, edge.Target)).OrderBy(edge => edge.Line);
        return new DecisionRecord(path, name, id, kind, title, status, [.. edges])
        {
            StatusWord = Word().Match(Markup().Replace(status, " ")).Value,
            StatusLine = statusLine,
            FileNumber = FileName().Match(path[(path.LastIndexOf('/') + 1)..]) is { Success: true } file ? Number(file) : null,
        };
    }

    /// <summary>The lines before the second heading, and those of the status section, wherever it stands.</summary>
    private static List<TextLine> Head(IReadOnlyList<TextLine> lines)
    {
        List<TextLine> head = [];
        var level = 0;
        var (inHead, titled) = (true, false);
        foreach (var line in lines)
        {
            if (line.HeadingLevel is > 0 and var own)
            {
                var isStatus = StatusHeading().IsMatch(line.HeadingText);
                var isTitle = own == 1 && (!titled || Named().IsMatch(line.HeadingText));
                inHead = isStatus || isTitle || (level > 0 && own > level);
                level = isStatus ? own : inHead ? level : 0;
                titled |= own == 1;
            }

            if (inHead)
            {
                head.Add(line);
            }
        }

        return head;
    }

    private static (string Name, DecisionId? Id, DecisionKind Kind, string Title) Identify(string path, IReadOnlyList<TextLine> lines)
    {
        var titles = lines.Where(line => line.HeadingLevel == 1).Select(line => line.HeadingText).ToList();
        var file = FileName().Match(path[(path.LastIndexOf('/') + 1)..]);
        var kind = file.Groups["kind"].Value.Equals("rfc", StringComparison.OrdinalIgnoreCase) || RfcFolder().IsMatch(path) ? DecisionKind.Rfc : DecisionKind.Adr;
        var named = titles.Select(text => (Text: text, Match: Named().Match(text))).FirstOrDefault(title => title.Match.Success);
        if (named.Match is { } match)
        {
            kind = match.Groups["kind"].Value[0] is 'R' or 'r' ? DecisionKind.Rfc : DecisionKind.Adr;
            var name = $"{(kind == DecisionKind.Rfc ? "RFC" : "ADR")}-{match.Groups["number"].Value}{match.Groups["letter"].Value}";
            return (name, match.Groups["number"].Value.All(char.IsAsciiDigit) ? Id(kind, match) : null, kind, match.Groups["title"].Value.Trim());
        }

        var title = titles.FirstOrDefault("");
        var numbered = Numbered().Match(title);
        var source = numbered.Success ? numbered : file;
        title = numbered.Success ? numbered.Groups["title"].Value.Trim() : title;
        return source.Success ? (Id(kind, source).ToString(), Id(kind, source), kind, title) : ("", null, kind, title);
    }

    private static (string Text, int Line) Status(List<DecisionFields.Field> fields, List<TextLine> head)
    {
        if (fields.Find(field => field.Relation is null) is { } field)
        {
            return (field.Value, field.Line);
        }

        var at = head.FindIndex(line => line.HeadingLevel > 0 && StatusHeading().IsMatch(line.HeadingText));
        if (at < 0)
        {
            return ("", 0);
        }

        if (StatusHeading().Match(head[at].HeadingText).Groups["rest"].Value.Trim() is { Length: > 0 } rest)
        {
            return (rest, head[at].Number);
        }

        var words = head.Skip(at + 1).TakeWhile(line => line.HeadingLevel == 0).SkipWhile(line => line.IsBlank || line.Inert).TakeWhile(line => !line.IsBlank && !line.Inert).ToList();
        return words.Count == 0 || words[0].Text.TrimStart().StartsWith('|') ? ("", 0) : (string.Join('\n', words.Select(line => line.Text.Trim())), words[0].Number);
    }

    internal static DecisionId Id(DecisionKind kind, Match match) => new(kind, Number(match), match.Groups["letter"].Value.ToLowerInvariant());

    private static int Number(Match match) => int.Parse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:[0-9]+[.)]?\s+)?\**status\**\s*(?:$|[:—–-](?<rest>.*)$)", Linear)]
    private static partial Regex StatusHeading();

    [GeneratedRegex(@"^\[?(?<kind>ADR|RFC|Architecture Decision Record|Request for Comments)[\s#_-]*(?<number>[0-9]{1,6}|N{2,}|X{2,})(?<letter>[a-z]?)\]?(?:\s*[:.—–-]\s*|\s+|$)(?<title>.*)$", Linear)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\[?(?<number>[0-9]{1,6})(?<letter>[a-z]?)\]?\s*[:.)—–-]\s*(?<title>\D.*)$", Linear)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^(?:(?<kind>adr|rfc)[-_ ]?)?(?<number>[0-9]{1,6})(?<letter>[a-z]?)[-_. ]", Linear)]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?:^|/)rfcs?/[^/]*$", Linear)]
    private static partial Regex RfcFolder();

    // What was struck out is no longer so; tags and images are decoration.
    [GeneratedRegex(@"~~[^~]*~~|<[^<>]*>|!\[[^\]]*\]\([^()]*\)", Linear)]
    private static partial Regex Markup();

    [GeneratedRegex(@"\p{L}+", Linear)]
    private static partial Regex Word();
}
