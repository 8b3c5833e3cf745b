namespace Orchestrator.SK.Core.Documents;

/// <summary>A section that a search found, best first.</summary>
/// <param name="Section">What was found.</param>
/// <param name="Score">Only its order means anything.</param>
public sealed record SpecHit(SpecSection Section, double Score);

/// <summary>All spec sections of a repository, by id and by words.</summary>
public sealed class SpecIndex
{
    private readonly ILookup<string, SpecSection> byId;
    private readonly WordIndex words;

    public SpecIndex(IEnumerable<SpecFile> files)
    {
        List<SpecSection> all = [.. files.SelectMany(file => file.Sections)];

        // A table that sums up other files' sections declares none of them.
        var headed = all.Where(section => section.Level > 0).Select(section => section.Id).ToHashSet(StringComparer.Ordinal);
        Sections = [.. all.Where(section => section.Level > 0 || !headed.Contains(section.Id))];
        byId = Sections.ToLookup(section => section.Id, StringComparer.Ordinal);
        Ids = [.. byId.Select(group => group.Key)];
        words = new WordIndex([.. Sections.Select(section => $"{section.Id} {section.Title} {section.Title} {section.Text}")]);
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

    /// <summary>Returns at most <paramref name="take"/> sections that share words with the query, best first (BM25); an id in the query comes first.</summary>
    public IReadOnlyList<SpecHit> Search(string query, int take)
    {
        var named = SpecIds.Expand(query).ToHashSet(StringComparer.Ordinal);
        return [.. words.Score(query)
            .Select(hit => new SpecHit(Sections[hit.Document], hit.Score + (named.Contains(Sections[hit.Document].Id) ? 1000 : 0)))
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Section.Path, StringComparer.Ordinal).ThenBy(hit => hit.Section.Span.Start)
            .Take(take)];
    }
}
