using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>What an item is, as far as its own documents say; or why it may not start.</summary>
public sealed record ItemFindings(BacklogItem? Item, IReadOnlyList<string> Specs, IReadOnlyList<string> Warnings, string? Refusal = null, string Remedy = "");

/// <summary>Whether an item may start: it exists, it is open, and specs cover it.</summary>
public static class IntakeRules
{
    private const string Further = "Add a new item for further work.";

    public static ItemFindings Check(string itemId, string backlogPath, Backlog? backlog, Backlog? done, SpecIndex specs, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(specs);
        ArgumentNullException.ThrowIfNull(exists);
        if (backlog is null)
        {
            return Refuse($"There is no backlog at '{backlogPath}'.", "Name it in orchestrator.json (paths.backlog), commit, and run again.");
        }

        var item = backlog.Find(itemId);
        if (item is null || item.Status == ItemStatus.Done)
        {
            return Gone(item, item?.Id ?? itemId.Trim().ToUpperInvariant(), backlog, done);
        }

        // An id may be asked for in another letter case than the backlog's.
        if (backlog.DuplicateIds.Contains(item.Id, StringComparer.OrdinalIgnoreCase))
        {
            return Refuse($"{item.Id} stands in {backlogPath} more than once (lines {string.Join(", ", backlog.Lines(item.Id))}).", "Give one of them another id: an id must name one item.");
        }

        if (done?.Find(item.Id) is not null)
        {
            return Refuse($"{item.Id} is open in {backlogPath} and stands in the register of done items as well.", "Give the open item another id, or remove one of the two.");
        }

        return Cover(item, specs, exists, item.Status == ItemStatus.InProgress ? [$"{itemId} is marked [{item.Mark}]: somebody may be working on it"] : []);
    }

    private static ItemFindings Gone(BacklogItem? item, string id, Backlog backlog, Backlog? done)
    {
        var registered = done?.Find(id);
        if ((item ?? registered) is not { } found)
        {
            return Unknown(id, backlog, done);
        }

        // Where the entry was moved to the register, the register tells the end of its story.
        var last = found.Disposition.Kind == DispositionKind.Moved && registered is not null ? registered : found;
        var where = last == item ? $"{backlog.Path}, line {last.Line}" : $"{done!.Path}, line {last.Line}";
        if (!last.Disposition.LeavesItem)
        {
            return Refuse($"{found.Id} is done already (marked [{last.Mark}]{Suffix(last)}, {where}).", Further);
        }

        return Refuse($"{found.Id} was not shipped under this id: it is marked [{last.Mark}] because it was {last.Disposition} ({where}).", WhereItWent(last.Disposition, backlog, done));
    }

    private static string WhereItWent(Disposition disposition, Backlog backlog, Backlog? done)
    {
        if (disposition.Id is not { } id)
        {
            return disposition.Place is { } place ? $"Look for it in {place}. {Further}" : Further;
        }

        return (backlog.Find(id) ?? done?.Find(id) ?? Now(id, backlog, done)) switch
        {
            null => $"Look for {id}. {Further}",
            { Status: not ItemStatus.Done } open => $"Run {open.Id}, {open.Title}.",
            var closed => $"See {id}, which is {(closed.Id == id ? "" : $"{closed.Id} now, ")}marked [{closed.Mark}]. {Further}",
        };
    }

    // An id is no key over time: items are renamed, promoted and absorbed, and say what they were.
    private static ItemFindings Unknown(string id, Backlog backlog, Backlog? done)
    {
        if (Now(id, backlog, done) is { } now)
        {
            return Refuse($"{id} is {now.Id} now, {now.Title} (marked [{now.Mark}]).", now.Status == ItemStatus.Done ? Further : $"Run {now.Id}.");
        }

        var near = NearIds.Of(id, backlog.Items.Concat(done?.Items ?? []).Select(item => item.Id)).Select(other => Described(other, backlog, done)).ToList();
        return Refuse(
            $"{id} is not in {backlog.Path}, which has {Names(backlog)}.{(near.Count > 0 ? $" Near it: {string.Join("; ", near)}." : "")}",
            $"{(near.Count > 0 ? "Run the one you mean, or add" : "Add")} it there as '- [ ] **{id} — Title**' with a 'spec:' line, commit, and run again.");
    }

    private static BacklogItem? Now(string id, Backlog backlog, Backlog? done) => backlog.Items.Concat(done?.Items ?? []).FirstOrDefault(other => Was(other, id));

    private static string Described(string id, Backlog backlog, Backlog? done)
    {
        var item = backlog.Find(id) ?? done!.Find(id)!;
        return $"{item.Id} [{item.Mark}] {item.Title}";
    }

    private static string Suffix(BacklogItem item) => item.Suffix.Length > 0 ? $", {item.Suffix}" : "";

    private static bool Was(BacklogItem item, string id)
    {
        if (item.Disposition.Kind == DispositionKind.Renamed && item.Disposition.Id == id)
        {
            return true;
        }

        var text = $"{item.Suffix}\n{item.Body}";
        var at = text.IndexOf($"(was {id}", StringComparison.Ordinal);
        return at >= 0 && !char.IsAsciiLetterOrDigit(text.ElementAtOrDefault(at + 5 + id.Length));
    }

    private static ItemFindings Cover(BacklogItem item, SpecIndex specs, Func<string, bool> exists, List<string> warnings)
    {
        var linked = specs.Sections.Where(section => !section.Deprecated && item.Links.Contains(section.Path)).Select(section => section.Id);
        var named = item.SpecIds.Where(id => specs.Find(id) is { Deprecated: false });
        List<string> covered = [.. named.Concat(linked).Distinct(StringComparer.Ordinal)];
        warnings.AddRange(item.SpecIds.Where(id => !specs.Contains(id)).Select(id => $"{item.Id} names the spec id {id}, which no spec declares"));
        warnings.AddRange(item.Links.Where(link => !exists(link)).Select(link => $"{item.Id} links to {link}, which is not there"));
        return covered.Count > 0
            ? new(item, covered, warnings)
            : Refuse(
                $"No spec covers {item.Id}{(item.SpecIds.Count + item.Links.Count > 0 ? $": it names {string.Join(", ", item.SpecIds.Concat(item.Links))}, and none of these declares a spec id in force" : ": its entry names no spec")}.",
                "Write the spec first, name its ids in the item's 'spec:' line, commit, and run again.");
    }

    private static ItemFindings Refuse(string reason, string remedy) => new(null, [], [], reason, remedy);

    private static string Names(Backlog backlog)
    {
        var open = backlog.Items.Where(item => item.Status != ItemStatus.Done).Select(item => item.Id).ToList();
        return open.Count == 0 ? "no open items" : $"the open items {string.Join(", ", open.Take(12))}{(open.Count > 12 ? ", …" : "")}";
    }
}
