namespace Orchestrator.SK.Core.Documents;

/// <summary>Adds entries to what is not released yet, in the file's own form, and changes no other byte.</summary>
public static class ChangelogEdit
{
    /// <summary>The order of groups where the file has none of its own; others follow by name.</summary>
    private static readonly string[] GroupOrder = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Documentation", "Internal"];

    /// <summary>
    /// Returns the text with the entries on top of their group, newest id first. An entry that stands there already is not added again. The result does
    /// not depend on the order of <paramref name="entries"/>, so it does not matter who handed in first.
    /// </summary>
    public static string Insert(string text, IReadOnlyList<ChangelogEntry> entries)
    {
        var changelog = ChangelogParser.Parse(text);
        var form = ChangelogForm.Of(text, changelog);
        var standing = (changelog.Unreleased?.Groups ?? []).SelectMany(group => group.Bullets).Select(bullet => OneLine(bullet.Text)).ToHashSet(StringComparer.Ordinal);
        List<ChangelogEntry> added = [.. entries
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Text) && !ChangelogForm.Spellings(entry).Any(standing.Contains))
            .OrderBy(entry => entry.ItemId is null).ThenBy(entry => SpecIds.Prefix(entry.ItemId ?? ""), StringComparer.Ordinal).ThenByDescending(entry => SpecIds.Number(entry.ItemId ?? ""))
            .ThenBy(entry => entry.ItemId, StringComparer.Ordinal).ThenBy(entry => entry.Text, StringComparer.Ordinal).ThenBy(entry => entry.Group, StringComparer.Ordinal)
            .DistinctBy(entry => ChangelogForm.Spellings(entry)[1])];

        // Last position first, so that no offset moves before it is used.
        var pieces = form.Grouped
            ? added.GroupBy(entry => Group(changelog.Unreleased, entry.Group)).OrderByDescending(group => Rank(group.Key)).ThenByDescending(group => group.Key, StringComparer.Ordinal)
                .Select(group => Grouped(text, changelog, form, group.Key, [.. group]))
            : added.Count == 0 ? [] : [Loose(text, changelog, form, added)];
        return Apply(text, changelog, form, [.. pieces]);
    }

    /// <summary>A piece of text and where it goes; <c>NewBlock</c> pieces at the end of the section are parted by blank lines.</summary>
    private sealed record Piece(int At, string Text, bool NewBlock);

    private static Piece Loose(string text, Changelog changelog, ChangelogForm form, IReadOnlyList<ChangelogEntry> entries)
    {
        var group = changelog.Unreleased?.Groups.FirstOrDefault(group => group.Name is null);
        var neighbours = group?.Bullets ?? changelog.Sections.SelectMany(section => section.Groups).FirstOrDefault(other => other.Name is null)?.Bullets ?? [];
        var lines = string.Concat(entries.Select(entry => form.Write(entry, neighbours)));
        return group is not null ? new Piece(group.Bullets[0].Span.Start, lines, false) : new Piece(EndOfUnreleased(text, changelog), lines, true);
    }

    private static Piece Grouped(string text, Changelog changelog, ChangelogForm form, string name, IReadOnlyList<ChangelogEntry> entries)
    {
        var groups = changelog.Unreleased?.Groups ?? [];
        var group = groups.FirstOrDefault(group => group.Name == name);
        IReadOnlyList<ChangelogBullet> neighbours = group is { Bullets.Count: > 0 } ? group.Bullets : [.. groups.SelectMany(other => other.Bullets)];
        var lines = string.Concat(entries.Select(entry => form.Write(entry, neighbours)));
        var gap = form.BlankAfterHeading ? form.Newline : "";
        if (group is { Bullets.Count: > 0 })
        {
            return new Piece(group.Bullets[0].Span.Start, lines, false);
        }

        if (group is not null)
        {
            var bare = text.AsSpan(group.Span.End).TrimStart(" \t") is var rest && (rest.IsEmpty || rest[0] is '\r' or '\n');
            return new Piece(group.Span.End, gap + lines + (bare ? "" : form.Newline), false);
        }

        var block = $"### {name}{form.Newline}{gap}{lines}";
        var next = groups.FirstOrDefault(other => other.Name is not null && Rank(other.Name) > Rank(name));
        return next is not null ? new Piece(next.Span.Start, block + form.Newline, false) : new Piece(EndOfUnreleased(text, changelog), block, true);
    }

    private static string Apply(string text, Changelog changelog, ChangelogForm form, IReadOnlyList<Piece> pieces)
    {
        foreach (var piece in pieces.Where(piece => !piece.NewBlock).OrderByDescending(piece => piece.At))
        {
            text = TextInsert.Lines(text, piece.At, piece.Text, form.Newline);
        }

        // Groups came in descending order; blocks that share the section's end are read upwards.
        var block = string.Join(form.Newline, pieces.Where(piece => piece.NewBlock).Reverse().Select(piece => piece.Text));
        if (block.Length == 0)
        {
            return text;
        }

        changelog = ChangelogParser.Parse(text);
        return changelog.Unreleased is not null
            ? TextInsert.Lines(text, EndOfUnreleased(text, changelog), form.Newline + block, form.Newline)
            : WithUnreleased(text, changelog, form, block);
    }

    private static string WithUnreleased(string text, Changelog changelog, ChangelogForm form, string block)
    {
        var heading = $"## {(form.Brackets ? "[Unreleased]" : "Unreleased")}{form.Newline}{form.Newline}{block}";
        if (changelog.Sections.Count > 0)
        {
            var rule = form.Rules ? $"---{form.Newline}{form.Newline}" : "";
            return TextInsert.Lines(text, changelog.Sections[0].Span.Start, heading + form.Newline + rule, form.Newline);
        }

        var blank = text.Trim('\uFEFF').Length == 0 || text.EndsWith(form.Newline + form.Newline, StringComparison.Ordinal) ? "" : form.Newline;
        return TextInsert.Lines(text, text.Length, blank + heading, form.Newline);
    }

    /// <summary>The offset behind the last line that says something: blank lines, rules and link definitions below belong to the file.</summary>
    private static int EndOfUnreleased(string text, Changelog changelog)
    {
        if (changelog.Unreleased is not { } section)
        {
            return text.Length;
        }

        var lines = TextLines.Split(text).Where(line => line.Start >= section.Span.Start && line.Start < section.Span.End);
        return lines.Last(line => line.Number == section.Line || !(line.IsBlank || line.IsRule || (line.Text.StartsWith('[') && line.Text.Contains("]: ", StringComparison.Ordinal)))).End;
    }

    /// <summary>The file's own spelling of a group's name.</summary>
    private static string Group(ChangelogSection? section, string name)
    {
        var clean = InlineText.OneLine(name);
        clean = clean.Length == 0 ? "Changed" : clean;
        return section?.Groups.FirstOrDefault(group => string.Equals(group.Name, clean, StringComparison.OrdinalIgnoreCase))?.Name ?? clean;
    }

    private static int Rank(string name) => Array.FindIndex(GroupOrder, group => group.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var rank ? rank : GroupOrder.Length;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
