namespace Orchestrator.SK.Core.Documents;

/// <summary>All spec sections of a repository by id. Searching them is <see cref="Lookup.SpecCorpus"/>'s.</summary>
public sealed class SpecIndex
{
    private readonly ILookup<string, SpecSection> byId;

    public SpecIndex(IEnumerable<SpecFile> files)
    {
        List<SpecSection> all = [.. files.SelectMany(file => file.Sections)];

        // A table that sums up other files' sections declares none of them.
        var headed = all.Where(section => section.Level > 0).Select(section => section.Id).ToHashSet(StringComparer.Ordinal);
        Sections = [.. all.Where(section => section.Level > 0 || !headed.Contains(section.Id))];
        byId = Sections.ToLookup(section => section.Id, StringComparer.Ordinal);
        Ids = [.. byId.Select(group => group.Key)];
    }

    /// <summary>Gets every section in the order of the files.</summary>
    public IReadOnlyList<SpecSection> Sections { get; }

    /// <summary>Gets each id once, in the order of the files.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Gets the ids that more than one section declares, across files too: whoever cites one must be asked which is meant.</summary>
    public IReadOnlyList<string> DuplicateIds => [.. byId.Where(group => group.Count() > 1).Select(group => group.Key)];

    public bool Contains(string id) => byId.Contains(id);

    /// <summary>Returns the section with this id, one that is in force if there is a choice, or null.</summary>
    public SpecSection? Find(string id) => byId[id].OrderBy(section => section.Deprecated).ThenBy(section => !section.IsInForce).FirstOrDefault();

    public IReadOnlyList<SpecSection> FindAll(string id) => [.. byId[id]];
}
