using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>What a repository says about itself in one commit, read and checked: settings, documents, domains.</summary>
internal sealed record RepositoryReading(RepositorySettings Settings, RepositoryDocuments Documents, DomainMap Domains, PromptLibrary Prompts)
{
    /// <exception cref="SettingsException"><c>orchestrator.json</c> is missing or wrong, names an expert without a persona, or lets two domains overlap.</exception>
    public static RepositoryReading Read(TreeSnapshot tree, PromptLibrary prompts)
    {
        var reading = ReadUnproven(tree, prompts);
        var overlaps = DomainOverlaps.Find(reading.Domains);
        return overlaps is [var overlap, ..]
            ? throw new SettingsException($"{RepositorySettings.FileName}: the domains of {overlap.First} and {overlap.Second} overlap, for example at '{overlap.Witness}': exclude it from one of them with '!'."
                + (overlaps.Count > 1 ? $" 'orchestrator experts check' shows all {overlaps.Count} pairs that overlap." : ""))
            : reading;
    }

    /// <summary>The same without the proof that the domains are disjoint, for whoever shows where they are not.</summary>
    /// <exception cref="SettingsException">As for <see cref="Read"/>, but for overlaps.</exception>
    public static RepositoryReading ReadUnproven(TreeSnapshot tree, PromptLibrary prompts)
    {
        if (tree.ReadText(RepositorySettings.FileName).Text is not { } text)
        {
            throw new SettingsException($"{RepositorySettings.FileName} is not in commit {tree.CommitId[..Math.Min(8, tree.CommitId.Length)]}. Let 'orchestrator init' write one, or see README, 'Your own repository'; then commit it.");
        }

        var settings = RepositorySettings.Parse(text);
        if (settings.Experts.Keys.FirstOrDefault(id => !prompts.Experts.Contains(id)) is { } stranger)
        {
            throw new SettingsException($"{RepositorySettings.FileName}: 'experts.{stranger}' has no persona: add prompts/experts/{stranger}.md, or use one of {string.Join(", ", prompts.Experts)}.");
        }

        foreach (var (key, path) in Places(settings.Paths ?? new DocumentPaths()))
        {
            if ((PathRules.Check(path).Rule ?? ProtectedNames.Reason(path)) is { } rule)
            {
                throw new SettingsException($"{RepositorySettings.FileName}: '{key}' is '{PathRules.Escape(path)}': {rule}. Write a path from the root of the repository, such as docs/BACKLOG.md.");
            }
        }

        var domains = new DomainMap([.. settings.Experts.Select(expert => Checked($"experts.{expert.Key}.writes", () => Domain.Parse(expert.Key, expert.Value.Writes)))]);
        foreach (var (key, globs) in Globs(settings))
        {
            Checked(key, () => globs.Select(PathPattern.Parse).ToList());
        }

        foreach (var (id, expert) in settings.Experts)
        {
            Checked($"experts.{id}.reads", () => Domain.Parse(id, expert.Reads ?? []));
        }

        return new(settings, RepositoryDocuments.Read(tree, settings), domains, prompts);
    }

    private static IEnumerable<(string Key, string Path)> Places(DocumentPaths paths) => new[]
    {
        ("paths.backlog", paths.Backlog), ("paths.done", paths.Done), ("paths.changelog", paths.Changelog), ("paths.ripples", paths.Ripples?.Split('#')[0]),
    }.Where(place => place.Item2 is not null)!;

    private static IEnumerable<(string Key, IReadOnlyList<string> Globs)> Globs(RepositorySettings settings) =>
    [
        .. settings.Experts.Select(expert => ($"experts.{expert.Key}.foundations", expert.Value.Foundations ?? [])),
        ("paths.specs", settings.Paths?.Specs ?? []),
        ("paths.decisions", settings.Paths?.Decisions ?? []),
        ("paths.rfcs", settings.Paths?.Rfcs ?? []),
        ("protected", settings.Protected ?? []),
    ];

    private static T Checked<T>(string key, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException error)
        {
            throw new SettingsException($"{RepositorySettings.FileName}: '{key}': {error.Message}", error);
        }
    }
}
