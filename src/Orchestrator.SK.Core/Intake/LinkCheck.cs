using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>Whether the links of an item lead where they say: documents get other numbers, move and are superseded, and links stay behind.</summary>
internal static partial class LinkCheck
{
    private const string Renumbered = "renumbered-link";
    private const string Gone = "stale-link";

    /// <summary>An item with more links is a list of something.</summary>
    private const int MaxLinks = 200;

    /// <summary>Returns a notice for each link that leads nowhere, or to what no longer holds.</summary>
    public static IReadOnlyList<IntakeNotice> Of(BacklogItem item, IntakeSources sources) =>
    [
        .. item.References.Where(link => link.Path is not null).DistinctBy(link => link.Path).Take(MaxLinks).Select(link => Resolve(link.Path!, sources.Paths).ToList() switch
        {
            [] => Stale(item, link.Path!, sources),
            var paths => paths.Select(path => sources.Decisions.FirstOrDefault(record => record.Path == path)).OfType<DecisionRecord>().Select(record => Standing(item, record, sources)).FirstOrDefault(notice => notice is not null),
        }).OfType<IntakeNotice>(),

        // A path in prose may be one that the item is to write; only a numbered document can be told to be another one now.
        .. PathHints.In($"{item.Title}\n{item.Body}").Where(path => !PathHints.IsGlob(path) && !item.Links.Contains(path) && !Resolve(path, sources.Paths).Any()).Take(MaxLinks)
            .Select(path => Stale(item, path, sources)).Where(notice => notice.Code == Renumbered),
    ];

    /// <summary>Whether a notice is about the document to build from: where no spec covers the item, it is why.</summary>
    public static bool NamesAContract(IntakeNotice notice) => notice.Code == Renumbered;

    /// <summary>The paths that a link means: one, those of a folder, or the one file of that name where the text has no folder.</summary>
    public static IEnumerable<string> Resolve(string link, IReadOnlySet<string> paths) =>
        paths.Contains(link) ? [link]
        : paths.Where(path => path.StartsWith($"{link.TrimEnd('/')}/", StringComparison.Ordinal)).ToList() is { Count: > 0 } below ? below
        : link.Contains('/', StringComparison.Ordinal) ? []
        : paths.Where(path => path.EndsWith($"/{link}", StringComparison.Ordinal)).Take(2).ToList() is [var only] ? [only] : [];

    private static IntakeNotice Stale(BacklogItem item, string link, IntakeSources sources)
    {
        var there = $"{item.Id} names {link}, which is not there";
        var (topic, number, free) = Siblings(link, sources.Paths);
        var taken = number is null ? "" : $"; its number is that of {number} now";
        if (topic is not null)
        {
            return new(Renumbered, $"{there}: that document has another number now{taken}.", $"Link {topic}.");
        }

        if (sources.Past(link) is { } past)
        {
            return new(number is null ? Gone : Renumbered, $"{there} any more: commit {past.RemovedIn[..Math.Min(8, past.RemovedIn.Length)]} {(past.MovedTo is { } moved ? $"moved it to {moved}" : "removed it")}{taken}.",
                past.MovedTo is { } now && sources.Paths.Contains(now) ? $"Link {now}." : "Link what took its place, or take the link out.");
        }

        var name = link[(link.LastIndexOf('/') + 1)..];
        var near = sources.Paths.Where(path => path.EndsWith($"/{name}", StringComparison.Ordinal)).Take(3).ToList();
        return number is not null
            ? new(Renumbered, $"{there}{taken}.", $"Link the document that is meant ({number}, if it is that one), or give a new one the next free number, {free}.")
            : new(Gone, $"{there}, and was not in the history of this commit.", near.Count > 0 ? $"Link {string.Join(" or ", near)}, if it is that." : "Correct the path, or take the link out.");
    }

    /// <summary>The document of the same folder with the same words under another number, the one with the same number and other words, and the next free number.</summary>
    private static (string? Topic, string? Number, string Free) Siblings(string link, IReadOnlySet<string> paths)
    {
        if (Numbered().Match(link) is not { Success: true } wanted)
        {
            return (null, null, "");
        }

        var siblings = paths.Select(path => Numbered().Match(path)).Where(match => match.Success && match.Groups["kind"].Value == wanted.Groups["kind"].Value
            && (wanted.Groups["folder"].Value.Length == 0 || match.Groups["folder"].Value == wanted.Groups["folder"].Value)).OrderBy(match => match.Value, StringComparer.Ordinal).ToList();
        var last = siblings.Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
        return (siblings.Find(match => match.Groups["topic"].Value == wanted.Groups["topic"].Value)?.Value,
            siblings.Find(match => match.Groups["number"].Value.TrimStart('0') == wanted.Groups["number"].Value.TrimStart('0'))?.Value,
            (last + 1).ToString($"D{wanted.Groups["number"].Length}", CultureInfo.InvariantCulture));
    }

    private static IntakeNotice? Standing(BacklogItem item, DecisionRecord record, IntakeSources sources) => record.Standing switch
    {
        DecisionStanding.Ended => new("superseded-link", $"{item.Id} links to {record.Path}, which is no longer in force: {FirstLine(record.StatusText)}.",
            Successors(record, sources) is { Count: > 0 } by ? $"Link {string.Join(" and ", by)}, and see that the item still holds." : "See that the item still holds, or take the link out."),
        DecisionStanding.Open => new("open-proposal", $"{item.Id} links to {record.Path}, which is not accepted yet: {FirstLine(record.StatusText)}.", "Have it decided first if the item stands on it; only specs bind the experts."),
        _ => null,
    };

    private static List<string> Successors(DecisionRecord record, IntakeSources sources) =>
        [.. record.SupersededBy.Select(id => sources.Decisions.FirstOrDefault(other => other.Id == id)?.Path ?? id.ToString())];

    private static string FirstLine(string text) => text.Split('\n')[0].Trim().TrimEnd('.');

    [GeneratedRegex(@"^(?<folder>(?:[^/]+/)*)(?<kind>(?:[A-Za-z]+[-_ ])?)(?<number>[0-9]{1,6})[-_ .](?<topic>[^/]+)\.md$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
