using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Changes;

/// <summary>A commit's words.</summary>
public sealed record ChangeMessage(string Subject, string Body)
{
    public string Whole => Body.Length == 0 ? Subject : $"{Subject}\n\n{Body}";
}

/// <summary>A file that went to another path with (nearly) the same content.</summary>
public sealed record RenamedFile(string From, string To);

/// <summary>The documents with which a repository speaks of its work, on one side of a change; null where it has none.</summary>
/// <param name="ChangelogPath">Set also when only its name is known.</param>
public sealed record AuditedDocuments(Backlog? Backlog, Backlog? Done, string? ChangelogPath, SpecIndex Specs, IReadOnlyList<TestMarker> Markers)
{
    public static readonly AuditedDocuments None = new(null, null, null, new SpecIndex([]), []);

    /// <summary>Gets the item with this id, in the backlog or in the register of done ones.</summary>
    public BacklogItem? Item(string id) => Backlog?.Find(id) ?? Done?.Find(id);
}

/// <summary>All that the general rules see of a change: two sides, what differs, and what was said of it.</summary>
public sealed class AuditedChange
{
    private readonly Dictionary<string, DiffFile> byPath;
    private readonly Dictionary<string, string> renamedTo;

    /// <param name="diff">Each changed file once.</param>
    /// <param name="before">The paths of the base.</param>
    /// <param name="after">The texts of the head.</param>
    public AuditedChange(IReadOnlyList<DiffFile> diff, IReadOnlyList<RenamedFile> renames, IReadOnlyCollection<string> before, RepositoryTexts after)
    {
        (Diff, Renames, After) = (diff, renames, after);
        PathsBefore = before.ToHashSet(StringComparer.Ordinal);
        byPath = diff.ToDictionary(file => file.Path, StringComparer.Ordinal);
        renamedTo = renames.GroupBy(rename => rename.To, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().From, StringComparer.Ordinal);
    }

    public IReadOnlyList<DiffFile> Diff { get; }

    public IReadOnlyList<RenamedFile> Renames { get; }

    public RepositoryTexts After { get; }

    public IReadOnlySet<string> PathsBefore { get; }

    /// <summary>Gets the commits of the change, oldest first; empty where nobody has written one yet.</summary>
    public IReadOnlyList<ChangeMessage> Messages { get; init; } = [];

    public AuditedDocuments DocumentsBefore { get; init; } = AuditedDocuments.None;

    public AuditedDocuments DocumentsAfter { get; init; } = AuditedDocuments.None;

    /// <summary>Gets what the changed source files declare, by path.</summary>
    public IReadOnlyDictionary<string, SourceFacts> FactsBefore { get; init; } = new Dictionary<string, SourceFacts>();

    public IReadOnlyDictionary<string, SourceFacts> FactsAfter { get; init; } = new Dictionary<string, SourceFacts>();

    /// <summary>Gets the exit code of the repository's own checks on the head; null when nobody ran them.</summary>
    public int? VerifyExitCode { get; init; }

    /// <summary>Gets the added files that were not somewhere else before.</summary>
    public IEnumerable<DiffFile> New => Diff.Where(file => file.Kind == ChangeKind.Added && !renamedTo.ContainsKey(file.Path));

    public DiffFile? Changed(string path) => byPath.GetValueOrDefault(path);

    public string? RenamedFrom(string path) => renamedTo.GetValueOrDefault(path);

    public bool IsNew(string path) => byPath.TryGetValue(path, out var file) && file.Kind == ChangeKind.Added && !renamedTo.ContainsKey(path);
}
