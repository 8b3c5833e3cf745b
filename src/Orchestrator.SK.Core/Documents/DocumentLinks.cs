using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>
/// Finds the repository paths that a text links to, in four forms: <c>→ Spec: `path`</c>, <c>Spec: `path`</c> in prose, Markdown links, and
/// <c>Detail:</c> or <c>Trace:</c> lines. Web addresses, anchors and <c>TBD</c> are no paths; nor is a path that leaves the repository.
/// </summary>
internal static partial class DocumentLinks
{
    public static IReadOnlyList<string> In(string documentPath, string text)
    {
        var slash = documentPath.LastIndexOf('/');
        var folder = slash < 0 ? "" : documentPath[..slash];
        var spans = CodeSpans.Find(text);

        // A link's text may be code, its brackets may not.
        var links = MarkdownLink().Matches(text)
            .Where(match => !spans.Any(span => match.Index > span.Start && match.Index < span.End - 1))
            .Select(match => (At: match.Index, Path: Resolve(folder, match.Groups["target"].Value, relative: true)));
        var labels = Labelled(text, spans)
            .Select(span => (At: span.Start, Path: Resolve(folder, text.Substring(span.Start, span.Length).Trim('`'), relative: false)));

        return [.. links.Concat(labels).Where(link => link.Path is not null).OrderBy(link => link.At).Select(link => link.Path!).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Returns the code spans that stand right behind a label, or behind another such span.</summary>
    private static IEnumerable<TextSpan> Labelled(string text, IReadOnlyList<TextSpan> spans)
    {
        foreach (Match label in Label().Matches(CodeSpans.Blank(text)))
        {
            var from = label.Index + label.Length;
            foreach (var span in spans.Where(span => span.Start >= from))
            {
                if (text[from..span.Start].Trim([' ', '\n', '*', ',', '/']).Length > 0 || IsLinkText(text, span))
                {
                    break;
                }

                yield return span;
                from = span.End;
            }
        }
    }

    /// <summary>Returns the path from the repository's root, or null.</summary>
    private static string? Resolve(string folder, string target, bool relative)
    {
        target = target.Trim().Trim('<', '>');
        var path = Uri.UnescapeDataString(target.Split('#', '?')[0]);
        if (path.Length == 0 || path.Contains(':', StringComparison.Ordinal) || path.Any(char.IsWhiteSpace) || !(path.Contains('/', StringComparison.Ordinal) || path.Contains('.', StringComparison.Ordinal)))
        {
            return null;
        }

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

    private static bool IsLinkText(string text, TextSpan span) => span.End + 1 < text.Length && text[span.End] == ']' && text[span.End + 1] == '(';

    [GeneratedRegex(@"\]\(\s*(?<target><[^<>\n]*>|[^\s()]+)(?:\s+""[^""]*"")?\s*\)", RegexOptions.CultureInvariant)]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"(?<![A-Za-z])(?:Spec|RFC|ADR|Detail|Trace|Design|Research)s?:", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Label();
}
