using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>Intake of one item in one commit: may it start, which specs cover it, which ripples will it probably touch. Needs no run and no model.</summary>
internal static class IntakeCheck
{
    /// <summary>Returns <see cref="RunEvent.IntakePassed"/>, or <see cref="RunEvent.Refused"/> with the way out.</summary>
    public static RunEvent Of(string itemId, PrivateRepository repository, TreeSnapshot tree, RepositoryReading reading)
    {
        var documents = reading.Documents;
        var backlogPath = reading.Settings.Paths?.Backlog ?? new DocumentPaths().Backlog!;
        var found = IntakeRules.Check(itemId, backlogPath, documents.Backlog, documents.Done, documents.Specs, tree.Contains);
        if (found.Item is not { } item)
        {
            return new RunEvent.Refused(OutcomeCause.Repository, found.Refusal!, found.Remedy);
        }

        var uncommitted = repository.UncommittedChanges();
        IReadOnlyList<string> warnings = uncommitted.Count == 0
            ? found.Warnings
            : [.. found.Warnings, $"{uncommitted.Count} uncommitted change(s), such as {uncommitted[0]}, are not part of this run: it starts from commit {tree.CommitId[..8]}"];
        return new RunEvent.IntakePassed(new IntakeReport(
            item.Id, item.Title, found.Specs, Experts(reading), [.. (reading.Settings.Checks ?? new Dictionary<string, IReadOnlyList<string>>()).Keys], reading.Settings.Verify ?? [],
            documents.Reserved, Ripples(item, documents, tree), warnings, documents.Reduced));
    }

    private static List<ExpertDomain> Experts(RepositoryReading reading) =>
        [.. reading.Settings.Experts.Select(expert => new ExpertDomain(expert.Key, reading.Prompts.Find($"experts/{expert.Key}").Name, expert.Value.Writes))];

    // Before work starts only the item's own words are known.
    private static List<string> Ripples(BacklogItem item, RepositoryDocuments documents, TreeSnapshot tree)
    {
        var paths = tree.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return documents.Ripples is { } table
            ? [.. RippleForecast.Of(table, $"{item.Title}\n{item.Body}", paths).Select(row => $"{row.Trigger}: {string.Join(", ", row.Targets.Select(target => target.Text))}")]
            : [];
    }
}
