using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Tests.Worker;

namespace Orchestrator.SK.EndToEnd.Tests.Worker;

/// <summary>A run dies with its process; <c>orchestrator runs</c> looks at it, goes on with it, and does it again.</summary>
public sealed class RunsProgramTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("runs-program-").FullName;
    private readonly string _repository;

    public RunsProgramTests() => _repository = SmallRepository.Create(_home, "one");

    [Fact]
    public async Task KilledRun_IsListed_GoesOnWithoutPayingTwice_AndReplaysToTheSameCommit()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, "You are the Documentation expert");
        var environment = Environment(endpoint);
        using (var run = BuiltProgram.Start(environment, "run", "BK-001", "-C", _repository))
        {
            await endpoint.Held.WaitAsync(TimeSpan.FromMinutes(2));
            await run.KillAsync();
        }

        var before = endpoint.Server.Requests.Count;
        endpoint.Release();
        Assert.Contains("'orchestrator runs resume bk-001-", (await RunsAsync(environment, 0, "list")).Output, StringComparison.Ordinal);

        var resumed = await RunsAsync(environment, 0, "resume", "--last");
        Assert.Contains("branch BK-001-write-the-first-page", resumed.Errors, StringComparison.Ordinal);
        var requests = endpoint.Server.Requests.Count;
        Assert.DoesNotContain(endpoint.Server.Requests.Skip(before), request => request.BodyText.Contains("You plan the delivery", StringComparison.Ordinal));
        Assert.Equal(["BK-001-write-the-first-page"], SmallRepository.Delivered(_repository).Keys);

        var replayed = await RunsAsync(environment, 0, "replay", "--last", "-o", "json");
        using var json = JsonDocument.Parse(replayed.Output);
        Assert.Equal(SmallRepository.Delivered(_repository).Count, json.RootElement.GetProperty("commit").GetString()!.Length / 40);
        Assert.Equal(requests, endpoint.Server.Requests.Count);
        Assert.Contains("has ended: delivered", (await RunsAsync(environment, ExitCodes.Usage, "resume", "--last")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeliveredRun_TellsWhoWroteALine_AndShowsAnExpertWordForWord()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, null);
        var environment = Environment(endpoint);
        var run = await BuiltProgram.RunAsync(environment, "run", "BK-001", "-C", _repository, "-o", "jsonl");
        var path = run.Output.Split('\n').Where(line => line.Contains("\"type\":\"file.written\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()!).First();

        var why = (await RunsAsync(environment, 0, "why", $"./{path}:1")).Output;
        Assert.StartsWith($"{path}:1: ", why, StringComparison.Ordinal);
        Assert.Contains("written by documentation: assignment a1 (plan, wave 1)", why, StringComparison.Ordinal);
        Assert.Contains("stood before run", (await RunsAsync(environment, 0, "why", "sdd/BACKLOG.md:1")).Output, StringComparison.Ordinal);
        using var line = JsonDocument.Parse((await RunsAsync(environment, 0, "why", $"{path}:1", "-o", "json")).Output);
        Assert.Equal("documentation", line.RootElement.GetProperty("origin").GetProperty("expert").GetString());
        Assert.Contains("and no line 9999", (await RunsAsync(environment, ExitCodes.Usage, "why", $"{path}:9999")).Errors, StringComparison.Ordinal);
        Assert.Contains($"Did you mean '{path}'?", (await RunsAsync(environment, ExitCodes.Usage, "why", $"{path}x")).Errors, StringComparison.Ordinal);
        Assert.Contains("There is no 'nowhere.md' in run", (await RunsAsync(environment, ExitCodes.Usage, "why", "nowhere.md")).Errors, StringComparison.Ordinal);
        var transcript = (await RunsAsync(environment, 0, "show", "--last", "--expert", "documentation")).Output;
        Assert.Contains("=== a1-documentation (documentation, experts/documentation", transcript, StringComparison.Ordinal);
        Assert.Contains($"files-write {path}: ok", transcript, StringComparison.Ordinal);
        Assert.Equal(run.Output.Trim(), (await RunsAsync(environment, 0, "events", "--last")).Output.Trim());
        Assert.Contains("'nobody' has no conversation", (await RunsAsync(environment, ExitCodes.Usage, "show", "--last", "--expert", "nobody")).Errors, StringComparison.Ordinal);
        Assert.Contains("No run of this repository is called 'zz'", (await RunsAsync(environment, ExitCodes.Usage, "show", "zz")).Errors, StringComparison.Ordinal);
        Assert.Contains("delivered", (await RunsAsync(environment, 0, "list")).Output, StringComparison.Ordinal);
        var file = Path.Combine(_home, "record.jsonl");
        await RunsAsync(environment, 0, "export", "--last", "--file", file);
        Assert.Equal(run.Output.Trim(), (await File.ReadAllTextAsync(file)).Trim());
        Assert.Contains("is there already", (await RunsAsync(environment, ExitCodes.Usage, "export", "--last", "--file", file)).Errors, StringComparison.Ordinal);
        Assert.Contains("is gone from the repository", (await RunsAsync(environment, 0, "discard", "--last")).Output, StringComparison.Ordinal);
        Assert.Empty(SmallRepository.Delivered(_repository));
        Assert.Contains("There is no branch", (await RunsAsync(environment, 0, "discard", "--last")).Output, StringComparison.Ordinal);
        Assert.Contains("comes to the same commit", (await RunsAsync(environment, 0, "replay", "--last")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForkedRun_GoesOnLiveFromAStep_AndIsComparedWithTheFirst_AndReplaysWithoutAModel()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, null);
        var environment = Environment(endpoint);
        var events = (await BuiltProgram.RunAsync(environment, "run", "BK-001", "-C", _repository, "-o", "jsonl")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var first = JsonDocument.Parse(events[0]).RootElement.GetProperty("run").GetString()!;
        var step = Array.FindIndex(events, line => line.Contains("\"type\":\"wave.opened\"", StringComparison.Ordinal)) + 1;
        var asked = endpoint.Server.Requests.Count;

        var forked = await RunsAsync(environment, 0, "replay", first, "--from", $"{step}");

        Assert.Contains("live re-execution, provider-dependent", forked.Errors, StringComparison.Ordinal);
        Assert.Contains($"begins with the first {step - 1} entries of run {first}", forked.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(endpoint.Server.Requests.Skip(asked), request => request.BodyText.Contains("You plan the delivery", StringComparison.Ordinal));
        Assert.Equal(["BK-001-write-the-first-page", "BK-001-write-the-first-page-2"], SmallRepository.Delivered(_repository).Keys.Order(StringComparer.Ordinal));
        var second = (await RunsAsync(environment, 0, "list")).Output.Split(' ')[0];
        var difference = (await RunsAsync(environment, 0, "diff", first, second)).Output;
        Assert.Contains("b  BK-001-write-the-first-page-2", difference, StringComparison.Ordinal);
        Assert.Contains("0 conversations and 0 files differ", difference, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await RunsAsync(environment, 0, "diff", first, second, "-o", "json")).Output);
        Assert.Equal("branch", Assert.Single(json.RootElement.GetProperty("traits").EnumerateArray()).GetProperty("trait").GetString());
        Assert.Contains("go from 2 to", (await RunsAsync(environment, ExitCodes.Usage, "replay", first, "--from", "1")).Errors, StringComparison.Ordinal);
        Assert.Contains("--from is 'soon': give the number of an entry", (await RunsAsync(environment, ExitCodes.Usage, "replay", first, "--from", "soon")).Errors, StringComparison.Ordinal);
        Assert.Contains("verification of recorded events", (await RunsAsync(environment, 0, "replay", first, "--events-only")).Output, StringComparison.Ordinal);

        environment["OPENAI_BASE_URL"] = environment["OPENAI_MODEL"] = "";
        var replayed = (await RunsAsync(environment, 0, "replay", second)).Output;
        Assert.Contains("simulated from recorded effects", replayed, StringComparison.Ordinal);
        Assert.Contains("would look different today", replayed, StringComparison.Ordinal);
        Assert.Contains("comes to the same commit", replayed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrunedRun_LeavesItsBranch_AndNothingOfItsRecordAndDrafts()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, null);
        var environment = Environment(endpoint);
        foreach (var item in new[] { "BK-001", "BK-002" })
        {
            Assert.Equal(0, (await BuiltProgram.RunAsync(environment, "run", item, "-C", _repository)).Code);
        }

        var state = Path.Combine(_home, "state");
        AssertPrivate(state);
        Assert.Contains("Say which runs", (await RunsAsync(environment, ExitCodes.Usage, "prune")).Errors, StringComparison.Ordinal);
        Assert.Contains("--older-than is 'soon': give a number", (await RunsAsync(environment, ExitCodes.Usage, "prune", "--older-than", "soon")).Errors, StringComparison.Ordinal);
        Assert.Contains("0 runs would go; 2 runs of this repository stay", (await RunsAsync(environment, 0, "prune", "--older-than", "1d", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Contains("would go  bk-001-", (await RunsAsync(environment, 0, "prune", "--down-to", "1KB", "--dry-run")).Output, StringComparison.Ordinal);

        // Without its head it is damaged: a rule leaves it as it is, with its drafts, and its name takes it away.
        File.Delete(Assert.Single(Directory.GetFiles(Path.Combine(state, "heads"), "bk-001*.head")));
        Assert.Contains("takes it off the list", (await RunsAsync(environment, ExitCodes.Configuration, "prune", "--down-to", "1KB", "--dry-run")).Errors, StringComparison.Ordinal);

        var gone = (await RunsAsync(environment, 0, "prune", "bk-001")).Output;

        Assert.Contains("1 run pruned; 1 run of this repository stays", gone, StringComparison.Ordinal);
        var run = gone.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.DoesNotContain(run, (await RunsAsync(environment, 0, "list")).Output, StringComparison.Ordinal);
        Assert.Contains("No run of this repository is called", (await RunsAsync(environment, ExitCodes.Usage, "show", run)).Errors, StringComparison.Ordinal);
        Assert.Equal(2, SmallRepository.Delivered(_repository).Count);
        Assert.Empty(Directory.GetFiles(Path.Combine(state, "heads"), $"{run}*"));
        using (var drafts = new LibGit2Sharp.Repository(Assert.Single(Directory.GetDirectories(Path.Combine(state, "repositories"), "*.git"))))
        {
            Assert.Empty(drafts.Refs.FromGlob($"refs/orchestrator/{run}/*"));
            Assert.NotEmpty(drafts.Refs.FromGlob("refs/orchestrator/*"));
        }

        Assert.Contains("comes to the same commit", (await RunsAsync(environment, 0, "replay", "--last")).Output, StringComparison.Ordinal);
        AssertPrivate(state);
    }

    // What lies deeper is behind a folder that only its owner can enter.
    private static void AssertPrivate(string state)
    {
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string[] folders = [state, .. Directory.GetDirectories(state)];
        Assert.All(folders, folder => Assert.Equal(Mine | UnixFileMode.UserExecute, File.GetUnixFileMode(folder)));
        Assert.All(Directory.GetFiles(state, "journal.db*").Concat(Directory.GetFiles(Path.Combine(state, "heads"))), file => Assert.True(File.GetUnixFileMode(file) == Mine, file));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private async Task<(int Code, string Output, string Errors)> RunsAsync(Dictionary<string, string> environment, int code, params string[] arguments)
    {
        var result = await BuiltProgram.RunAsync(environment, ["runs", .. arguments, "-C", _repository]);
        Assert.True(result.Code == code, $"exit code {result.Code}:\n{result.Output}\n{result.Errors}");
        return result;
    }

    private Dictionary<string, string> Environment(Holdup endpoint) => new()
    {
        ["Orchestrator__StateDirectory"] = Path.Combine(_home, "state"),
        ["Orchestrator__Sandbox__Minimum"] = "none",
        ["Orchestrator__TrustedSettings__0"] = SmallRepository.Trusted,
        ["OPENAI_BASE_URL"] = endpoint.Address,
        ["OPENAI_MODEL"] = "rehearsal",
        ["OPENAI_API_KEY"] = "",
        ["NO_COLOR"] = "1",
        ["XDG_CONFIG_HOME"] = _home,
    };
}
