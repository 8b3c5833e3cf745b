using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>
/// Finds the repository paths that a text links to, in four forms: <c>→ Spec: `path`</c>, <c>Spec: `path`</c> in prose, Markdown links, and
/// <c>Detail:</c> or <c>Trace:</c> lines. Web addresses and anchors are no paths; nor is a path that leaves the repository.
/// </summary>
internal static partial class DocumentLinks
{
    /// <summary>A link further behind its label than this has none.</summary>
    private const int LabelReach = 200;

    /// <summary>Returns each link once, in order. One without a path stands for a document still to be written (<c>→ Spec: TBD</c>).</summary>
    public static IReadOnlyList<DocumentLink> In(string documentPath, string text)
    {
        var blank = CodeSpans.Blank(text);
        var labels = Label().Matches(blank);
        List<(int At, DocumentLink Link)> found = [];
        foreach (Match label in labels)
        {
            var from = label.Index + label.Length;
            found.AddRange(Labelled(text, blank, from).Select(target => (target.At, Link(documentPath, target.Text, relative: false, KindOf(label)))));
            if (ToBeWritten().IsMatch(blank, from))
            {
                found.Add((from, new DocumentLink(KindOf(label), null)));
            }
        }

        var next = 0;
        foreach (Match link in MarkdownLink().Matches(text))
        {
            while (next < labels.Count && labels[next].Index < link.Index)
            {
                next++;
            }

            // A link's text may be code, its brackets may not.
            if (blank[link.Index] == ']')
            {
                var kind = next > 0 && Governs(labels[next - 1], text, link.Index) ? KindOf(labels[next - 1]) : LinkKind.Other;
                found.Add((link.Index, Link(documentPath, link.Groups["target"].Value, relative: true, kind)));
            }
        }

        return [.. found.Where(one => one.Link is { Path: not null } or { Kind: not LinkKind.Other }).OrderBy(one => one.At).Select(one => one.Link).DistinctBy(link => link.Path ?? $":{link.Kind}", StringComparer.Ordinal)];
    }

    /// <summary>Returns the path from the repository's root, or null.</summary>
    public static string? Resolve(string documentPath, string target, bool relative)
    {
        target = target.Trim().Trim('<', '>');
        var path = Uri.UnescapeDataString(target.Split('#', '?')[0]);
        if (path.Length == 0 || path.Contains(':', StringComparison.Ordinal) || path.Any(char.IsWhiteSpace) || path.Any(char.IsControl) || !(path.Contains('/', StringComparison.Ordinal) || path.Contains('.', StringComparison.Ordinal)))
        {
            return null;
        }

        var folder = documentPath[..Math.Max(0, documentPath.LastIndexOf('/'))];
        var fromFolder = !path.StartsWith('/') && (relative || path.StartsWith('.'));
        List<string> segments = [.. fromFolder ? folder.Split('/', StringSplitOptions.RemoveEmptyEntries) : []];
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (segment)
            {
                case ".":
                    break;
                case ".." when segments.Count == 0:
                    return null;
                case "..":
                    segments.RemoveAt(segments.Count - 1);
                    break;
                default:
                    segments.Add(segment);
                    break;
            }
        }

        return segments.Count == 0 ? null : string.Join('/', segments);
    }

    private static DocumentLink Link(string documentPath, string target, bool relative, LinkKind kind)
    {
        var path = Resolve(documentPath, target, relative);
        return new DocumentLink(path is null ? LinkKind.Other : OfPath(path) is var known and not LinkKind.Other ? known : kind, path);
    }

    /// <summary>Returns the code spans and bare paths that stand right behind a label, or behind another of their kind.</summary>
    private static IEnumerable<(int At, string Text)> Labelled(string text, string blank, int from)
    {
        while (LabelTarget().Match(text, from) is { Success: true } match)
        {
            var target = match.Groups["target"];
            // A code span that is the text of a link, or that opens inside another span, is not the path itself.
            if (blank[target.Index] != ' ' && text[target.Index] == '`')
            {
                yield break;
            }

            yield return (target.Index, target.Value.Trim('`'));
            from = match.Index + match.Length;
        }
    }

    private static bool Governs(Match label, string text, int link)
    {
        var from = label.Index + label.Length;
        return link - from is >= 0 and <= LabelReach && text.AsSpan(from, link - from) is var between && between.IndexOf('\n') < 0 && between.IndexOf("](") < 0;
    }

    private static LinkKind KindOf(Match label) => label.Groups["label"].Value.ToUpperInvariant() switch
    {
        "SPEC" => LinkKind.Spec,
        "RFC" => LinkKind.Rfc,
        "ADR" => LinkKind.Decision,
        "DETAIL" or "DOSSIER" => LinkKind.Dossier,
        "TRACE" => LinkKind.Trace,
        _ => LinkKind.Other,
    };

    private static LinkKind OfPath(string path)
    {
        var match = Folder().Match(path);
        return !match.Success ? LinkKind.Other : match.Groups["folder"].Value.ToUpperInvariant() switch
        {
            "SPEC" => LinkKind.Spec,
            "RFC" => LinkKind.Rfc,
            "ADR" or "DECISION" => LinkKind.Decision,
            "BACKLOG" or "DOSSIER" => LinkKind.Dossier,
            _ => LinkKind.Trace,
        };
    }

    [GeneratedRegex(@"\]\(\s*(?<target><[^<>\n]*>|[^\s()]+)(?:\s+""[^""]*"")?\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"(?<![A-Za-z])(?<label>Spec|RFC|ADR|Detail|Dossier|Trace|Design|Research)s?:", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    [GeneratedRegex(@"\G[ \n*,/]{0,20}(?<target>`[^`\n]+`(?!\]\()|[\w./-]{1,300}\.(?:md|markdown|rst|adoc|txt|ya?ml|json)(?!\w))", RegexOptions.CultureInvariant)]
    private static partial Regex LabelTarget();

    [GeneratedRegex(@"\G[ *]{0,10}(?:TBD|TODO|to be written)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ToBeWritten();

    [GeneratedRegex(@"(?:^|/)(?<folder>spec|rfc|adr|decision|backlog|dossier|trace)s?/[^/]+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Folder();
}
