using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>Sets up what a conversation works on: its draft, its reach, and the checks it may run.</summary>
internal sealed class ExpertDesks(RunScope scope, StageChecks checks, ILogger logger)
{
    private readonly Lazy<SpecLookup> _lookup = new(() => SpecLookup.Open(
        scope.Base, scope.Settings, new Places(scope.Options).SpecIndex(scope.Repository.Location), logger.LookupNoted));

    private readonly GuardedPaths _guarded = new(scope.Settings, scope.Base.Contains);

    /// <summary>A desk for an assignment: the expert reads its own paths, its foundations and what the repository adds.</summary>
    /// <param name="wave">All assignments that run at the same time.</param>
    public ExpertDesk ForAssignment(Assignment assignment, Draft draft, IReadOnlyList<Assignment> wave) =>
        Build(
            $"{assignment.Id}-{assignment.Expert}", assignment.Expert, assignment.Id, draft, assignment.Specs, Reach.Of(scope.Settings, scope.Domains, assignment.Expert),
            output => NotYet.Of(output, assignment, wave, scope.State.Plan?.Contract ?? [], name => StandsIn(draft.Base, name)), mayChange: true);

    /// <summary>A desk for a review: everything may be read, for the point is what the others wrote.</summary>
    public ExpertDesk ForReview(int round, string expert, Draft draft) =>
        Build($"review{round}-{expert}", expert, $"review{round}-{expert}", draft, scope.State.Intake!.Specs, _ => true, _ => [], mayChange: false);

    private ExpertDesk Build(string conversation, string expert, string assignment, Draft draft, IReadOnlyList<string> specs, Func<string, bool> readable,
        Func<string, IReadOnlyList<AwaitedPart>> awaited, bool mayChange) =>
        new(expert, assignment, draft, scope.Record.Conversation(conversation), specs)
        {
            Domains = scope.Domains,
            Specs = scope.Documents.Specs,
            Lookup = _lookup.Value,
            Readable = readable,
            Reserved = scope.State.Intake!.Reserved,
            Awaited = awaited,
            Guarded = _guarded.Matches,
            Checks = scope.State.Intake!.Checks,
            RunCheckAsync = async (name, cancellationToken) => mayChange
                ? await checks.RunOnDraftAsync(name, scope.Settings.Checks![name], draft, cancellationToken).ConfigureAwait(false)
                : new CheckOutcome(await checks.RunAsync(name, scope.Settings.Checks![name], draft, cancellationToken).ConfigureAwait(false), []),
        };

    // Documents name what is still to come: only code says that it is there.
    private static bool StandsIn(TreeSnapshot tree, string name)
    {
        var word = new Regex($@"\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        return tree.Files.Any(file => Path.GetFileName(file.Path) == name)
            || tree.Files.Where(file => Path.GetExtension(file.Path) is not (".md" or ".rst" or ".txt" or ".adoc"))
                .Any(file => tree.ReadText(file.Path).Text is { } text && word.IsMatch(text));
    }
}
