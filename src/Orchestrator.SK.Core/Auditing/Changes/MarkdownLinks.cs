using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Auditing.Changes;

/// <summary>One link of a document.</summary>
/// <param name="Target">As written.</param>
/// <param name="Path">From the repository's root; null for an address, and for an anchor of the same document.</param>
/// <param name="IsWhole">It is an address with a scheme.</param>
internal sealed record MarkdownLink(string Target, string? Path, string? Anchor, bool IsWhole, int Line);

/// <summary>Links and anchors of Markdown, outside code.</summary>
internal static partial class MarkdownLinks
{
    public static IReadOnlyList<MarkdownLink> Of(string path, string text) =>
    [
        .. from line in TextLines.Split(text)
           where !line.Inert && line.Text.AsSpan().ContainsAny('[', '<')
           from Match match in Link().Matches(CodeSpans.Blank(line.Text))
           let target = line.Text.Substring(match.Groups["target"].Index, match.Groups["target"].Length).Trim('<', '>')
           where target.Length > 0 && !target.Contains("{{", StringComparison.Ordinal)
           select Read(path, target, line.Number),
    ];

    /// <summary>The anchors that headings, and anchors of HTML, give a document.</summary>
    public static IReadOnlySet<string> Anchors(string text)
    {
        HashSet<string> anchors = new(StringComparer.Ordinal);
        var lines = TextLines.Split(text).ToList();
        foreach (var (heading, _) in lines.Zip(lines.Skip(1)).Where(pair => !pair.First.Inert && !pair.Second.Inert && pair.First is { HeadingLevel: 0, Text: var words } && !string.IsNullOrWhiteSpace(words) && Underline().IsMatch(pair.Second.Text)))
        {
            anchors.Add(SlugOf(heading.Text.Trim()));
        }

        foreach (var line in lines.Where(line => line.HeadingLevel > 0 || line.Text.Contains("id=", StringComparison.Ordinal) || line.Text.Contains("name=", StringComparison.Ordinal)))
        {
            if (line.HeadingLevel > 0)
            {
                var own = Attribute().Match(line.HeadingText);
                var slug = own.Success ? own.Groups["id"].Value : SlugOf(line.HeadingText);
                for (var (again, number) = (slug, 0); !anchors.Add(again); again = $"{slug}-{++number}")
                {
                }
            }

            anchors.UnionWith(Html().Matches(line.Text).Select(match => match.Groups["id"].Value));
        }

        return anchors;
    }

    private static string SlugOf(string heading) => RippleTableParser.Slug(LinkText().Replace(heading.Replace("`", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal), "$1"));

    private static MarkdownLink Read(string path, string target, int line)
    {
        var hash = target.IndexOf('#', StringComparison.Ordinal);
        var anchor = hash >= 0 ? Uri.UnescapeDataString(target[(hash + 1)..]) : null;
        var isWhole = Scheme().IsMatch(target);
        var bare = hash >= 0 ? target[..hash] : target;
        var resolved = isWhole || bare.Length == 0 ? null : DocumentLinks.Resolve(path, bare, relative: true);
        return new(target, resolved, anchor, isWhole, line);
    }

    [GeneratedRegex(@"\]\(\s*(?<target><[^<>\n]*>|[^\s()]+)(?:\s+""[^""]*"")?\s*\)|^\s{0,3}\[[^\]]+\]:\s*(?<target>\S+)|<(?:img|a|source)\b[^>]*?\s(?:src|href)=[""'](?<target>[^""']+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z0-9+.-]*:|//)", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\b(?:id|name)=[""'](?<id>[^""']+)[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Html();

    [GeneratedRegex(@"\{\s*#(?<id>[\w-]+)[^}]*\}\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();

    // What makes a heading of the line above it.
    [GeneratedRegex(@"^ {0,3}(?:=+|-{2,})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Underline();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex LinkText();
}
