using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Links of documents lead somewhere: to a file, to a heading, and in the form in which the document's others do.</summary>
internal sealed partial record DeadLink() : GeneralRule("document-link", "A dead link is worse than none: its reader is sent away for nothing.")
{
    /// <summary>So many links of one form make it the document's own.</summary>
    private const int Custom = 3;

    /// <summary>Whoever sees so many looks for the rest.</summary>
    private const int MaxDead = 10;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        foreach (var file in change.Diff.Where(file => file.After is not null && IsMarkdown(file.Path)))
        {
            foreach (var row in OfChanged(change, file))
            {
                yield return row;
            }
        }

        foreach (var row in LostHeadings(change))
        {
            yield return row;
        }
    }

    private IEnumerable<AuditRow> OfChanged(AuditedChange change, DiffFile file)
    {
        var known = MarkdownLinks.Of(file.Path, file.Before ?? "").Select(link => link.Target).ToHashSet(StringComparer.Ordinal);
        var links = MarkdownLinks.Of(file.Path, file.After!);
        var fresh = links.Where(link => !known.Contains(link.Target) || change.IsNew(file.Path)).ToList();
        var dead = fresh.Where(link => link.Path is not null && IsDead(change, file.Path, link)).ToList();
        foreach (var link in dead.DistinctBy(link => link.Target).Take(MaxDead))
        {
            yield return Missing(file.Path, link.Line, new("a link", file.Path, link.Line), $"the link to '{link.Target}' leads somewhere", $"{file.Path}:{link.Line} leads to what is not there");
        }

        if (dead.Count == 0 && FileKinds.Of(file.Path) == FileKind.Readme && Paths.Folder(file.Path).Length == 0 && Odd(change, file, links, fresh) is { } odd)
        {
            yield return Missing(file.Path, odd.Line, new("a relative link", file.Path, odd.Line), $"links of {file.Path} are whole addresses, as its others are",
                $"{file.Path}:{odd.Line} leads to '{odd.Target}', which no package page or site can follow");
        }
    }

    /// <summary>A relative link among whole ones: it is new and the only kind of its sort, or the change made others whole and left it.</summary>
    private static MarkdownLink? Odd(AuditedChange change, DiffFile file, IReadOnlyList<MarkdownLink> links, List<MarkdownLink> fresh)
    {
        List<MarkdownLink> relative = [.. links.Where(link => link is { Path: not null, IsWhole: false })];
        var isNew = links.Count(link => link.IsWhole) >= Custom && relative.Count > 0 && relative.TrueForAll(link => fresh.Contains(link));
        var gone = MarkdownLinks.Of(file.Path, file.Before ?? "").Where(link => link.Path is { } path && change.After.Contains(path) && !relative.Exists(other => other.Path == path)).ToList();
        return isNew || gone.Exists(link => fresh.Exists(other => other.IsWhole && other.Target.EndsWith("/" + link.Path, StringComparison.Ordinal))) ? relative.FirstOrDefault() : null;
    }

    private static bool IsDead(AuditedChange change, string document, MarkdownLink link)
    {
        var path = link.Path!;
        if (!change.After.Contains(path))
        {
            return !change.After.IsFolder(path.TrimEnd('/')) && !IsMadeLater(change, document, path);
        }

        // An anchor that is no heading's slug, or in a page that a generator fills, may come from anywhere.
        return link.Anchor is { Length: > 0 } anchor && IsMarkdown(path) && Slug().IsMatch(anchor) && change.After.Text(path) is { } text && !Filled().IsMatch(text) && !MarkdownLinks.Anchors(text).Contains(anchor);
    }

    // A site's pages are often made from others: nobody can tell then what a link between them leads to.
    private static bool IsMadeLater(AuditedChange change, string document, string path) =>
        !Paths.Extension(path).Equals(".md", StringComparison.OrdinalIgnoreCase) && Paths.Extension(path).Length > 0 && !FileName().IsMatch(Paths.Name(path))
        || (change.After.Text(".gitignore") ?? "").Split('\n').Any(line => line.Trim().Trim('/') is { Length: > 1 } folder && (path.StartsWith(folder + "/", StringComparison.Ordinal) || document.StartsWith(folder + "/", StringComparison.Ordinal)));

    private IEnumerable<AuditRow> LostHeadings(AuditedChange change)
    {
        var lost = change.Diff.Where(file => file is { Kind: ChangeKind.Modified, Before: not null, After: not null } && IsMarkdown(file.Path))
            .Select(file => (file, Anchors: MarkdownLinks.Anchors(file.Before!).Except(MarkdownLinks.Anchors(file.After!), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal)))
            .Where(pair => pair.Anchors.Count > 0).ToDictionary(pair => pair.file.Path, StringComparer.Ordinal);
        return lost.Count == 0 ? [] :
            from document in change.After.Files
            where document.Text is not null && IsMarkdown(document.Path) && document.Text.Contains('#', StringComparison.Ordinal)
            let link = MarkdownLinks.Of(document.Path, document.Text!).FirstOrDefault(link => link.Anchor is { } anchor && lost.TryGetValue(link.Path ?? document.Path, out var pair) && pair.Anchors.Contains(anchor))
            where link is not null
            let source = lost[link.Path ?? document.Path].file
            select Missing(document.Path, link.Line, new("a heading is gone or has another name", source.Path, source.FirstChangedLine), $"the link to '#{link.Anchor}' of {source.Path} leads somewhere",
                $"{document.Path}:{link.Line} leads to '{link.Target}'") with { Mend = Renamed(document.Path, lost[link.Path ?? document.Path].Anchors, source) };
    }

    // One heading went and one came: that is its other name.
    private static Func<string, string?>? Renamed(string document, IReadOnlyCollection<string> gone, DiffFile source)
    {
        var come = MarkdownLinks.Anchors(source.After!).Except(MarkdownLinks.Anchors(source.Before!), StringComparer.Ordinal).ToList();
        return gone is not { Count: 1 } || come is not [var now] ? null : text => MarkdownLinks.Of(document, text)
            .Where(link => link.Anchor == gone.First() && (link.Path ?? document) == source.Path).Select(link => link.Target).Distinct(StringComparer.Ordinal)
            .Aggregate(text, (left, target) => left.Replace($"({target}", $"({target[..target.LastIndexOf('#')]}#{now}", StringComparison.Ordinal));
    }

    private static bool IsMarkdown(string path) => path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[\p{Ll}\p{Lo}0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    [GeneratedRegex(@"^:::|\{\{|\{%|--8<--|```\{|^<!--\s*include", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Filled();

    [GeneratedRegex(@"\.(?:md|mdx|py|cs|ts|tsx|js|ya?ml|toml|json|txt|rst|ipynb|sh|png|svg|jpg|gif)$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
