namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads an edited backlog again and says whether exactly the meant change is in it.</summary>
internal static class DoneCheck
{
    /// <summary>Returns what went wrong, or null.</summary>
    public static string? Fault(Backlog before, Backlog? doneBefore, BacklogItem item, string backlogText, string? doneText)
    {
        var after = BacklogParser.Parse("", backlogText);
        var doneAfter = doneText is null ? null : BacklogParser.Parse("", doneText);
        var moved = (doneAfter ?? after).Items.Where(other => other.Id == item.Id).ToList();
        if (moved.Count != 1 || moved[0].Status != ItemStatus.Done || moved[0].Title != item.Title || moved[0].Suffix != item.Suffix)
        {
            return $"After the edit '{item.Id}' is not there exactly once as done; the backlog is left as it was. Mark it by hand.";
        }

        var changed = Others(before, item).Concat(Others(doneBefore, item)).SequenceEqual(Others(after, item).Concat(Others(doneAfter, item)))
            ? null
            : "other items";
        return changed is null ? null : $"Marking '{item.Id}' done would change {changed}; the backlog is left as it was. Look for a code fence or a comment that is never closed.";
    }

    private static IEnumerable<(string Id, char Mark, string Title, string Suffix, string Section, string Subsection, string Body)> Others(Backlog? backlog, BacklogItem item) =>
        (backlog?.Items ?? []).Where(other => other.Id != item.Id).Select(other => (other.Id, other.Mark, other.Title, other.Suffix, other.Section, other.Subsection, other.Body));
}
