using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>Whether an item's status lets it start, and where its work went if not.</summary>
internal static class ItemStanding
{
    /// <summary>A chain of promotions longer than this goes in a circle.</summary>
    private const int MaxSteps = 10;

    public const string Further = "Add a new item for further work.";

    /// <summary>Returns why it may not start, or null.</summary>
    public static IntakeNotice? Refusal(BacklogItem item, Backlog backlog, Backlog? done)
    {
        var registered = done?.Find(item.Id);
        if (item.Status == ItemStatus.Done || item.Disposition.LeavesItem)
        {
            // Where the entry was moved to the register, the register tells the end of its story.
            return item.Disposition.Kind == DispositionKind.Moved && registered is not null ? Closed(registered, done!, backlog, done) : Closed(item, backlog, backlog, done);
        }

        return registered is not null
            ? new("open-and-done", $"{item.Id} is open in {backlog.Path} and stands in the register of done items as well ({done!.Path}:{registered.Line}).", "Give the open item another id, or remove one of the two.")
            : null;
    }

    /// <summary>Tells of an entry that is closed whether it was done, or only moved on under another id.</summary>
    /// <param name="item">The entry.</param>
    /// <param name="home">The document it stands in.</param>
    public static IntakeNotice Closed(BacklogItem item, Backlog home, Backlog backlog, Backlog? done)
    {
        var place = $"{home.Path}:{item.Line}";
        if (!item.Disposition.LeavesItem)
        {
            return new("done", $"{item.Id} is done already (marked [{item.Mark}]{(item.Suffix.Length > 0 ? $", {item.Suffix}" : "")}, {place}).", Further);
        }

        var said = item.Status == ItemStatus.Done
            ? $"{item.Id} was not shipped under this id: it is marked [{item.Mark}] because it was {item.Disposition} ({place})."
            : $"{item.Id} is not to be done under this id: it was {item.Disposition} ({place}).";
        return new("moved-on", said, Went(item, backlog, done));
    }

    /// <summary>Returns the item that says it once had this id, or null.</summary>
    public static BacklogItem? Now(string id, Backlog backlog, Backlog? done) => backlog.Items.Concat(done?.Items ?? []).FirstOrDefault(other => Was(other, id));

    private static string Went(BacklogItem item, Backlog backlog, Backlog? done)
    {
        if (item.Disposition.Id is not { } next)
        {
            return item.Disposition.Place is { } place ? $"Look for it in {place}. {Further}" : Further;
        }

        return End(next, backlog, done) switch
        {
            null => $"Look for {next}, which is in neither the backlog nor the register of done items: git log -S '{next}' -- {backlog.Path}. {Further}",
            { Disposition: { LeavesItem: true, Id: not null } } circle => $"Correct the entries: {(circle.Id == item.Id ? $"{item.Id} leads to itself" : $"{next} leads in a circle")}.",
            { Status: not ItemStatus.Done } open => $"Run {open.Id}, {open.Title}.",
            var closed => $"See {next}, which is {(closed.Id == next ? "" : $"{closed.Id} now, ")}marked [{closed.Mark}]. {Further}",
        };
    }

    private static BacklogItem? End(string id, Backlog backlog, Backlog? done)
    {
        BacklogItem? reached = null;
        for (var step = 0; step < MaxSteps && (backlog.Find(id) ?? done?.Find(id) ?? Now(id, backlog, done)) is { } item; step++)
        {
            reached = item;
            if (!item.Disposition.LeavesItem || item.Disposition.Id is not { } next)
            {
                break;
            }

            id = next;
        }

        return reached;
    }

    private static bool Was(BacklogItem item, string id)
    {
        if (item.Disposition is { Kind: DispositionKind.Renamed, Id: { } former } && former.Equals(id, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var text = $"{item.Suffix}\n{item.Body}";
        var at = text.IndexOf($"(was {id}", StringComparison.OrdinalIgnoreCase);
        return at >= 0 && !char.IsAsciiLetterOrDigit(text.ElementAtOrDefault(at + 5 + id.Length));
    }
}
