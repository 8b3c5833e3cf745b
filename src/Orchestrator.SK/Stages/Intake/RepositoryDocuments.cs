using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>The documents of a repository as they stand in one commit. One that is not there is null, and <see cref="Reduced"/> says what that costs.</summary>
internal sealed record RepositoryDocuments(
    Backlog? Backlog, Backlog? Done, SpecIndex Specs, RippleTable? Ripples, IReadOnlyList<string> Reserved, IReadOnlyList<string> Reduced)
{
    internal static readonly string[] DefaultSpecs = ["sdd/specs/*.md"];

    /// <summary>Decision records and proposals, in the order of their paths.</summary>
    public IReadOnlyList<DecisionRecord> Decisions { get; private init; } = [];

    /// <summary>Where specs are.</summary>
    public IReadOnlyList<string> SpecGlobs { get; private init; } = DefaultSpecs;

    // By the id of the item that each is about.
    private IReadOnlyDictionary<string, string> Dossiers { get; init; } = new Dictionary<string, string>();

    /// <summary>The file that holds an item's details; null where the item names none that is there.</summary>
    public string? DossierOf(string item) => Dossiers.GetValueOrDefault(item);

    /// <summary>What only code writes while it delivers that item.</summary>
    public IReadOnlyList<string> ReservedFor(string item) => DossierOf(item) is { } dossier ? [.. Reserved, dossier] : Reserved;

    public static RepositoryDocuments Read(TreeSnapshot tree, RepositorySettings settings)
    {
        var paths = settings.Paths ?? new DocumentPaths();
        var reduced = new List<string>();
        var backlog = Parse(tree, paths.Backlog) is { } text ? BacklogParser.Parse(paths.Backlog!, text) : null;
        var done = Parse(tree, paths.Done) is { } register ? BacklogParser.Parse(paths.Done!, register) : null;
        var globs = paths.Specs ?? DefaultSpecs;
        var specs = new SpecIndex(Matching(tree, globs).Select(file => SpecParser.Parse(file.Path, file.Text)));
        if (specs.Ids.Count == 0)
        {
            reduced.Add($"no document of {(globs.Count == 0 ? "paths.specs" : string.Join(", ", globs))} declares a spec id: no item can start");
        }

        var (ripplesPath, anchor) = Split(paths.Ripples);
        var ripples = Parse(tree, ripplesPath) is { } table ? RippleTableParser.Parse(ripplesPath!, table, anchor) : null;
        if (ripples is null or { Rows.Count: 0 })
        {
            reduced.Add(ripplesPath is null
                ? "no ripple table is named (orchestrator.json, paths.ripples): ripples are not audited"
                : $"'{ripplesPath}' holds no ripple table: ripples are not audited");
        }

        if (Parse(tree, paths.Changelog) is null)
        {
            reduced.Add(paths.Changelog is null
                ? "no changelog is named (orchestrator.json, paths.changelog): no entry is written"
                : $"there is no changelog at '{paths.Changelog}': no entry is written");
        }

        if (settings.Verify is null or { Count: 0 })
        {
            reduced.Add("no verify command is named (orchestrator.json, verify): the run can at most end as not verified");
        }

        IReadOnlyList<string> reserved = [.. new[] { paths.Backlog, paths.Done, paths.Changelog }.OfType<string>()];
        IReadOnlyList<string> decisions = [.. paths.Decisions ?? [], .. paths.Rfcs ?? []];
        var others = globs.Concat(decisions).Select(PathPattern.Parse).ToList();
        return new(backlog, done, specs, ripples, reserved, reduced)
        {
            Decisions = [.. Matching(tree, decisions).Select(file => DecisionParser.Parse(file.Path, file.Text))],
            SpecGlobs = globs,
            Dossiers = (backlog?.Items ?? []).Where(item => item.Dossier is { } path && path != ripplesPath && !reserved.Contains(path) && !others.Exists(pattern => pattern.IsMatch(path)) && IsAbout(tree, path, item.Id))
                .DistinctBy(item => item.Id).ToDictionary(item => item.Id, item => item.Dossier!, StringComparer.Ordinal),
        };
    }

    private static bool IsAbout(TreeSnapshot tree, string path, string item) =>
        tree.Find(path) is { IsRegular: true } && tree.ReadText(path).Text is { } text && DossierEdit.IsAbout(path, text, item);

    private static IEnumerable<(string Path, string Text)> Matching(TreeSnapshot tree, IReadOnlyList<string> globs)
    {
        var patterns = globs.Select(PathPattern.Parse).ToList();
        return tree.Files.Where(file => patterns.Exists(pattern => pattern.IsMatch(file.Path))).Select(file => (file.Path, tree.ReadText(file.Path).Text)).Where(file => file.Text is not null)!;
    }

    private static string? Parse(TreeSnapshot tree, string? path) => path is null ? null : tree.ReadText(path).Text;

    private static (string? Path, string? Anchor) Split(string? reference) =>
        reference?.IndexOf('#', StringComparison.Ordinal) is { } hash and >= 0 ? (reference[..hash], reference[(hash + 1)..]) : (reference, null);
}
