using System.CommandLine;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs</c>: look back at the runs of a repository, go on with one, do one again.</summary>
internal static class RunsCommandLine
{
    private static readonly Argument<string?> Run = new("run") { Description = "Id of the run, or the beginning of it", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Last = new("--last") { Description = "The newest run of the repository" };

    private static readonly Option<bool> AcceptChanges = new("--accept-changes")
    {
        Description = "Recorded replies count although the model, a prompt or a tool's description was changed since",
    };

    private static readonly Option<bool> TakeOver = new("--take-over") { Description = "Also when another program of this machine is at work on the run: it is taken away from that one" };

    private static readonly Option<bool> Schema = new("--schema") { Description = "The JSON Schema of such a line, and no run" };

    private static readonly Option<string?> Expert = new("--expert") { Description = "What this expert was told, said and did", HelpName = "ID" };

    private static readonly Option<int> Limit = new("--limit") { Description = "The newest N runs (default: 20)", HelpName = "N", DefaultValueFactory = _ => 20 };

    private static readonly Option<bool> All = new("--all") { Description = "Those of every repository, also of other machines that write into the same journal" };

    private static readonly Argument<string> Place = new("place") { Description = "A path of the delivery, or path:line" };

    private static readonly Option<string?> OfRun = new("--run") { Description = "The run to look in (default: the newest that delivered the path)", HelpName = "RUN" };

    private static readonly Option<string> File = new("--file") { Description = "The file to write (default: RUN.jsonl here)", HelpName = "FILE" };

    private static readonly Option<bool> Force = new("--force") { Description = "Write over a file that is there" };

    public static Command Create()
    {
        Limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 100_000)
            {
                result.AddError("--limit takes 1 to 100000.");
            }
        });
        return new Command("runs", "The runs of the repository: look back, go on, do again")
        {
            Sub("list", "The runs, the newest first", ListAsync, Limit, All),
            Sub("show", "The report of a run; with --expert its conversations, word for word", ShowAsync, Run, Last, Expert),
            Sub("events", "The record of a run, one JSON object a line", EventsAsync, Run, Last, Schema),
            Sub("resume", "Go on with a run that was left, where its record ends; the exit code is the verdict", ResumeAsync, Run, Last, AcceptChanges, TakeOver, PushFlags.PullRequest),
            RunsReplay.Create(),
            RunsDiff.Create(),
            Sub("export", "Write the record of a run into a file of your own", ExportAsync, Run, Last, File, Force),
            Sub("discard", "Take the branch of a run back out of the repository; the record and every draft are kept", DiscardAsync, Run, Last),
            RunsPrune.Create(),
            RunsPush.Create(),
            RunsPullRequest.Create(),
            Sub("why", "Who wrote a file or a line of a delivery: expert, step, specs, prompt, cost", (desk, cancellationToken) => RunsWhy.WhyAsync(desk, desk.Get(Place), desk.Get(OfRun), cancellationToken), Place, OfRun),
        };
    }

    private static async Task<int> ListAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        var runs = new List<(RunRow Row, RunState State)>();
        var damaged = new List<JournalDamagedException>();
        var ids = desk.Get(All) ? await desk.Journal.ListAsync(null, desk.Get(Limit), cancellationToken) : await desk.IdsAsync(desk.Get(Limit), cancellationToken);
        foreach (var id in ids)
        {
            try
            {
                runs.Add((await desk.FindAsync(id, cancellationToken), RunState.Replay(await desk.Journal.ReadAsync(id, 0, cancellationToken))));
            }
            catch (JournalDamagedException damage)
            {
                damaged.Add(damage);
            }
        }

        desk.Print(RunsText.List(runs, desk.Get(All), desk.IsBusy), () => RunsJson.List(runs));
        damaged.ForEach(damage => Console.Error.WriteLine(EventText.Safe(damage.Message)));
        return damaged.Count == 0 ? ExitCodes.Success : ExitCodes.Configuration;
    }

    private static async Task<int> ShowAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        var (row, entries) = await desk.ReadAsync(desk.Get(Run), desk.Get(Last), cancellationToken);
        var state = RunState.Replay(entries);
        if (desk.Get(Expert) is not { } expert)
        {
            desk.Print(RunsText.Show(row, state, desk.IsBusy), () => RunJson.Write(state));
            return ExitCodes.Success;
        }

        var experts = state.Conversations.Select(conversation => conversation.Expert).Distinct(StringComparer.Ordinal).ToList();
        if (!experts.Contains(expert))
        {
            throw new UsageException($"'{EventText.Safe(expert)}' has no conversation in run {row.RunId}. Those that have: {string.Join(", ", experts)}.");
        }

        desk.Print(Transcript.Of(entries, expert), () => string.Join('\n', RunsJson.Transcript(entries, expert)));
        return ExitCodes.Success;
    }

    private static async Task<int> EventsAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        if (desk.Get(Schema))
        {
            await Console.Out.WriteAsync(EventSchema.Write());
            return ExitCodes.Success;
        }

        foreach (var entry in (await desk.ReadAsync(desk.Get(Run), desk.Get(Last), cancellationToken)).Entries)
        {
            await Console.Out.WriteLineAsync(EntryJson.Line(entry));
        }

        return ExitCodes.Success;
    }

    private static async Task<int> ResumeAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        var (row, entries) = await desk.ReadAsync(desk.Get(Run), desk.Get(Last), cancellationToken);
        var outlet = desk.Outlet(entries.Select(entry => entry.Event).OfType<RunEvent.Accepted>().FirstOrDefault()?.Request.PushTo);
        return await desk.ResumeAsync(new ResumeRequest(row.RunId, desk.RepositoryOf(row)) { AcceptChanges = desk.Get(AcceptChanges), TakeOver = desk.Get(TakeOver) }, outlet, cancellationToken);
    }

    private static async Task<int> ExportAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        var (row, entries) = await desk.ReadAsync(desk.Get(Run), desk.Get(Last), cancellationToken);
        var given = desk.Get(File) ?? $"{row.RunId}.jsonl";
        var path = given.Length > 0 ? Path.GetFullPath(given) : throw new UsageException("--file is empty: name the file to write.");
        if (Directory.Exists(path))
        {
            throw new UsageException($"'{path}' is a folder. Name a file in it: --file {Path.Combine(path, $"{row.RunId}.jsonl")}.");
        }

        if (System.IO.File.Exists(path) && !desk.Get(Force))
        {
            throw new UsageException($"'{path}' is there already. Name another with --file, or write over it with --force.");
        }

        // Records hold text of the repository: they are their owner's alone. Whole or not at all.
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await System.IO.File.WriteAllBytesAsync(unfinished, [], cancellationToken);
            PrivateFiles.Protect(unfinished);
            await System.IO.File.WriteAllLinesAsync(unfinished, entries.Select(EntryJson.Line), cancellationToken);
            System.IO.File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be written: {fault.Message} Name another file with --file.");
        }
        finally
        {
            if (System.IO.File.Exists(unfinished))
            {
                System.IO.File.Delete(unfinished);
            }
        }

        desk.Invocation.Tell($"{entries.Count} entries of run {row.RunId}.");
        await Console.Out.WriteLineAsync(path);
        return ExitCodes.Success;
    }

    private static async Task<int> DiscardAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        var (row, entries) = await desk.ReadAsync(desk.Get(Run), desk.Get(Last), cancellationToken);
        var branches = RunBranches.Of(entries);
        if (branches.Count == 0)
        {
            throw new UsageException($"Run {row.RunId} delivered no branch: there is nothing to take back.");
        }

        foreach (var (branch, commit) in branches)
        {
            await Console.Out.WriteLineAsync(desk.Discard(desk.RepositoryOf(row), branch, commit)
                ? $"Branch {branch} is gone from the repository. The record of run {row.RunId} and its commit {commit} are kept."
                : $"There is no branch {branch} in the repository any more. The record of run {row.RunId} is kept.");
        }

        return ExitCodes.Success;
    }

    private static Command Sub(string name, string description, Func<RunDesk, CancellationToken, Task<int>> action, params IReadOnlyList<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else
            {
                command.Options.Add((Option)symbol);
            }
        }

        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration());
            return await action(new RunDesk(parsed, invocation, services), cancellationToken);
        }));
        return command;
    }
}
