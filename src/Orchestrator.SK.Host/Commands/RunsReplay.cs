using System.CommandLine;
using System.Globalization;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs replay</c>: does a run again from its record, looks only whether the record holds together, or goes on live from one of its steps as a new run.</summary>
internal static class RunsReplay
{
    private static readonly Argument<string?> Run = new("run") { Description = "Id of the run, or the beginning of it", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Last = new("--last") { Description = "The newest run of the repository" };

    private static readonly Option<string?> From = new("--from") { Description = "Fork the run: what stands before this entry comes from the record, and a new run goes on live from there ('runs events' numbers them)", HelpName = "STEP" };

    private static readonly Option<bool> EventsOnly = new("--events-only") { Description = "Only look whether the record holds together: its chain, its decisions, its claims" };

    private static readonly Option<bool> AcceptChanges = new("--accept-changes") { Description = "With --from: recorded replies count although the model, a prompt or a tool's description was changed since" };

    public static Command Create()
    {
        var command = new Command("replay", "Do a run again from its record: no model, no command, nothing written; the result must be the same") { Run, Last, From, EventsOnly, AcceptChanges };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration());
            var desk = new RunDesk(parsed, invocation, services);
            if (desk.Get(From) is not null && desk.Get(EventsOnly))
            {
                throw new UsageException("--from goes on live, and --events-only executes nothing: give one of them.");
            }

            var (row, entries) = await desk.ReadAsync(desk.Get(Run), desk.Get(Last), cancellationToken);
            return desk.Get(From) is { } step ? await ForkAsync(desk, row, entries, Number(step), cancellationToken)
                : desk.Get(EventsOnly) ? Verify(desk, row, entries)
                : await ReplayAsync(desk, row, cancellationToken);
        }));
        return command;
    }

    private static async Task<int> ReplayAsync(RunDesk desk, RunRow row, CancellationToken cancellationToken)
    {
        var result = await desk.Launcher.ReplayAsync(new ResumeRequest(row.RunId, desk.RepositoryOf(row)), null, cancellationToken);
        desk.Print(RunsText.Replayed(row.RunId, result), () => RunsJson.Replayed(row.RunId, result));
        return ExitCodes.Success;
    }

    private static int Verify(RunDesk desk, RunRow row, IReadOnlyList<RunEntry> entries)
    {
        var (facts, divergence) = Decisions.Trace(entries);
        if (divergence is not null)
        {
            throw new RunDivergedException(row.RunId, $"entry {divergence.Sequence}", $"the record has {divergence.Recorded}, and this build decides {string.Join(" or ", divergence.Wanted)}");
        }

        var faults = RunState.Replay(entries).Delivery is null ? [] : PullRequestCompiler.Compile(entries, EntryJson.Line).Faults;
        desk.Print(RunsText.Verified(row.RunId, entries.Count, facts.Count, faults), () => RunsJson.Verified(row.RunId, entries.Count, facts.Count, faults));
        return faults.Count == 0 ? ExitCodes.Success : ExitCodes.NotVerified;
    }

    private static async Task<int> ForkAsync(RunDesk desk, RunRow row, IReadOnlyList<RunEntry> entries, long step, CancellationToken cancellationToken)
    {
        var request = RunState.Replay(entries).Request ?? throw RunNotResumableException.Empty(row.RunId);
        var id = RunIds.New(request.ItemId, desk.Time);
        var fork = RunFork.Of(entries, step, id);
        var folder = desk.RepositoryOf(row);
        using (var repository = desk.OpenRepository(folder))
        {
            DraftUpkeep.Share(repository, row.RunId, id);
            await desk.Upkeep.ImportAsync(id, repository.TargetPath, fork, cancellationToken);
        }

        desk.Invocation.Tell($"Run {id} begins with the first {fork.Count} entries of run {row.RunId} and goes on live: {ReplayKinds.ProviderDependent}.");
        try
        {
            return await desk.ResumeAsync(new ResumeRequest(id, folder) { AcceptChanges = desk.Get(AcceptChanges) }, outlet: null, cancellationToken);
        }
        catch (Exception)
        {
            await TakeBackAsync(desk, folder, id, fork.Count, CancellationToken.None);
            throw;
        }
    }

    // Nothing came of it, for want of an endpoint or of trust: then it is no run, and least of all the newest.
    private static async Task TakeBackAsync(RunDesk desk, string folder, string id, int entries, CancellationToken cancellationToken)
    {
        if (await desk.Journal.FindAsync(id, cancellationToken) is { } row && row.Entries == entries && await desk.Upkeep.RemoveAsync(row, cancellationToken))
        {
            using var repository = desk.OpenRepository(folder);
            DraftUpkeep.Forget(repository, id);
        }
    }

    private static long Number(string step) => long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new UsageException($"--from is '{EventText.Safe(step)}': give the number of an entry, 'seq' in 'orchestrator runs events'.");
}
