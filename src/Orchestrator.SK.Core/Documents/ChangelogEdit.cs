namespace Orchestrator.SK.Core.Documents;

/// <summary>Adds entries to what is not released yet, in the file's own form, and changes no other byte.</summary>
public static class ChangelogEdit
{
    /// <summary>The order of groups where the file has none of its own; others follow by name.</summary>
    private static readonly string[] GroupOrder = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Documentation", "Internal"];

    /// <summary>Names of one kind of change in the conventions that files follow: an entry goes to the group that the file has.</summary>
    private static readonly string[][] Synonyms =
    [
        ["Added", "Features", "New features", "New", "Enhancements"], ["Fixed", "Bug fixes", "Fixes", "Bugfixes"], ["Changed", "Changes", "Improvements"],
        ["Removed", "Removals"], ["Deprecated", "Deprecations"], ["Documentation", "Docs"], ["Internal", "Chores", "Maintenance"],
    ];

    /// <summary>
    /// Returns the text with the entries on top of their group, newest id first. An entry whose id or words stand there already is not added again. The result does
    /// not depend on the order of <paramref name="entries"/>, so it does not matter who handed in first. Refused is what would not read back as meant.
    /// </summary>
    public static ChangelogInsertion Insert(string text, IReadOnlyList<ChangelogEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var changelog = ChangelogParser.Parse(text);
        if (changelog.Sections.Where(section => section.IsUnreleased).Select(section => section.Line).ToList() is { Count: > 1 } lines)
        {
            return new(text, [], $"The changelog has {lines.Count} sections of what is not released (lines {string.Join(", ", lines)}): make them one, so that an entry has one place.");
        }

        var form = ChangelogForm.Of(text, changelog);
        var (added, skipped) = Select(changelog, entries);
        if (added.Count == 0)
        {
            return new(text, skipped, null);
        }

        // Last position first, so that no offset moves before it is used.
        var pieces = form.Grouped
            ? added.GroupBy(entry => Group(changelog, entry.Group)).OrderByDescending(group => Rank(group.Key)).ThenByDescending(group => group.Key, StringComparer.Ordinal)
                .Select(group => Grouped(text, changelog, form, group.Key, [.. group]))
            : [Loose(text, changelog, form, added)];
        var edited = Apply(text, changelog, form, [.. pieces]);
        return ReadsBack(changelog, ChangelogParser.Parse(edited), added)
            ? new(edited, skipped, null)
            : new(text, [], "The changelog would not read back with the entries in it: a code fence or a comment that nothing closes, or something like it, stands above their place. Close it first.");
    }

    /// <summary>What is new, in canonical order, and why the rest is not.</summary>
    private static (List<ChangelogEntry> Added, List<string> Skipped) Select(Changelog changelog, IReadOnlyList<ChangelogEntry> entries)
    {
        List<ChangelogBullet> bullets = [.. (changelog.Unreleased?.Groups ?? []).SelectMany(group => group.Bullets)];
        var words = bullets.Select(bullet => OneLine(bullet.Text)).ToHashSet(StringComparer.Ordinal);
        var ids = bullets.SelectMany(bullet => bullet.Ids).ToHashSet(StringComparer.OrdinalIgnoreCase);
        List<ChangelogEntry> added = [];
        List<string> skipped = [];
        foreach (var entry in entries
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Text))
            .OrderBy(entry => entry.ItemId is null).ThenBy(entry => SpecIds.Prefix(entry.ItemId ?? ""), StringComparer.Ordinal).ThenByDescending(entry => SpecIds.Number(entry.ItemId ?? ""))
            .ThenBy(entry => entry.ItemId, StringComparer.Ordinal).ThenBy(entry => entry.Text, StringComparer.Ordinal).ThenBy(entry => entry.Group, StringComparer.Ordinal)
            .DistinctBy(entry => ChangelogForm.Spellings(entry)[1]))
        {
            if (entry.ItemId is { Length: > 0 } id && ids.Contains(id))
            {
                skipped.Add($"{id} has an entry already, so this one was not added: {OneLine(entry.Text)}");
            }
            else if (ChangelogForm.Spellings(entry).Any(words.Contains))
            {
                skipped.Add($"these words stand there already: {OneLine(entry.Text)}");
            }
            else
            {
                added.Add(entry);
            }
        }

        return (added, skipped);
    }

    /// <summary>Whether the new text has the old versions and bullets, and the added ones, and nothing else.</summary>
    private static bool ReadsBack(Changelog before, Changelog after, List<ChangelogEntry> added)
    {
        IEnumerable<string> Bullets(Changelog changelog, bool unreleased) => changelog.Sections.Where(section => section.IsUnreleased == unreleased)
            .SelectMany(section => section.Groups.SelectMany(group => group.Bullets.Select(bullet => $"{section.Version} {group.Name} {bullet.Text}")));

        var standing = Bullets(before, true).ToList();
        var now = Bullets(after, true).ToList();
        return after.Sections.Count == before.Sections.Count + (before.Unreleased is null ? 1 : 0)
            && Bullets(before, false).SequenceEqual(Bullets(after, false))
            && now.Count == standing.Count + added.Count
            && new HashSet<string>(now, StringComparer.Ordinal).IsSupersetOf(standing);
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

    /// <summary>The file's own name for a group: as it is spelt here, or elsewhere in the file, or what the file calls such changes.</summary>
    private static string Group(Changelog changelog, string name)
    {
        var clean = InlineText.OneLine(name);
        clean = clean.Length == 0 ? "Changed" : clean;
        List<string> here = [.. (changelog.Unreleased?.Groups ?? []).Select(group => group.Name).OfType<string>()];
        List<string> names = [.. here.Concat(changelog.Sections.SelectMany(section => section.Groups).Select(group => group.Name).OfType<string>())];
        string[] like = Array.Find(Synonyms, set => set.Any(word => Same(word, clean))) ?? [];
        return here.Find(own => string.Equals(own, clean, StringComparison.OrdinalIgnoreCase))
            ?? names.Find(own => Same(own, clean))
            ?? names.Find(own => like.Any(word => Same(own, word)))
            ?? clean;
    }

    /// <summary>Names are the same whatever decorates them: <c>🐛 Bug Fixes:</c>.</summary>
    private static bool Same(string name, string other) => Letters(name).Equals(Letters(other), StringComparison.OrdinalIgnoreCase);

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetter));

    private static int Rank(string name) => Array.FindIndex(GroupOrder, group => Same(group, name) || Synonyms.Any(set => Same(set[0], group) && set.Any(word => Same(word, name)))) is >= 0 and var rank ? rank : GroupOrder.Length;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
