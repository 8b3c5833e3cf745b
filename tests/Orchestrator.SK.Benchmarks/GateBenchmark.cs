using System.Diagnostics;
using System.Globalization;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Benchmarks;

/// <summary>What the files tools of an expert cost: through the gate, in the draft, journaled with a sync to the disk where something is written.</summary>
internal static class GateBenchmark
{
    private const int Opened = 7;
    private const int Searched = 25;
    private const int Done = 300;

    public static async Task RunAsync(int files, CancellationToken cancellationToken)
    {
        using var target = new TargetFolder(Enumerable.Range(0, files).Select(File));
        Console.WriteLine($"gate: {files.ToString("N0", CultureInfo.InvariantCulture)} files");
        using var repository = PrivateRepository.Open(target.State, target.Repository);
        var start = Stopwatch.GetTimestamp();
        var commit = repository.ResolveBase(null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  fetch the base, once: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms"));
        Print("open a draft, the first of a commit", await MeasureAsync(Opened, _ => OpenAsync(target, commit)));
        var tree = repository.OpenTree(commit);
        _ = tree.Files.Count;
        Print("open a draft, further ones", await MeasureAsync(Done, _ => Task.FromResult(new Draft(tree).Exists(Name(0)))));

        Print("git worktree add, for comparison", await MeasureAsync(Opened, i => AddWorktreeAsync(target, i, cancellationToken)));

        using var journal = new SqliteRunJournal(Path.Combine(target.State, "journal.db"));
        using var record = new RunRecord(journal, await journal.BeginAsync("bench", target.Repository, cancellationToken), TimeProvider.System);
        await record.AppendAsync(new RunEvent.Accepted(new RunRequest("bench", "B-001", "target", commit, DateTimeOffset.UtcNow), new LimitsOptions().ToLimits()), cancellationToken);
        await record.AppendAsync(new RunEvent.Assigned(AssignmentCause.Plan, [new Assignment("a1", "testing", "Write.", ["B-001"], [], [])]), cancellationToken);
        var plugin = new FilesPlugin(Desk(record, new Draft(tree)));
        string[] specs = ["B-001"];
        Print("read", await MeasureAsync(Done, i => Good(plugin.Read(Name(i * 7 % files)))));
        Print("search all files", await MeasureAsync(Searched, i => Good(plugin.Search($"value{i}00[0-9] "))));
        Print("write", await MeasureAsync(Done, async i => await Good(await plugin.WriteAsync(Name(i), $"// new {i}\n", specs, cancellationToken: cancellationToken))));
        var half = files / 2; // Where nothing was overwritten.
        Print("edit", await MeasureAsync(Done, async i => await Good(await plugin.EditAsync(Name(half + i), $"// end of {half + i}\n", $"// end, edited {i}\n", specs, cancellationToken: cancellationToken))));
    }

    private static Task<bool> OpenAsync(TargetFolder target, string commit)
    {
        using var repository = PrivateRepository.Open(target.State, target.Repository);
        return Task.FromResult(new Draft(repository.OpenTree(commit)).Exists(Name(0)));
    }

    private static async Task<bool> AddWorktreeAsync(TargetFolder target, int index, CancellationToken cancellationToken)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", target.Repository, "worktree", "add", "-q", "--detach", Path.Combine(target.State, $"worktree-{index}"), "HEAD"]))!;
        await git.WaitForExitAsync(cancellationToken);
        return git.ExitCode == 0 ? true : throw new InvalidOperationException($"git worktree add failed with exit code {git.ExitCode}.");
    }

    private static ExpertDesk Desk(RunRecord record, Draft draft) => new("testing", "a1", draft, record.Conversation("a1-testing"), ["B-001"])
    {
        Domains = new DomainMap([Domain.Parse("testing", ["src/**"])]),
        Specs = new SpecIndex([SpecParser.Parse("sdd/specs/001.md", "# Bench\n\n### B-001: Files\n\nThere are many.\n")]),
        Lookup = SpecLookup.Open(draft.Base, null, null, _ => { }),
        Readable = _ => true,
        Reserved = ["CHANGELOG.md"],
        Checks = [],
        Awaited = _ => [],
            RunCheckAsync = (_, _) => throw new NotSupportedException("There are no checks."),
    };

    private static async Task<Times> MeasureAsync(int times, Func<int, Task<bool>> act)
    {
        await act(times); // Not measured: the first call compiles.
        List<double> measured = [];
        for (var i = 0; i < times; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await act(i);
            measured.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new Times(measured);
    }

    private static Task<bool> Good(ToolResult result) =>
        result is ToolResult.Answered ? Task.FromResult(true) : throw new InvalidOperationException($"A tool refused: {result.ForModel}");

    private static void Print(string what, Times times) => Console.WriteLine($"  {what}: {times}");

    private static string Name(int index) => $"src/module{index / 100:000}/File{index % 100:00}.cs";

    // Some 2.5 KB, as sources are.
    private static (string Path, string Text) File(int index) =>
        (Name(index), string.Concat(Enumerable.Range(0, 50).Select(line => $"    private readonly int value{(index * 50) + line} = {line}; // of {index}\n")) + $"// end of {index}\n");
}
