using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Tests.Worker;

namespace Orchestrator.SK.EndToEnd.Tests.Worker;

public sealed class WorkerProgramTests : IDisposable
{
    private const string Expert = "You are the Documentation expert";

    private readonly string _home = Directory.CreateTempSubdirectory("worker-program-").FullName;
    private readonly string _repository;

    public WorkerProgramTests() => _repository = SmallRepository.Create(_home, "one");

    [Fact]
    public async Task Terminate_WhileARunGoesOn_HandsBackAndTheNextWorkerDeliversOnce()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, Expert);
        var environment = Environment(endpoint);
        var task = await SubmitAsync(environment, "BK-001");
        using var worker = BuiltProgram.Start(environment, "worker");
        await endpoint.Held.WaitAsync(TimeSpan.FromMinutes(2));

        var code = await worker.TerminateAsync();

        Assert.True(code == ExitCodes.Terminated, $"exit code {code}:\n{worker.Errors}");
        Assert.Contains($"Task {task} queued again: the worker ends.", worker.Errors, StringComparison.Ordinal);
        Assert.Equal("queued", await StateAsync(environment, task));

        endpoint.Release();
        var next = await BuiltProgram.RunAsync(environment, "worker", "--drain");
        Assert.True(next.Code == 0, next.Errors);
        Assert.Equal("delivered", await StateAsync(environment, task));
        Assert.Equal(["BK-001-write-the-first-page"], SmallRepository.Delivered(_repository).Keys);
    }

    [Fact]
    public async Task Kill_WhileARunGoesOn_TheNextWorkerGoesOnSaysSoAndDeliversOnce()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, Expert);
        var environment = Environment(endpoint);
        var task = await SubmitAsync(environment, "BK-001");
        using var worker = BuiltProgram.Start(environment, "worker");
        await endpoint.Held.WaitAsync(TimeSpan.FromMinutes(2));

        await worker.KillAsync();
        Assert.Equal("running", await StateAsync(environment, task));

        endpoint.Release();
        var next = await BuiltProgram.RunAsync(environment, "worker", "--drain");
        Assert.True(next.Code == 0, next.Errors);
        Assert.Contains($"Task {task} queued again: its worker died 1 of 3 times. Run {task} is marked interrupted; it goes on where its record ends.", next.Errors, StringComparison.Ordinal);
        using var shown = JsonDocument.Parse((await BuiltProgram.RunAsync(environment, "tasks", "show", task, "-o", "json")).Output);
        Assert.Equal(("delivered", 2, task), (Text(shown, "state"), shown.RootElement.GetProperty("epoch").GetInt32(), Text(shown, "run")));
        Assert.Equal(["BK-001-write-the-first-page"], SmallRepository.Delivered(_repository).Keys);
    }

    [Fact]
    public async Task SecondWorker_OnTheSameQueue_IsRefusedWithTheReason()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, null);
        var environment = Environment(endpoint);
        using var first = BuiltProgram.Start(environment, "worker");
        await first.UntilErrorAsync("Worker[2001]");

        var second = await BuiltProgram.RunAsync(environment, "worker");

        Assert.Equal(ExitCodes.Configuration, second.Code);
        Assert.StartsWith($"Another worker has the queue '{Path.Combine(_home, "state", "queue.db")}': ", second.Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Terminated, await first.TerminateAsync());
    }

    [Fact]
    public async Task Watch_FromAnotherProcess_ShowsTheRecordLiveAndEndsWithTheTasksExitCode()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, Expert);
        var environment = Environment(endpoint);
        var task = await SubmitAsync(environment, "BK-001");
        using var watch = BuiltProgram.Start(environment, "tasks", "watch", task, "-o", "jsonl");
        await watch.UntilErrorAsync($"task {task}: queued, 0 before it in one");
        using var worker = BuiltProgram.Start(environment, "worker", "--drain");
        await endpoint.Held.WaitAsync(TimeSpan.FromMinutes(2));
        await UntilAsync(() => watch.Output.Contains("\"type\":\"wave.opened\"", StringComparison.Ordinal));
        Assert.DoesNotContain("run.ended", watch.Output, StringComparison.Ordinal);

        Assert.Equal(0, (await BuiltProgram.RunAsync(environment, "tasks", "cancel", task)).Code);

        Assert.Equal(0, await worker.EndAsync());
        Assert.Equal(0, await watch.EndAsync());
        using var journal = new SqliteRunJournal(Path.Combine(_home, "state", "journal.db"));
        var record = await journal.ReadAsync(task, 0, CancellationToken.None);
        Assert.Equal(record.Select(EntryJson.Line), watch.Output.Split('\n'));
        Assert.Equal("cancelled", await StateAsync(environment, task));
    }

    [Fact]
    public async Task Answer_FromAnotherProcess_QueuesAgainAndTheRunKnowsIt()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.AskingScript, null);
        var environment = Environment(endpoint);
        var task = await SubmitAsync(environment, "BK-001");
        Assert.Equal(0, (await BuiltProgram.RunAsync(environment, "worker", "--drain")).Code);
        var watched = await BuiltProgram.RunAsync(environment, "tasks", "watch", task);
        Assert.Equal(ExitCodes.NeedsInput, watched.Code);
        Assert.Contains($"Go on with: orchestrator tasks answer {task} 1 \"…\"", watched.Errors, StringComparison.Ordinal);
        Assert.Contains("question 1", (await BuiltProgram.RunAsync(environment, "tasks", "show", task)).Output, StringComparison.Ordinal);

        var answered = await BuiltProgram.RunAsync(environment, "tasks", "answer", task, "1", "teal");

        Assert.Equal((0, $"Task {task}: Queued again: it starts from the beginning as a new run, which knows the answers."), (answered.Code, answered.Output));
        Assert.Equal(0, (await BuiltProgram.RunAsync(environment, "worker", "--drain")).Code);
        Assert.Equal("# Teal\n", SmallRepository.Delivered(_repository)["BK-001-write-the-first-page"]);
    }

    [Fact]
    public async Task Submit_UnknownNameOrHostileItem_IsRefusedOrIsData()
    {
        await using var endpoint = await Holdup.StartAsync(SmallRepository.Script, null);
        var environment = Environment(endpoint);
        var canary = $"canary-{Guid.NewGuid():N}"[..15];

        var unknown = await BuiltProgram.RunAsync(environment, "tasks", "submit", _repository, "BK-001");
        var hostile = await BuiltProgram.RunAsync(environment, "tasks", "submit", "one", $"BK-1\e[2J'; DROP TABLE task;--$(touch {canary})");

        Assert.Equal(ExitCodes.Usage, unknown.Code);
        Assert.Contains("The repositories are one.", unknown.Errors, StringComparison.Ordinal);
        Assert.Equal(0, hostile.Code);
        var worker = await BuiltProgram.RunAsync(environment, "worker", "--drain");
        var list = await BuiltProgram.RunAsync(environment, "tasks", "list");
        Assert.Equal((0, 0), (worker.Code, list.Code));
        Assert.Equal("refused", await StateAsync(environment, hostile.Output.Trim()));
        Assert.DoesNotContain('\e', $"{worker.Errors}{list.Output}{list.Errors}");
        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), canary)));
        Assert.Empty(endpoint.Server.Requests);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private Dictionary<string, string> Environment(Holdup endpoint) => new()
    {
        ["Orchestrator__StateDirectory"] = Path.Combine(_home, "state"),
        ["Orchestrator__Sandbox__Minimum"] = "none",
        ["Orchestrator__TrustedSettings__0"] = SmallRepository.Trusted,
        ["Orchestrator__Repositories__one__Path"] = _repository,
        ["OPENAI_BASE_URL"] = endpoint.Address,
        ["OPENAI_MODEL"] = "rehearsal",
        ["OPENAI_API_KEY"] = "",
        ["NO_COLOR"] = "1",
        ["XDG_CONFIG_HOME"] = _home,
    };

    private static async Task<string> SubmitAsync(Dictionary<string, string> environment, string item)
    {
        var (code, output, errors) = await BuiltProgram.RunAsync(environment, "tasks", "submit", "one", item);
        Assert.True(code == 0, errors);
        return output.Trim();
    }

    private static async Task<string> StateAsync(Dictionary<string, string> environment, string task)
    {
        using var json = JsonDocument.Parse((await BuiltProgram.RunAsync(environment, "tasks", "show", task, "-o", "json")).Output);
        return Text(json, "state");
    }

    private static string Text(JsonDocument json, string member) => json.RootElement.GetProperty(member).GetString()!;

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!holds())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
