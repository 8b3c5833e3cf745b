using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Runs;

/// <summary>Sets up what a conversation works on: its draft, its reach, and the checks it may run.</summary>
internal sealed class ExpertDesks(RunScope scope, StageChecks checks)
{
    /// <summary>A desk for an assignment: the expert reads its own paths, its foundations and what the repository adds.</summary>
    public ExpertDesk ForAssignment(Assignment assignment, Draft draft) =>
        Build($"{assignment.Id}-{assignment.Expert}", assignment.Expert, assignment.Id, draft, assignment.Specs, Reach(assignment.Expert));

    /// <summary>A desk for a review: everything may be read, for the point is what the others wrote.</summary>
    public ExpertDesk ForReview(int round, string expert, Draft draft) =>
        Build($"review{round}-{expert}", expert, $"review{round}-{expert}", draft, scope.State.Intake!.Specs, _ => true);

    private ExpertDesk Build(string conversation, string expert, string assignment, Draft draft, IEnumerable<string> specs, Func<string, bool> readable) =>
        new(expert, assignment, draft, scope.Record.Conversation(conversation), specs)
        {
            Domains = scope.Domains,
            Specs = scope.Documents.Specs,
            Readable = readable,
            Reserved = scope.Documents.Reserved,
            Checks = scope.State.Intake!.Checks,
            RunCheckAsync = (name, cancellationToken) => checks.RunAsync(name, scope.Settings.Checks![name], draft, cancellationToken),
        };

    private Func<string, bool> Reach(string expert)
    {
        if (expert == RunState.OrchestratorSeat)
        {
            return _ => true;
        }

        var settings = scope.Settings.Experts[expert];
        var reads = (settings.Reads ?? []).Concat(settings.Foundations ?? []).Select(PathPattern.Parse).ToList();
        return path => scope.Domains.OwnerOf(path) == expert || path == RepositorySettings.FileName || reads.Exists(pattern => pattern.IsMatch(path));
    }
}
