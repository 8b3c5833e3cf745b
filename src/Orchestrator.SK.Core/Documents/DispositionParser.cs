using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds out what became of an item from its suffix, the end of its title, its section, and the paragraphs of its body that begin by saying so.</summary>
internal static partial class DispositionParser
{
    /// <summary>Nobody reads further to learn it, and each statement looks ahead for its target.</summary>
    private const int Reach = 400;

    /// <param name="documentPath">Links start from its folder.</param>
    /// <param name="headings">Those above the item, the nearest first.</param>
    /// <param name="paragraphs">The first line of each paragraph of the body, the attribute line aside.</param>
    /// <param name="done">Whether the item is marked done: the body of an open one tells a plan and not a fate.</param>
    public static Disposition Of(string documentPath, BacklogHeader header, IEnumerable<string> headings, IEnumerable<string> paragraphs, bool done)
    {
        var said = Best(Statements(documentPath, header.Suffix, done)) ?? (done ? OfTitle(documentPath, header.Title) ?? OfBody(documentPath, paragraphs) : null);
        return headings.Select(OfSection).FirstOrDefault(kind => kind is not null) is { } section
            ? said is { LeavesItem: true } ? said with { Kind = section } : new Disposition(section)
            : said ?? Disposition.None;
    }

    private static Disposition? Best(List<Disposition> said) => said.FirstOrDefault(one => one.LeavesItem) ?? (said.Count > 0 ? said[0] : null);

    /// <summary>The words in parentheses at the title's end, if they name the other item.</summary>
    private static Disposition? OfTitle(string documentPath, string title) =>
        Best(Statements(documentPath, TitleEnd().Match(title).Value, done: true)) is { Id: not null } said ? said : null;

    private static Disposition? OfBody(string documentPath, IEnumerable<string> paragraphs) =>
        paragraphs.Select(line => FromBody(documentPath, line)).FirstOrDefault(found => found is not null);

    /// <summary>A sentence like <c>Moved the parser</c> or <c>Dropped two calls</c> tells what was done: only a fate with its target, or alone, counts.</summary>
    private static Disposition? FromBody(string documentPath, string line)
    {
        line = Near(line);
        var text = line[Lead().Match(line).Length..];
        if (Verb().Match(text) is not { Success: true, Index: 0 } verb || Read(documentPath, text, verb, done: true) is not { } found)
        {
            return null;
        }

        var closed = found.Kind is DispositionKind.Withdrawn or DispositionKind.DecidedAgainst
            ? StandsAlone().IsMatch(text[verb.Groups["verb"].Length..])
            : found.Id is not null || found.Place?.EndsWith(".md", StringComparison.OrdinalIgnoreCase) == true;
        return closed ? found : null;
    }

    private static List<Disposition> Statements(string documentPath, string text, bool done)
    {
        text = Near(text);
        var blank = CodeSpans.Blank(text);
        List<Disposition> found = [];
        foreach (Match verb in Verb().Matches(blank))
        {
            if (!Negated().IsMatch(blank.AsSpan(Math.Max(0, verb.Index - 8), Math.Min(8, verb.Index))) && Read(documentPath, text, verb, done) is { } said)
            {
                found.Add(said);
            }
        }

        return found;
    }

    private static Disposition? Read(string documentPath, string text, Match match, bool done)
    {
        var verb = match.Groups["verb"].Value.ToLowerInvariant().Replace('’', '\'');
        var link = match.Groups["link"].Value.ToLowerInvariant();
        var (id, place, linked) = Target(documentPath, text, match.Index + match.Length);
        return (verb, link) switch
        {
            (_, "here") => null,
            ("was" or "formerly" or "previously", "") => id is null ? null : new Disposition(DispositionKind.Renamed, id),
            (_, "from") => id is null ? null : new Disposition(DispositionKind.Renamed, id),
            ("promoted", _) => To(DispositionKind.Promoted),
            ("graduated", _) => To(DispositionKind.Graduated),
            ("subsumed" or "superseded", "by" or "in" or "into" or "") => By(DispositionKind.Subsumed),
            ("duplicate" or "dup", "of") => id is null ? null : new Disposition(DispositionKind.Subsumed, id),
            ("absorbed", "by" or "in" or "into" or "") => By(DispositionKind.Absorbed),
            // A merged pull request ships the item: only another item takes it in.
            ("merged" or "folded", "into" or "in" or "with") => id is null ? null : new Disposition(DispositionKind.Absorbed, id),
            ("moved" or "split" or "renamed", "to" or "into" or "as" or "under") => id is null && place is null ? null : new Disposition(DispositionKind.Moved, id, place),
            // Behind an open item an arrow leads to what it is about, behind a closed one to where it went.
            ("→", "") => done && (id is not null || linked) ? new Disposition(DispositionKind.Moved, id, place) : null,
            ("withdrawn" or "dropped" or "obsolete" or "abandoned" or "cancelled" or "canceled", _) => new Disposition(DispositionKind.Withdrawn, id),
            ("rejected" or "declined" or "decided against" or "not planned" or "won't fix" or "won't do" or "wontfix", _) => new Disposition(DispositionKind.DecidedAgainst, id),
            _ => null,
        };

        Disposition? To(DispositionKind kind) => link is "to" or "as" or "into" or "" ? new Disposition(kind, id, id is null && link.Length > 0 ? place : null) : null;

        // "absorbed BK-3" swallowed the other one; "absorbed" alone, and "absorbed by BK-3", were swallowed.
        Disposition? By(DispositionKind kind) => link.Length == 0 && id is not null ? null : new Disposition(kind, id, id is null && link.Length > 0 ? place : null);
    }

    private static (string? Id, string? Place, bool Linked) Target(string documentPath, string text, int from)
    {
        if (TargetId().Match(text, from) is { Success: true } id)
        {
            return (id.Groups["id"].Value, null, false);
        }

        if (TargetLink().Match(text, from) is { Success: true } link)
        {
            var path = DocumentLinks.Resolve(documentPath, link.Groups["target"].Value, relative: true);
            return (null, path, path is not null);
        }

        var words = TargetWords().Match(text, from).Groups["words"].Value.Trim([' ', '*', '_', '`', '"']);
        return (null, words.Length == 0 ? null : words, false);
    }

    private static string Near(string text) => text.Length <= Reach ? text : text[..Reach];

    private static DispositionKind? OfSection(string heading)
    {
        var words = SectionHead().Match(heading);
        return !words.Success ? null : words.Value.TrimStart().ToLowerInvariant() switch
        {
            "absorbed" => DispositionKind.Absorbed,
            "subsumed" or "superseded" => DispositionKind.Subsumed,
            "withdrawn" or "dropped" or "abandoned" => DispositionKind.Withdrawn,
            _ => DispositionKind.DecidedAgainst,
        };
    }

    // Suffixes and body lines come with single spaces.
    [GeneratedRegex(@"(?:(?<![\w-])(?<verb>promoted|graduated|renamed|moved|split|subsumed|superseded|absorbed|merged|folded|withdrawn|dropped|obsolete|abandoned|cancell?ed|rejected|declined|decided against|not planned|won['’]t (?:fix|do)|wontfix|duplicate|dup|was|formerly|previously)(?![\w-])|(?<verb>→))(?: (?<link>to|by|into|in|as|from|of|with|under|here)(?!\w))?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Verb();

    [GeneratedRegex(@"(?:\b(?:not|never|be|nor)|n['’]t) $", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Negated();

    [GeneratedRegex(@"\G[\s:*_(`\[]*(?<id>[A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*-[0-9]+[a-z]*)(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex TargetId();

    [GeneratedRegex(@"\G[ :*_]*\[[^\]\n]{0,200}\]\((?<target>[^()\s]{1,400})\)", RegexOptions.CultureInvariant)]
    private static partial Regex TargetLink();

    [GeneratedRegex(@"\G[ :]*(?:`(?<words>[^`]{1,120})`|(?<words>[^)(;,]{0,120}?)(?=[)(;,]|\.(?:\s|$)|$))", RegexOptions.CultureInvariant)]
    private static partial Regex TargetWords();

    [GeneratedRegex(@"\([^()]*\)$", RegexOptions.CultureInvariant | RegexOptions.RightToLeft)]
    private static partial Regex TitleEnd();

    [GeneratedRegex(@"^(?:[*_(>~ -]|→ ?(?=[a-z]+\b(?!-)))*(?:(?:Status|Disposition|Outcome|Resolution|Closed):[* ]*)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Lead();

    [GeneratedRegex(@"^(?:$|[.:,;)(*_]| (?:—|–|--|\(|because\b|in favou?r\b|on [0-9]|[0-9]))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex StandsAlone();

    [GeneratedRegex(@"^\W*(?:absorbed|subsumed|superseded|withdrawn|dropped|abandoned|rejected|declined|decided against|not planned|won['’]t (?:do|fix))(?![\w-])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SectionHead();
}
