using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.SK.Repositories.Processes;

namespace Orchestrator.SK.Tests.Repositories;

public sealed class ProcessRunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("processes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Run_GivesExitCodeAndBothStreamsAndNothingOfOurEnvironment()
    {
        Environment.SetEnvironmentVariable("PROCESS_TEST_SECRET", "canary");

        ProcessResult result = await RunAsync(["sh", "-c", "echo out; echo err >&2; cat; env; exit 3"]);

        string output = Encoding.UTF8.GetString(result.Output);
        Assert.Equal(3, result.ExitCode);
        Assert.False(result.TimedOut);
        Assert.Contains("out\n", output, StringComparison.Ordinal);
        Assert.Contains("err\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", output, StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(result.Output)), result.OutputHash);
    }

    [Fact]
    public async Task Run_OfAFlood_KeepsTheEndAndCountsTheRest()
    {
        ProcessResult result = await RunAsync(["sh", "-c", "head -c 50000000 /dev/zero | tr '\\0' a; printf END"], maxOutput: 1000);

        Assert.Equal(50_000_003, result.OutputBytes);
        Assert.Equal(new string('a', 997) + "END", Encoding.UTF8.GetString(result.Output));
    }

    [Fact]
    public async Task Run_OfAMissingProgram_NamesItAndReturns127()
    {
        ProcessResult result = await RunAsync(["no-such-program", "x"]);

        Assert.Equal(127, result.ExitCode);
        Assert.Contains("no-such-program: there is no such program", Encoding.UTF8.GetString(result.Output), StringComparison.Ordinal);
        Assert.Equal(127, (await RunAsync(["./no-such-file"])).ExitCode);
    }

    [Fact]
    public async Task Run_GivesArgumentsAsTheyAre()
    {
        ProcessResult result = await RunAsync(["printf", "%s|", "a b", "$(id)", "; rm -rf /", "*", ""]);
        Assert.Equal("a b|$(id)|; rm -rf /|*||", Encoding.UTF8.GetString(result.Output));
    }

    [Theory]
    [InlineData("sleep 300 & echo $! >> pids; echo $$ >> pids; sleep 300")]
    [InlineData("setsid sleep 300 & echo $! >> pids; setsid sh -c 'echo $$ >> pids; sleep 300 & echo $! >> pids; wait' & sleep 300")]
    [InlineData("(setsid sh -c 'echo $$ >> pids; exec sleep 300' &) ; sleep 300")]
    [InlineData("trap '' TERM INT HUP; echo $$ >> pids; while :; do sleep 1; done")]
    public async Task Run_PastItsTimeout_LeavesNoProcessBehind(string script)
    {
        ProcessResult result = await RunAsync(["sh", "-c", script], TimeSpan.FromSeconds(1.5));

        Assert.True(result.TimedOut);
        Assert.Equal(137, result.ExitCode);
        Assert.True(result.Duration < TimeSpan.FromSeconds(6), result.Duration.ToString());
        AssertAllDead();
    }

    [Fact]
    public async Task Run_ThatEndsWithAChildInTheBackground_EndsTheChildToo()
    {
        long start = Stopwatch.GetTimestamp();

        ProcessResult result = await RunAsync(["sh", "-c", "setsid sleep 300 & echo $! > pids; echo done"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("done\n", Encoding.UTF8.GetString(result.Output));
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
        AssertAllDead();
    }

    [Fact]
    public async Task Run_Cancelled_ThrowsWhenEverythingIsDead()
    {
        using CancellationTokenSource cancel = new();
        Task<ProcessResult> run = RunAsync(["sh", "-c", "sleep 300 & echo $! > pids; echo $$ >> pids; sleep 300"], cancellationToken: cancel.Token);
        for (int i = 0; i < 500 && !(File.Exists(Path.Combine(folder, "pids")) && File.ReadAllLines(Path.Combine(folder, "pids")).Length == 2); i++)
        {
            await Task.Delay(20);
        }

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        AssertAllDead();
    }

    [Fact]
    public async Task Run_OfAFileThatIsNoProgram_Returns126OrItsLoadersWord()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "text"), "not a program");
        ProcessResult result = await RunAsync(["./text"]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.NotEmpty(result.Output);
    }

    private Task<ProcessResult> RunAsync(string[] arguments, TimeSpan? timeout = null, int maxOutput = 64 * 1024, CancellationToken cancellationToken = default) =>
        ProcessRunner.RunAsync(
            new ProcessRequest(arguments, folder, new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }, timeout ?? TimeSpan.FromSeconds(30), maxOutput),
            cancellationToken);

    private void AssertAllDead()
    {
        string[] ids = File.ReadAllLines(Path.Combine(folder, "pids"));
        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.True(IsDead(int.Parse(id, CultureInfo.InvariantCulture)), $"process {id} lives"));
    }

    // Dead, or waiting for its parent to notice.
    private static bool IsDead(int id)
    {
        string stat = $"/proc/{id}/stat";
        try
        {
            return !File.Exists(stat) || File.ReadAllText(stat).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
