namespace Orchestrator.SK.Core.Documents;

/// <summary>The backlog's items in file order.</summary>
/// <param name="Path">Where the file lies in the repository.</param>
/// <param name="Items">Every item, done ones too.</param>
/// <param name="DuplicateIds">Ids that more than one item carries, in order of appearance; such items are all kept.</param>
public sealed record Backlog(string Path, IReadOnlyList<BacklogItem> Items, IReadOnlyList<string> DuplicateIds)
{
    /// <summary>Returns the item with this id, letter case aside, or null; the first one if the id is a duplicate.</summary>
    public BacklogItem? Find(string id) => Items.FirstOrDefault(item => string.Equals(item.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Returns the lines of every item with this id, letter case aside: more than one is a duplicate.</summary>
    public IReadOnlyList<int> Lines(string id) => [.. Items.Where(item => string.Equals(item.Id, id, StringComparison.OrdinalIgnoreCase)).Select(item => item.Line)];
}
