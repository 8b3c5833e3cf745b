using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Commands;

/// <summary>What every <c>runs</c> command works with.</summary>
internal sealed class RunDesk(ParseResult parsed, Invocation invocation, IServiceProvider services)
{
    // Further back than anybody looks by the beginning of an id.
    private const int MaxLooked = 100_000;

    public Invocation Invocation => invocation;

    public IRunJournal Journal => services.GetRequiredService<IRunJournal>();

    public IJournalUpkeep Upkeep => services.GetRequiredService<IJournalUpkeep>();

    /// <summary>Whether a program of this machine is at work on the run right now.</summary>
    public bool IsBusy(string runId) => services.GetRequiredService<RunLocks>().IsHeld(runId);

    public RunLauncher Launcher => services.GetRequiredService<RunLauncher>();

    public TimeProvider Time => services.GetRequiredService<TimeProvider>();

    public IProgressView Progress() => invocation.Progress(Time, services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Progress);

    public T Get<T>(Argument<T> argument) => parsed.GetValue(argument)!;

    public T Get<T>(Option<T> option) => parsed.GetValue(option)!;

    public PrivateRepository OpenRepository(string path) => PrivateRepository.Open(services.GetRequiredService<Places>().State, path);

    /// <summary>The result, in the form that was asked for.</summary>
    public void Print(IEnumerable<string> text, Func<string> json)
    {
        if (invocation.Output == "text")
        {
            foreach (var line in text)
            {
                Console.Out.WriteLine(EventText.Safe(line));
            }
        }
        else
        {
            Console.Out.WriteLine(json());
        }
    }

    /// <summary>Where the repository of a run is on this machine: where it was; else, or when it was named, the one that this command is about.</summary>
    public string RepositoryOf(RunRow row) =>
        parsed.GetResult(GlobalOptions.Repository) is { Implicit: false } || !Directory.Exists(row.Repository) ? invocation.Repository : row.Repository;

    /// <summary>Brings a pull request out; returns its address or its folder.</summary>
    /// <exception cref="UsageException">The folder cannot be written into, or nobody said where the branch was pushed to.</exception>
    public async Task<string> PublishAsync(string outlet, string path, RunState state, PullRequest request, CancellationToken cancellationToken)
    {
        using var repository = OpenRepository(path);
        if (outlet != PullRequestOutlet.Forge)
        {
            var folder = Path.GetFullPath(outlet);
            await PullRequestOutlet.WriteAsync(folder, repository.Location, request, cancellationToken);
            return folder;
        }

        // A branch that was pushed after its run stands where the run was to push it, or where this command would.
        var push = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Push;
        var remote = state.Pushed?.Remote ?? state.Request!.PushTo ?? (push.Remote.Length > 0 ? repository.PushAddress(push.Remote)
            : throw new UsageException($"The branch {request.Branch} of run {request.RunId} was not pushed yet: 'orchestrator runs push {request.RunId} --to REMOTE' pushes it. '--to DIR' writes files instead."));
        return await new PullRequestOutlet(invocation.Environment).OpenAsync(remote, request, cancellationToken);
    }

    public bool Discard(string repository, string branch, string commit)
    {
        using var own = OpenRepository(repository);
        return own.Discard(branch, commit);
    }

    /// <summary>Ids of this repository's runs, the newest first.</summary>
    public Task<IReadOnlyList<string>> IdsAsync(int take, CancellationToken cancellationToken) =>
        Journal.ListAsync(TargetRepository.RootOf(invocation.Repository), take, cancellationToken);

    /// <exception cref="UsageException">No run, or more than one, has such an id.</exception>
    public async Task<RunRow> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (await Journal.FindAsync(id, cancellationToken) is { } whole)
        {
            return whole;
        }

        var ids = await IdsAsync(MaxLooked, cancellationToken);
        return ids.Where(run => id.Length > 0 && run.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [var one] => (await Journal.FindAsync(one, cancellationToken))!,
            [] => throw new UsageException($"No run of this repository is called '{EventText.Safe(id)}'. {(ids.Count == 0 ? "It has none yet." : $"The newest is {ids[0]}; 'orchestrator runs list' shows them.")}"),
            var several => throw new UsageException($"'{EventText.Safe(id)}' is the beginning of {several.Count} runs: {string.Join(", ", several.Take(5))}. Give more of it."),
        };
    }

    /// <summary>The run that was named, and its record.</summary>
    /// <exception cref="UsageException">None was named, or there is none.</exception>
    public async Task<(RunRow Row, IReadOnlyList<RunEntry> Entries)> ReadAsync(string? id, bool last, CancellationToken cancellationToken)
    {
        if (last == (id is not null))
        {
            throw new UsageException("Name one run: its id, or --last for the newest.");
        }

        var row = id is not null ? await FindAsync(id, cancellationToken)
            : await IdsAsync(1, cancellationToken) is [var newest] ? await FindAsync(newest, cancellationToken)
            : throw new UsageException("This repository has no run yet.");
        return (row, await Journal.ReadAsync(row.RunId, 0, cancellationToken));
    }

    /// <summary>Where this command's pull request is to go, by its option or the settings; null for nowhere.</summary>
    /// <param name="pushTo">Where a run that is gone on with was to be pushed when it began.</param>
    /// <exception cref="UsageException">It could not come out there.</exception>
    public string? Outlet(string? pushTo)
    {
        var push = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Push;
        var outlet = parsed.GetValue(PushFlags.PullRequest) ?? (push.PullRequest ? PullRequestOutlet.Forge : null);
        if (outlet is not null)
        {
            new PullRequestOutlet(invocation.Environment).Require(outlet, pushTo ?? push.Remote);
        }

        return outlet;
    }

    /// <summary>Goes on with a run, reports it, and brings its pull request out; the exit code is the verdict.</summary>
    public async Task<int> ResumeAsync(ResumeRequest request, string? outlet, CancellationToken cancellationToken)
    {
        RunState? ended = null;
        var code = await RunCommandLine.ReportAsync(invocation, async token => ended = await GoOnAsync(request, token), cancellationToken);
        await BringOutAsync(outlet, ended, request.RepositoryPath ?? invocation.Repository, cancellationToken);
        return code;
    }

    /// <summary>Brings the pull request of a run out that has just delivered; the run has its own exit code, and what does not come out is said with the command that tries again.</summary>
    /// <param name="outlet">Where to; null for nowhere.</param>
    /// <exception cref="RepositoryRefusedException">It did not come out.</exception>
    public async Task BringOutAsync(string? outlet, RunState? ended, string repository, CancellationToken cancellationToken)
    {
        if (outlet is null || ended is not { Delivery: not null })
        {
            return;
        }

        var run = ended.Request!.RunId;
        if (outlet == PullRequestOutlet.Forge && ended.Pushed is null)
        {
            await Console.Error.WriteLineAsync("No pull request was opened, for the branch was not pushed.");
            return;
        }

        try
        {
            var request = PullRequestOutlet.Compile(await Journal.ReadAsync(run, 0, cancellationToken));
            await Console.Error.WriteLineAsync($"Pull request: {EventText.Safe(await PublishAsync(outlet, repository, ended, request, cancellationToken))}");
        }
        catch (Exception fault) when (fault is UsageException or RepositoryRefusedException or ClaimsMissingException)
        {
            throw new RepositoryRefusedException($"The run has ended, and its pull request is not out: {fault.Message}", $"'orchestrator runs pull-request {run} --to {outlet}' tries again.");
        }
    }

    private async Task<RunState> GoOnAsync(ResumeRequest request, CancellationToken cancellationToken)
    {
        await using var progress = Progress();
        Signals.Say = progress.Say;
        try
        {
            IPerson person = invocation.MayAsk ? new TerminalPerson(progress) : new NobodyThere();
            var run = await Launcher.ResumeAsync(request with { Person = person }, progress.Show, cancellationToken);
            return await run.Completion;
        }
        finally
        {
            Signals.Say = Console.Error.WriteLine;
        }
    }
}
