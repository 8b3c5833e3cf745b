using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>Whether an item may start: it exists, it is open, and specs cover it. The one place that says so, for runs, chat, worker and <c>check</c>.</summary>
public static class IntakeRules
{
    /// <summary>An id longer than this was no id; it is not said back.</summary>
    private const int MaxId = 64;

    public static ItemFindings Check(string itemId, IntakeSources sources)
    {
        ArgumentNullException.ThrowIfNull(itemId);
        ArgumentNullException.ThrowIfNull(sources);
        if (sources.Backlog is not { } backlog)
        {
            return Refuse(null, "no-backlog", $"There is no backlog at '{sources.BacklogPath}'.", "Name it in orchestrator.json (paths.backlog; 'orchestrator init' finds it), commit, and run again.");
        }

        var item = backlog.Find(itemId.Trim());
        if (item is null)
        {
            return Absent(itemId, backlog, sources.Done);
        }

        // An id may be asked for in another letter case than the backlog's.
        if (backlog.Lines(item.Id) is { Count: > 1 } lines)
        {
            return Refuse(item, "duplicate-item", $"{item.Id} stands in {backlog.Path} more than once (lines {string.Join(", ", lines)}).", "Give one of them another id: an id must name one item.");
        }

        var warnings = Others(backlog);
        if (ItemStanding.Refusal(item, backlog, sources.Done) is { } closed)
        {
            return new(item, [], [closed], warnings);
        }

        if (item.Status == ItemStatus.InProgress)
        {
            warnings.Insert(0, new("in-progress", $"{item.Id} is marked [{item.Mark}] ({backlog.Path}:{item.Line}): somebody may be working on it.", "Ask who is, or mark it [ ]."));
        }

        var cover = SpecCover.Of(item, sources);
        var links = LinkCheck.Of(item, sources);
        return new(item, cover.Specs, [.. cover.Refusals, .. cover.Refusals.Count > 0 ? links.Where(LinkCheck.NamesAContract) : []],
            [.. cover.Warnings, .. cover.Refusals.Count > 0 ? links.Where(link => !LinkCheck.NamesAContract(link)) : links, .. warnings]);
    }

    private static ItemFindings Absent(string asked, Backlog backlog, Backlog? done)
    {
        var id = asked.Trim().ToUpperInvariant();
        if (asked.Length > MaxId || !id.Any(char.IsAsciiDigit) || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return Refuse(null, "unknown-item", $"'{(asked.Length > MaxId ? asked[..MaxId] + "…" : asked)}' is no item's id: it is not in {backlog.Path}, which has {Open(backlog)}.", "Give the id of an item, such as BK-004.");
        }

        if (done?.Find(id) is { } registered)
        {
            return new(null, [], [ItemStanding.Closed(registered, done, backlog, done)], []);
        }

        // An id is no key over time: items are renamed, promoted and absorbed, and say what they were.
        if (ItemStanding.Now(id, backlog, done) is { } now)
        {
            return Refuse(null, "renamed", $"{id} is {now.Id} now, {now.Title} (marked [{now.Mark}]).", now.Status == ItemStatus.Done ? ItemStanding.Further : $"Run {now.Id}.");
        }

        IReadOnlyList<BacklogItem> items = [.. backlog.Items, .. done?.Items ?? []];
        var near = NearIds.Of(id, items.Select(item => item.Id)).Select(other => items.First(item => item.Id == other)).ToList();
        var nearby = near.Count == 0 ? "" : $" Near it: {string.Join("; ", near.Select(item => $"{item.Id} [{item.Mark}] {item.Title}"))}.";
        return Refuse(null, "unknown-item", $"{id} is not in {backlog.Path}, which has {Open(backlog)}.{nearby}",
            $"{(near.Count == 0 ? "Add" : "Run the one you mean, or add")} it there as '- [ ] **{id} — Title**' with a 'spec:' line, commit, and run again.");
    }

    // What others have twice does not stop this one.
    private static List<IntakeNotice> Others(Backlog backlog) => backlog.DuplicateIds.Count == 0 ? [] :
    [
        new("duplicate-ids", $"{backlog.Path} has more than one item of an id: {string.Join("; ", backlog.DuplicateIds.Take(5).Select(id => $"{id} (lines {string.Join(", ", backlog.Lines(id))})"))}{(backlog.DuplicateIds.Count > 5 ? $"; and {backlog.DuplicateIds.Count - 5} more" : "")}.",
            "Give all but one of each another id; such items cannot be run."),
    ];

    private static ItemFindings Refuse(BacklogItem? item, string code, string reason, string remedy) => new(item, [], [new(code, reason, remedy)], []);

    private static string Open(Backlog backlog)
    {
        var open = backlog.Items.Where(item => item.Status != ItemStatus.Done).Select(item => item.Id).ToList();
        return open.Count == 0 ? "no open items" : $"the open items {string.Join(", ", open.Take(12))}{(open.Count > 12 ? ", …" : "")}";
    }
}
