using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads a backlog or its done register. Knows no section by name: each era of a repository names them anew.</summary>
public static partial class BacklogParser
{
    /// <summary>A bold title may be wrapped over this many lines.</summary>
    private const int MaxHeaderLines = 4;

    /// <summary>Returns every item at column 0 outside code fences and comments.</summary>
    /// <param name="path">Where the file lies in the repository; relative links start from its folder.</param>
    /// <param name="text">The whole file.</param>
    public static Backlog Parse(string path, string text)
    {
        var lines = TextLines.Split(text);
        var backlog = Parse(path, lines, plain: false);
        return backlog.Items.Count == 0 && (path.Length == 0 || Register().IsMatch(path)) ? Parse(path, lines, plain: true) : backlog;
    }

    private static Backlog Parse(string path, IReadOnlyList<TextLine> lines, bool plain)
    {
        List<BacklogItem> items = [];
        var (section, subsection) = ("", "");
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            if (line.HeadingLevel > 0)
            {
                (section, subsection) = line.HeadingLevel switch
                {
                    1 => ("", ""),
                    2 => (line.HeadingText, ""),
                    _ => (section, line.HeadingText),
                };
            }
            else if (ReadHeader(lines, index, plain, out var headerLines) is { } header)
            {
                var body = Body(lines, index + headerLines, plain);
                var last = body.Count > 0 ? body[^1] : lines[index + headerLines - 1];
                items.Add(Item(path, header, body, (section, subsection), new TextSpan(line.Start, last.End - line.Start)) with { Line = line.Number });
            }
        }

        var duplicates = items.Where(item => item.Id != BacklogHeader.NoId).GroupBy(item => item.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
        return new Backlog(path, WithoutItemIds(items), [.. duplicates]);
    }

    /// <summary>An item names others of its kind; their prefixes are known from the file itself.</summary>
    private static IReadOnlyList<BacklogItem> WithoutItemIds(List<BacklogItem> items)
    {
        var prefixes = items.Select(item => SpecIds.Prefix(item.Id)).ToHashSet(StringComparer.Ordinal);
        return [.. items.Select(item => item with { SpecIds = [.. item.SpecIds.Where(id => !prefixes.Contains(SpecIds.Prefix(id)))] })];
    }

    private static BacklogItem Item(string path, BacklogHeader header, IReadOnlyList<TextLine> body, (string Section, string Subsection) under, TextSpan span)
    {
        var prose = string.Join('\n', body.Where(line => !line.Inert).Select(line => line.Text));
        var status = header.Mark switch
        {
            " " => ItemStatus.Pending,
            "x" or "X" => ItemStatus.Done,
            _ => ItemStatus.InProgress,
        };
        var (attributes, attributeLines) = AttributeLine.Read(body);
        var stated = SpecReferences.Stated(attributes);
        var links = DocumentLinks.In(path, $"{header.Suffix}\n{prose}");
        return new BacklogItem(
            header.Id, status, header.Mark is [var mark] ? mark : '\uFFFD', header.Title, header.Suffix, under.Section,
            [.. (stated ?? []).Union(SpecReferences.In($"{header.Title}\n{prose}"), StringComparer.Ordinal)],
            [.. links.Select(link => link.Path).OfType<string>()], string.Join('\n', body.Select(line => line.Text)), span)
        {
            Subsection = under.Subsection,
            StatedSpecIds = stated,
            Attributes = attributes,
            References = links,
            Disposition = DispositionParser.Of(path, header, [under.Subsection, under.Section], Paragraphs(body, attributeLines), status == ItemStatus.Done),
            MarkSpan = new TextSpan(span.Start + header.MarkAt, header.Mark.Length),
        };
    }

    /// <summary>Returns the first line of each paragraph.</summary>
    private static IEnumerable<string> Paragraphs(IReadOnlyList<TextLine> body, int from) =>
        Enumerable.Range(from, body.Count - from)
            .Where(index => !body[index].Inert && !body[index].IsBlank && (index == from || body[index - 1].IsBlank))
            .Select(index => BacklogHeader.OneLine(body[index].Text));

    private static BacklogHeader? ReadHeader(IReadOnlyList<TextLine> lines, int index, bool plain, out int count)
    {
        count = 1;
        if (lines[index].Inert || !BacklogHeader.Opens(lines[index].Text, plain))
        {
            return null;
        }

        var text = lines[index].Text;
        while (BacklogHeader.Parse(text, plain) is var header)
        {
            if (header is not null)
            {
                return header;
            }

            if (count == MaxHeaderLines || index + count >= lines.Count || lines[index + count] is not { IsIndented: true, IsBlank: false })
            {
                break;
            }

            text += "\n" + lines[index + count].Text;
            count++;
        }

        return null;
    }

    /// <summary>Takes the indented lines below a header, with the blank lines and fences between them, up to the next structure at column 0.</summary>
    private static List<TextLine> Body(IReadOnlyList<TextLine> lines, int from, bool plain)
    {
        var end = from;
        for (var index = from; index < lines.Count && !Ends(lines, index, plain); index++)
        {
            end = lines[index].IsBlank ? end : index + 1;
        }

        return [.. lines.Skip(from).Take(end - from)];
    }

    private static bool Ends(IReadOnlyList<TextLine> lines, int index, bool plain)
    {
        var line = lines[index];
        if (line.IsBlank || line.IsIndented || (line.Inert && !line.Text.StartsWith("<!--", StringComparison.Ordinal)))
        {
            return false;
        }

        // Prose at the margin right below a line still belongs to it; after a blank line it speaks for the section.
        var afterBlank = index > 0 && lines[index - 1].IsBlank;
        return afterBlank || line.HeadingLevel > 0 || line.IsRule || line.Text[0] is '<' || BacklogHeader.Opens(line.Text, plain)
            || (line.Text.Length > 1 && line.Text[0] is '-' or '*' or '+' && line.Text[1] == ' ');
    }

    // Elsewhere a checkbox with an id is a step of a plan, or a requirement that was looked at.
    [GeneratedRegex(@"(?i)(?:backlog|to-?do|roadmap|work-?items?|done|completed|shipped)[^/]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Register();
}
