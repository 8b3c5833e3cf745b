using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Where a repository keeps what is done.</summary>
internal abstract partial record DonePlace(string Newline)
{
    /// <summary>Where the item stands.</summary>
    public sealed record Where(string Newline) : DonePlace(Newline);

    /// <summary>In a section of the backlog itself.</summary>
    public sealed record Section(string Newline, int At, string Before, string After) : DonePlace(Newline)
    {
        public string Lines(string entry) => Before + Whole(entry, Newline) + After;
    }

    /// <summary>In the register of done items.</summary>
    public sealed record Register(string Newline, int At, string Before, string After) : DonePlace(Newline)
    {
        public string Lines(string entry) => Before + Whole(entry, Newline) + After;
    }

    public static DonePlace Of(string backlogText, Backlog backlog, string? doneText, BacklogItem item)
    {
        if (doneText is not null)
        {
            return InRegister(doneText, TextLines.Newline(doneText.Contains('\n', StringComparison.Ordinal) ? doneText : backlogText));
        }

        var newline = TextLines.Newline(backlogText);
        var lines = TextLines.Split(backlogText);
        var heading = lines.FirstOrDefault(line => line.HeadingLevel is 2 or 3 && DoneHeading().IsMatch(line.HeadingText));
        // A section that keeps its own finished items does so for this one too; what was promoted or moved away is not finished there.
        var keeps = backlog.Items.Any(other => other is { Status: ItemStatus.Done } && other.Section == item.Section && !MovedAway().IsMatch(other.Suffix));
        return heading.Number == 0 || keeps ? new Where(newline) : InSection(lines, backlog, heading, item, newline);
    }

    /// <summary>Below the others where ids rise in the file, for the newest stands last there; else above them.</summary>
    private static Section InSection(IReadOnlyList<TextLine> lines, Backlog backlog, TextLine heading, BacklogItem item, string newline)
    {
        var next = lines.FirstOrDefault(line => line.Number > heading.Number && line.HeadingLevel > 0 && line.HeadingLevel <= heading.HeadingLevel);
        List<BacklogItem> all = [.. backlog.Items.Where(other => other.Line > heading.Number && (next.Number == 0 || other.Line < next.Number))];
        // A section in groups keeps like with like.
        var alike = all.Where(other => SpecIds.Prefix(other.Id) == SpecIds.Prefix(item.Id)).ToList();
        var peers = alike.Count > 0 && all.Exists(other => other.Subsection.Length > 0) ? alike : all;
        if (peers.Count > 0 && (Rise(all) is var rise and not 0 ? rise : Rise(backlog.Items)) > 0)
        {
            return new Section(newline, peers[^1].Span.End, newline, "");
        }

        var (at, before, after) = peers.Count > 0 ? (peers[0].Span.Start, "", newline) : Top(lines, heading, newline);
        return new Section(newline, at, before, after);
    }

    /// <summary>How many neighbours of one kind in one group stand in rising order, less those in falling order.</summary>
    private static int Rise(IReadOnlyList<BacklogItem> items) => items.Zip(items.Skip(1))
        .Where(pair => (pair.First.Section, pair.First.Subsection, SpecIds.Prefix(pair.First.Id)) == (pair.Second.Section, pair.Second.Subsection, SpecIds.Prefix(pair.Second.Id)))
        .Sum(pair => Math.Sign(SpecIds.Number(pair.Second.Id) - SpecIds.Number(pair.First.Id)));

    private static Register InRegister(string text, string newline)
    {
        var lines = TextLines.Split(text);
        if (lines.FirstOrDefault(line => line.HeadingLevel == 2 && Unreleased().IsMatch(line.HeadingText)) is { Number: > 0 } heading)
        {
            var (at, before, after) = Top(lines, heading, newline);
            return new Register(newline, at, before, after);
        }

        var title = $"## Unreleased{newline}{newline}";
        var first = lines.FirstOrDefault(line => line.HeadingLevel == 2);
        if (first.Number == 0)
        {
            var parted = text.Trim('\uFEFF').Length == 0 || text.EndsWith(newline + newline, StringComparison.Ordinal);
            return new Register(newline, text.Length, (parted ? "" : newline) + title, "");
        }

        var next = lines.Where(line => line.HeadingLevel == 2).Skip(1).FirstOrDefault();
        var ruled = next.Number > 0 && lines.Take(next.Number - 1).LastOrDefault(line => !line.IsBlank).IsRule;
        return new Register(newline, first.Start, title, newline + (ruled ? $"---{newline}{newline}" : ""));
    }

    /// <summary>Above the first item of the section, for the newest stands first; below its last prose line if it has no item.</summary>
    private static (int At, string Before, string After) Top(IReadOnlyList<TextLine> lines, TextLine heading, string newline)
    {
        var section = lines.Skip(heading.Number).TakeWhile(line => !(line.HeadingLevel > 0 && line.HeadingLevel <= heading.HeadingLevel)).ToList();
        var first = section.FirstOrDefault(line => !line.Inert && (BacklogHeader.Opens(line.Text, plain: false) || BacklogHeader.Opens(line.Text, plain: true)));
        if (first.Number > 0)
        {
            return (first.Start, "", newline);
        }

        var last = section.LastOrDefault(line => !line.IsBlank && !line.IsRule);
        return (last.Number > 0 ? last.End : heading.End, newline, "");
    }

    private static string Whole(string entry, string newline) => (entry.EndsWith('\n') ? entry : entry + newline).ReplaceLineEndings(newline);

    [GeneratedRegex(@"^\W*(?:done|completed|finished|shipped)\b(?!.*\b(?:when|criteria|definition)\b)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex DoneHeading();

    [GeneratedRegex(@"^\[?unreleased\]?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Unreleased();

    [GeneratedRegex(@"→|\b(?:promoted|moved|graduated|subsumed|absorbed)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex MovedAway();
}
