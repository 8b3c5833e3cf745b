using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>What intake found out about one item in one commit.</summary>
/// <param name="Found">The item, and why it may or may not start; with what the repository's state adds.</param>
/// <param name="Sections">The spec sections that cover it.</param>
/// <param name="Ripples">The rules that it will probably fire.</param>
/// <param name="Experts">Whose domains it will probably touch.</param>
internal sealed record CheckedItem(
    string CommitId, ItemFindings Found, IReadOnlyList<SpecSection> Sections, IReadOnlyList<ForecastRow> Ripples, IReadOnlyList<NeededExpert> Experts, TargetState State, RepositoryReading Reading)
{
    /// <summary>Gets the same as a run records it: <see cref="RunEvent.IntakePassed"/>, or <see cref="RunEvent.Refused"/> with the way out.</summary>
    public RunEvent Event => Found is { Item: { } item, MayStart: true }
        ? new RunEvent.IntakePassed(new IntakeReport(
            item.Id, item.Title, Found.Specs, [.. Reading.Settings.Experts.Select(expert => new ExpertDomain(expert.Key, Reading.Prompts.Find($"experts/{expert.Key}").Name, expert.Value.Writes))],
            [.. (Reading.Settings.Checks ?? new Dictionary<string, CheckSettings>()).Keys], Reading.Settings.Verify ?? [], Reading.Documents.ReservedFor(item.Id),
            [.. Ripples.Select(row => $"{row.Row.Trigger}: {string.Join(", ", row.Row.Targets.Select(target => target.Text))}")], [.. Found.Warnings.Select(warning => $"{warning}")], Reading.Documents.Reduced))
        : new RunEvent.Refused(OutcomeCause.Repository, string.Join(' ', Found.Refusals.Select(refusal => refusal.Message)), string.Join(' ', Found.Refusals.Select(refusal => refusal.Remedy)));
}

/// <summary>Intake of one item in one commit: may it start, which specs cover it, which ripples will it probably touch. Needs no run and no model.</summary>
internal static class IntakeCheck
{
    /// <summary>So many stale links are followed through the history; each may cost a walk over thousands of commits.</summary>
    private const int MaxHistories = 20;

    public static CheckedItem Of(string itemId, TreeSnapshot tree, RepositoryReading reading, TargetState state)
    {
        var documents = reading.Documents;
        var paths = tree.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var patterns = documents.SpecGlobs.Select(PathPattern.Parse).ToList();
        var asked = 0;
        var found = IntakeRules.Check(itemId, new IntakeSources((reading.Settings.Paths ?? new DocumentPaths()).Backlog ?? new DocumentPaths().Backlog!, documents.Backlog, documents.Done, documents.Specs, documents.Decisions, paths)
        {
            Past = path => asked++ < MaxHistories ? state.Past(path) : null,
            UncommittedSpecs = [.. state.Uncommitted.Where(path => patterns.Exists(pattern => pattern.IsMatch(path.EndsWith('/') ? $"{path}x.md" : path)))],
            SpecPlace = string.Join(", ", documents.SpecGlobs),
        });
        found = found with { Warnings = [.. found.Warnings, .. TargetNotices.Of(state, tree.CommitId, documents, patterns)] };
        IReadOnlyList<SpecSection> sections = [.. found.Specs.Select(documents.Specs.Find).OfType<SpecSection>()];
        IReadOnlyList<ForecastRow> ripples = found.Item is { } item && documents.Ripples is { } table ? RippleForecast.Of(table, $"{item.Title}\n{item.Body}", paths) : [];
        return new CheckedItem(tree.CommitId, found, sections, ripples, Experts(found.Item, sections, ripples, reading, paths), state, reading);
    }

    private static IReadOnlyList<NeededExpert> Experts(BacklogItem? item, IReadOnlyList<SpecSection> sections, IReadOnlyList<ForecastRow> ripples, RepositoryReading reading, HashSet<string> paths) => item is null or { Status: ItemStatus.Done } ? [] : ExpertForecast.Of(
        item, [.. sections.Select(section => section.Path).Distinct(StringComparer.Ordinal)], ripples, reading.Domains,
        reading.Settings.Experts.ToDictionary(expert => expert.Key, expert => (IReadOnlyList<PathPattern>)[.. (expert.Value.Foundations ?? []).Select(PathPattern.Parse)]), paths);
}
