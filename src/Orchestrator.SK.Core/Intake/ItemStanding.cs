using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Intake;

/// <summary>Whether an item's status lets it start, and where its work went if not.</summary>
internal static class ItemStanding
{
    /// <summary>A chain of promotions longer than this goes in a circle.</summary>
    private const int MaxSteps = 10;

    /// <summary>Returns why it may not start, or null.</summary>
    public static IntakeNotice? Refusal(BacklogItem item, Backlog backlog, Backlog? done)
    {
        const string further = "Add a new item for further work.";
        var place = $"{backlog.Path}:{item.Line}";
        if (item.Disposition.LeavesItem)
        {
            return Left(item, place, backlog, done);
        }

        if (item.Status == ItemStatus.Done)
        {
            return new("done", $"{item.Id} is done already (marked [{item.Mark}]{(item.Suffix.Length > 0 ? $", {item.Suffix}" : "")}).", further);
        }

        return done?.Find(item.Id) is { } shipped
            ? new("open-and-done", $"{item.Id} is open in {backlog.Path} and stands in the register of done items as well ({done.Path}:{shipped.Line}).", "Give the open item another id, or remove one of the two.")
            : null;
    }

    /// <summary>Returns the item that says it once had this id, or null.</summary>
    public static BacklogItem? Now(string id, Backlog backlog, Backlog? done) => backlog.Items.Concat(done?.Items ?? []).FirstOrDefault(other => Was(other, id));

    // A closed mark is no proof of work: the entry may only have moved on under another id.
    private static IntakeNotice Left(BacklogItem item, string place, Backlog backlog, Backlog? done)
    {
        var said = $"{item.Id} is marked [{item.Mark}], but was {item.Disposition} ({place})";
        if (item.Disposition.Id is not { } next)
        {
            return item.Disposition.Kind is DispositionKind.Withdrawn or DispositionKind.DecidedAgainst
                ? new("given-up", $"{item.Id} was given up: {item.Disposition} ({place}).", "Add a new item that says what has changed since.")
                : new("moved-on", $"{said}; it was not done under this id.", item.Disposition.Place is { } where ? $"Look there: {where}." : "Look for the item that took its place.");
        }

        return End(next, backlog, done) switch
        {
            { Disposition.LeavesItem: true } open when open.Id == item.Id || open.Disposition.Id is not null => new("moved-on", $"{said}; {(open.Id == next ? "it says so of itself" : $"that leads in a circle, to {open.Id}")}.", "Correct its entry."),
            null => new("moved-on", $"{said}, which is in neither the backlog nor the register of done items.", $"See when it went: git log -S '{next}' -- {backlog.Path}."),
            { Status: ItemStatus.Done } shipped => new("moved-on", $"{said}; {Reached(next, shipped)} is done ([{shipped.Mark}] {shipped.Title}).", "Add a new item for further work."),
            { } open => new("moved-on", $"{said}; {Reached(next, open)} is open ([{open.Mark}] {open.Title}).", $"Run {open.Id}."),
        };
    }

    private static string Reached(string next, BacklogItem item) => item.Id == next ? next : $"{next}, now {item.Id},";

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
