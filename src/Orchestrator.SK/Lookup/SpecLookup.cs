using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Lookup;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Lookup;

/// <summary>A section with what stands around it.</summary>
/// <param name="Section">What was asked for.</param>
/// <param name="Text">Its words as the commit has them, without the heading.</param>
/// <param name="Others">Further sections that declare the same id: whoever cites it must be asked which is meant.</param>
/// <param name="Before">The section before it in its file, or null.</param>
/// <param name="Behind">The section behind it, or null.</param>
/// <param name="References">The sections that its text names.</param>
/// <param name="Tests">The tests that name it.</param>
internal sealed record SpecPage(
    SpecEntry Section, string Text, IReadOnlyList<SpecEntry> Others, SpecEntry? Before, SpecEntry? Behind, IReadOnlyList<SpecEntry> References, IReadOnlyList<TestMarker> Tests);

/// <summary>The specs of one commit: by id, by words, by the path that they govern. Sees exactly this commit; safe to share between conversations.</summary>
internal sealed class SpecLookup
{
    private readonly TreeSnapshot _tree;
    private readonly RepositorySettings? _settings;
    private readonly Lazy<IReadOnlyList<TestFile>> _tests;
    private readonly Lazy<ILookup<string, TestMarker>> _testsById;

    private SpecLookup(TreeSnapshot tree, RepositorySettings? settings, SpecCorpus corpus, Func<IReadOnlyList<TestFile>> tests)
    {
        (_tree, _settings, Corpus) = (tree, settings, corpus);
        _tests = new(tests);
        _testsById = new(() => _tests.Value.SelectMany(file => file.Markers).SelectMany(marker => marker.Ids.Distinct().Select(id => (Id: id, Marker: marker))).ToLookup(pair => pair.Id, pair => pair.Marker, StringComparer.Ordinal));
    }

    public SpecCorpus Corpus { get; }

    public string CommitId => _tree.CommitId;

    /// <summary>Opens the specs of a commit; spec files that are not in the index yet are read and added to it.</summary>
    /// <param name="tree">The commit.</param>
    /// <param name="settings">What the repository says about itself, or null where it says nothing.</param>
    /// <param name="index">Where the index is kept; null to keep none.</param>
    /// <param name="notes">Told in words what was wrong with the index.</param>
    public static SpecLookup Open(TreeSnapshot tree, RepositorySettings? settings, string? index, Action<string> notes)
    {
        var file = index is null ? null : new IndexFile(index, notes);
        var patterns = GlobsOf(settings).Select(PathPattern.Parse).ToList();
        var specs = tree.Files.Where(entry => entry.IsRegular && patterns.Exists(pattern => pattern.IsMatch(entry.Path))).ToList();
        var corpus = new SpecCorpus(IndexedFiles.Read(
            tree, specs, file, "spec", $"{SpecSegment.Format}", SpecSegment.FromBytes, SpecSegment.Of, segment => segment.ToBytes()));
        return new(tree, settings, corpus, () => TestReading.Read(tree, settings?.Markers, file));
    }

    /// <summary>Returns where specs are.</summary>
    public static IReadOnlyList<string> GlobsOf(RepositorySettings? settings) => settings?.Paths?.Specs ?? RepositoryDocuments.DefaultSpecs;

    /// <inheritdoc cref="SpecCorpus.Search"/>
    public IReadOnlyList<RankedSection> Search(string query, int take, IReadOnlySet<SpecEntry>? within = null) => Corpus.Search(query, take, within);

    /// <summary>Returns the section with its surroundings, or null where no section has the id. An id that a section once had leads to that section.</summary>
    public SpecPage? Show(string id)
    {
        var found = Corpus.FindAll(id.Trim());
        found = found.Count > 0 ? found : Corpus.Renamed(id.Trim());
        return found.Count == 0 ? null : Show(found[0]) with { Others = [.. found.Skip(1)] };
    }

    /// <summary>Returns a section with its surroundings.</summary>
    public SpecPage Show(SpecEntry section)
    {
        var text = SpecParser.Parse(section.Path, _tree.ReadText(section.Path).Text ?? "").Sections.FirstOrDefault(other => other.Id == section.Id && other.Line == section.Line)?.Text ?? "";
        var (before, behind) = Corpus.Neighbours(section);
        var references = SpecIds.Expand($"{section.Title}\n{text}").Where(id => id != section.Id).Select(id => Corpus.FindAll(id)).Where(found => found.Count > 0).Select(found => found[0]).Distinct().ToList();
        return new SpecPage(section, text, [], before, behind, references, TestsOf(section.Id));
    }

    /// <summary>Returns the ids that somebody who gave an unknown one probably meant: those spelled nearly so, else those that its words find.</summary>
    public IReadOnlyList<string> Near(string id, int take)
    {
        var near = NearIds.Of(id, Corpus.Sections.Select(section => section.Id), take);
        return near.Count > 0 ? near : [.. Corpus.Search(id, take).Select(hit => hit.Section.Id).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc cref="PathCoverage"/>
    public IReadOnlyList<CoveringSection> Covering(string path)
    {
        path = Normal(path);
        var paths = _tree.Files.Select(file => file.Path).ToList();
        return PathCoverage.Of(Corpus, new CoverageQuery(path, _tree.ReadText(path).Text, paths, _tests.Value, FoundationsOf(path)));
    }

    public IReadOnlyList<TestMarker> TestsOf(string id) => [.. _testsById.Value[id]];

    public bool HasFile(string path) => _tree.Contains(Normal(path));

    private static string Normal(string path)
    {
        path = path.Trim().Replace('\\', '/');
        return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path.Trim('/');
    }

    private (string Owner, IReadOnlyList<PathPattern> Globs)? FoundationsOf(string path)
    {
        foreach (var (id, expert) in _settings?.Experts ?? new Dictionary<string, ExpertSettings>())
        {
            if (Domain.Parse(id, expert.Writes).Owns(path))
            {
                return (id, [.. (expert.Foundations ?? []).Select(PathPattern.Parse)]);
            }
        }

        return null;
    }
}
