using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads a changelog: versions at level two, groups below them or none, bullets with their ids in front, behind, or nowhere.</summary>
public static partial class ChangelogParser
{
    public static Changelog Parse(string text)
    {
        var lines = TextLines.Split(text);
        List<ChangelogSection> sections = [];
        for (var index = 0; index < lines.Count; index++)
        {
            if (Heading(lines[index]) is not { } section)
            {
                continue;
            }

            var body = lines.Skip(index + 1).TakeWhile(line => line.HeadingLevel is not (1 or 2) && Heading(line) is null).ToList();
            var end = body.Count > 0 ? body[^1].End : lines[index].End;
            sections.Add(section with { Groups = Groups(body), Span = new TextSpan(lines[index].Start, end - lines[index].Start) });
        }

        return new Changelog(sections);
    }

    /// <summary>Reads the heading of a version, as a section without content; null if it is none.</summary>
    private static ChangelogSection? Heading(TextLine line)
    {
        if (line.HeadingLevel is not (1 or 2 or 3))
        {
            return null;
        }

        var words = line.HeadingText;
        if (line.HeadingLevel == 2 && Pending().Match(words) is { Success: true } pending)
        {
            return new ChangelogSection(pending.Groups["version"].Value, Date(pending), [], default, line.Number) { IsUnreleased = true };
        }

        // Some tools set great versions at level one and small ones at level three; there, only a date tells them from other headings.
        var match = Version().Match(words);
        var date = Date(match);
        var version = match.Groups["version"].Value;
        var isVersion = match.Success && (line.HeadingLevel == 2
            ? version.AsSpan().ContainsAny('.', '-') || match.Groups["bracket"].Success || date is not null || match.Groups["rest"].Value.Trim().Length == 0
            : date is not null && version.Contains('.', StringComparison.Ordinal));
        return isVersion
            ? new ChangelogSection(version, date, [], default, line.Number)
            {
                IsUnreleased = date is null && NotYet().IsMatch(match.Groups["rest"].Value),
                IsYanked = Yanked().IsMatch(match.Groups["rest"].Value),
            }
            : null;
    }

    private static string? Date(Match heading) => DateForm().Match(heading.Groups["rest"].Value) is { Success: true } date ? date.Value : null;

    private static List<ChangelogGroup> Groups(List<TextLine> body)
    {
        List<ChangelogGroup> groups = [];
        var heads = body.Index().Where(line => line.Item.HeadingLevel == 3).Select(line => line.Index).ToList();
        var loose = Bullets(body[..(heads.Count > 0 ? heads[0] : body.Count)]);
        if (loose.Count > 0)
        {
            groups.Add(new ChangelogGroup(null, loose, default));
        }

        foreach (var (order, head) in heads.Index())
        {
            var end = order + 1 < heads.Count ? heads[order + 1] : body.Count;
            groups.Add(new ChangelogGroup(body[head].HeadingText, Bullets(body[(head + 1)..end]), new TextSpan(body[head].Start, body[head].End - body[head].Start)));
        }

        return groups;
    }

    private static List<ChangelogBullet> Bullets(List<TextLine> lines)
    {
        List<ChangelogBullet> bullets = [];
        for (var index = 0; index < lines.Count; index++)
        {
            if (Lead(lines[index]) is var width && width == 0)
            {
                continue;
            }

            var end = index + 1;
            for (var next = end; next < lines.Count && !Ends(lines, next, width); next++)
            {
                end = lines[next].IsBlank ? end : next + 1;
            }

            var own = lines[index..end];
            var text = string.Join('\n', own.Select(line => line.Text))[width..].Trim();
            var lead = LeadingId().Match(text) is { Success: true } match ? match.Groups["id"].Value : null;
            var ids = Parenthesised().Matches(CodeSpans.Blank(text)).SelectMany(match => SpecIds.Expand(match.Value));
            bullets.Add(new ChangelogBullet(text, lead, [.. (lead is null ? [] : new[] { lead }).Union(ids, StringComparer.Ordinal)], new TextSpan(own[0].Start, own[^1].End - own[0].Start), own[0].Number));
            index = end - 1;
        }

        return bullets;
    }

    /// <summary>The length of what stands before a bullet's text; 0 if the line is none. Up to three blanks may stand before it.</summary>
    private static int Lead(TextLine line)
    {
        var at = line.Text.AsSpan().IndexOfAnyExcept(' ');
        var isBullet = !line.Inert && at is >= 0 and <= 3 && line.Text.Length > at + 2 && line.Text[at] is '-' or '*' or '+' && line.Text[at + 1] is ' ' or '\t' && !line.IsRule;
        return isBullet ? at + 2 : 0;
    }

    private static bool Ends(List<TextLine> lines, int index, int lead) =>
        (Lead(lines[index]) is > 0 and var own && own <= lead) || lines[index].HeadingLevel > 0 || lines[index].IsRule
        || (!lines[index].IsBlank && !lines[index].IsIndented && !lines[index].Inert && lines[index - 1].IsBlank);

    private const RegexOptions Linear = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking;

    [GeneratedRegex(@"^(?<bracket>\[)?(?:version\s+|release\s+)?(?<version>v?[0-9][^\]\s:,()]*)\]?(?:\([^)]*\))?(?<rest>(?:[\s:,(—–-].*)?)$", Linear)]
    private static partial Regex Version();

    [GeneratedRegex(@"^\[?(?<version>Unreleased|Upcoming|Next(?: (?:version|release))?|Pending|In development|Not yet released|HEAD)\]?(?:\([^)]*\))?(?:\s+changes)?(?<rest>\s*(?:[:—–(-].*)?)$", Linear)]
    private static partial Regex Pending();

    [GeneratedRegex(@"[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|\p{L}{3,9}\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}|[0-9]{1,2}(?:st|nd|rd|th|\.)? \p{L}{3,9}\.?,? [0-9]{4}|\p{L}{3,9},? [0-9]{4}", Linear)]
    private static partial Regex DateForm();

    [GeneratedRegex(@"\b(?:unreleased|tbd|tba|not yet released|in progress|in development|upcoming)\b", Linear)]
    private static partial Regex NotYet();

    [GeneratedRegex(@"\byanked\b", Linear)]
    private static partial Regex Yanked();

    [GeneratedRegex(@"^[*_]*\[?(?<id>[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]+[a-z]*)\]?(?:\([^()\s]*\))?[*_]*:[*_]*\s", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LeadingId();

    // Only parentheses that hold nothing but ids: a spec id in passing is no reference of the entry.
    [GeneratedRegex(@"\(\s*" + SpecIds.Pattern + @"(?:\s*(?:,|/|;|and)\s*" + SpecIds.Pattern + @")*\s*\)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parenthesised();
}
