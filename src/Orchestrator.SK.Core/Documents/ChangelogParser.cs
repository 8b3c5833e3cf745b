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
            if (lines[index].HeadingLevel != 2 || Version().Match(lines[index].HeadingText) is not { Success: true } match)
            {
                continue;
            }

            var body = lines.Skip(index + 1).TakeWhile(line => line.HeadingLevel is not (1 or 2)).ToList();
            var end = body.Count > 0 ? body[^1].End : lines[index].End;
            var date = match.Groups["date"] is { Success: true } found ? found.Value : null;
            sections.Add(new ChangelogSection(match.Groups["version"].Value, date, Groups(body), new TextSpan(lines[index].Start, end - lines[index].Start), lines[index].Number));
        }

        return new Changelog(sections);
    }

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
            if (!IsBullet(lines[index]))
            {
                continue;
            }

            var end = index + 1;
            for (var next = end; next < lines.Count && !Ends(lines, next); next++)
            {
                end = lines[next].IsBlank ? end : next + 1;
            }

            var own = lines[index..end];
            var text = string.Join('\n', own.Select(line => line.Text))[2..].Trim();
            var lead = Lead().Match(text) is { Success: true } match ? match.Groups["id"].Value : null;
            var ids = Parenthesised().Matches(CodeSpans.Blank(text)).SelectMany(match => SpecIds.Expand(match.Value));
            bullets.Add(new ChangelogBullet(text, lead, [.. (lead is null ? [] : new[] { lead }).Union(ids, StringComparer.Ordinal)], new TextSpan(own[0].Start, own[^1].End - own[0].Start), own[0].Number));
            index = end - 1;
        }

        return bullets;
    }

    private static bool IsBullet(TextLine line) => !line.Inert && line.Text.Length > 2 && line.Text[0] is '-' or '*' or '+' && line.Text[1] == ' ';

    private static bool Ends(List<TextLine> lines, int index) =>
        IsBullet(lines[index]) || lines[index].HeadingLevel > 0 || lines[index].IsRule || (!lines[index].IsBlank && !lines[index].IsIndented && !lines[index].Inert && lines[index - 1].IsBlank);

    [GeneratedRegex(@"^\[?(?<version>Unreleased|v?[0-9][^\]\s]*)\]?(?:\([^)]*\))?(?:\s*(?:-|–|—|\()?\s*(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\)?)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Version();

    [GeneratedRegex("^(?<id>[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]+[a-z]*):\\s", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    // Only parentheses that hold nothing but ids: a spec id in passing is no reference of the entry.
    [GeneratedRegex(@"\(\s*" + SpecIds.Pattern + @"(?:\s*(?:,|/|;|and)\s*" + SpecIds.Pattern + @")*\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Parenthesised();
}
