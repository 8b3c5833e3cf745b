namespace Orchestrator.SK.Core.Documents;

/// <summary>How a changelog writes, learnt from what stands in it.</summary>
/// <param name="Grouped">Entries stand below <c>### Added</c> and the like, not right below the version.</param>
/// <param name="Bullet">What stands before an entry's text: the bullet with the blanks around it.</param>
/// <param name="BlankAfterHeading">A blank line follows a heading.</param>
/// <param name="Brackets">Versions stand in brackets.</param>
/// <param name="Rules">A <c>---</c> stands between versions.</param>
/// <param name="Newline">The line terminator.</param>
internal sealed record ChangelogForm(bool Grouped, string Bullet, bool BlankAfterHeading, bool Brackets, bool Rules, string Newline)
{
    public static ChangelogForm Of(string text, Changelog changelog)
    {
        var lines = TextLines.Split(text);
        var written = changelog.Sections.OrderByDescending(section => section.IsUnreleased).FirstOrDefault(section => section.Groups.Count > 0);
        var heads = changelog.Sections.SelectMany(section => section.Groups).Where(group => group is { Name: not null, Bullets.Count: > 0 }).ToList();
        return new ChangelogForm(
            Grouped: written is null || written.Groups[0].Name is not null,
            Bullet: changelog.Sections.OrderByDescending(section => section.IsUnreleased).SelectMany(section => section.Groups).SelectMany(group => group.Bullets).FirstOrDefault() is { } bullet ? Lead(text.AsSpan(bullet.Span.Start)) : "- ",
            BlankAfterHeading: heads.Count == 0 || heads[0].Bullets[0].Span.Start > heads[0].Span.End,
            Brackets: changelog.Sections.Count == 0 || text.AsSpan(changelog.Sections[0].Span.Start).TrimStart("# ").StartsWith("["),
            Rules: changelog.Sections.Skip(1).Any(section => HasRuleAbove(lines, section.Line)),
            Newline: TextLines.Newline(text));
    }

    private static bool HasRuleAbove(IReadOnlyList<TextLine> lines, int line)
    {
        var above = line - 2;
        while (above > 0 && lines[above].IsBlank)
        {
            above--;
        }

        return above >= 0 && lines[above].IsRule;
    }

    private static string Lead(ReadOnlySpan<char> bullet)
    {
        var mark = bullet.IndexOfAny('-', '*', '+');
        var blanks = bullet[(mark + 1)..].IndexOfAnyExcept(' ');
        return $"{bullet[..(mark + 1)]}{new string(' ', Math.Clamp(blanks, 1, 4))}";
    }

    /// <summary>Whether most of the bullets are stubs, with the id in front.</summary>
    public static bool AreStubs(IReadOnlyList<ChangelogBullet> bullets) => bullets.Count > 0 && bullets.Count(bullet => bullet.LeadId is not null) * 2 > bullets.Count;

    /// <summary>Writes an entry as its neighbours are written: id in front as a stub, or behind in parentheses.</summary>
    public string Write(ChangelogEntry entry, IReadOnlyList<ChangelogBullet> neighbours) => $"{Bullet}{(AreStubs(neighbours) ? Stub(entry) : Prose(entry))}{Newline}";

    /// <summary>Returns both ways to write the entry, to recognise it.</summary>
    public static IReadOnlyList<string> Spellings(ChangelogEntry entry) => [Stub(entry), Prose(entry)];

    private static string Stub(ChangelogEntry entry) => entry.ItemId is { Length: > 0 } id ? $"{id}: {Bare(entry)}" : Bare(entry);

    private static string Prose(ChangelogEntry entry) => entry.ItemId is { Length: > 0 } id ? $"{Bare(entry)} ({id})" : Bare(entry);

    /// <summary>The text without an id that its author has already put there.</summary>
    private static string Bare(ChangelogEntry entry)
    {
        var text = InlineText.OneLine(entry.Text);
        if (entry.ItemId is not { Length: > 0 } id)
        {
            return text;
        }

        text = text.StartsWith($"{id}: ", StringComparison.Ordinal) ? InlineText.OneLine(text[(id.Length + 2)..]) : text;
        return text.EndsWith($" ({id})", StringComparison.Ordinal) ? text[..^(id.Length + 3)].TrimEnd() : text;
    }
}
