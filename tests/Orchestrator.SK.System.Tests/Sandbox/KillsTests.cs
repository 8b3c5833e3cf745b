using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.System.Tests.Sandbox;

/// <summary>
/// Checks that do what they can to outlive their end, ended in every way and at any moment: nothing of them is left. <c>ORCHESTRATOR_KILLS=1000</c> is the long
/// mode; <c>ORCHESTRATOR_KILLS_SEED</c> plays one schedule again.
/// </summary>
public sealed class KillsTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // MARK is a number that stands in the command line or in the environment of whatever is started.
    private static readonly string[] Stubborn =
    [
        "sleep 300.MARK",
        "sleep 300.MARK & sleep 300.MARK & wait",
        "trap '' TERM INT HUP QUIT; while :; do sleep 300.MARK; done",
        "for i in 1 2 3; do (env -i /usr/bin/setsid /usr/bin/sleep 300.MARK &) ; done; sleep 300.MARK",
        "(setsid sh -c '(sleep 300.MARK &) ; exec sleep 300.MARK' </dev/null >/dev/null 2>&1 &) ; exec sleep 300.MARK",
        "exec >&- 2>&- ; sleep 300.MARK",
        "nohup sleep 300.MARK >/dev/null 2>&1 & echo started; sleep 0.02",
        "python3 -c 'import os,time\nfor i in range(20):\n  if os.fork()==0:\n    os.setsid()\n    if os.fork(): os._exit(0)\n    time.sleep(300)\n    os._exit(0)\ntime.sleep(300)' MARK",
        "python3 -c 'import os,signal,time\n[signal.signal(s, signal.SIG_IGN) for s in range(1,32) if s not in (9,17,19)]\n[os.fork() for _ in range(4)]\ntime.sleep(300)' MARK",
        "while :; do (sleep 300.MARK &) ; sleep 0.01; done",
        "yes MARK & cat /dev/zero | sleep 300.MARK",
    ];

    private readonly string _state = Directory.CreateTempSubdirectory("kills-").FullName;
    private SandboxReport? _sandbox;

    private static int Kills => Number("ORCHESTRATOR_KILLS", 44);

    private static int Seed => Number("ORCHESTRATOR_KILLS_SEED", 1);

    public async Task InitializeAsync()
    {
        _sandbox = await SandboxProbe.ProbeAsync(_state, CancellationToken.None);
        Assert.True(_sandbox.Level is SandboxLevel.Full, $"The sandbox is {_sandbox.Level}: {string.Join("; ", _sandbox.Leaks)}");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_state, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Check_EndedAnyhow_AtAnyMoment_LeavesNoProcess()
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            Random random = new((Seed * 1_000_003) + kill);
            var mark = random.Next(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture);
            var script = Stubborn[kill % Stubborn.Length].Replace("MARK", mark, StringComparison.Ordinal);
            var way = random.Next(4);

            await EndAsync(script, mark, way, TimeSpan.FromMilliseconds(random.Next(250)), random);

            var left = await LeftAsync(mark);
            Assert.True(left.Count == 0, $"kill {kill} of seed {Seed}, way {way}, left {string.Join("; ", left)} of: {script}");
        }

    }

    [Fact]
    public async Task Program_KilledAtAnyMoment_LeavesNoProcessOfItsChecks()
    {
        using ProgramHome home = new();
        var target = TidemarkTarget.In(home);
        for (var kill = 0; kill < Math.Max(Kills / 10, 6); kill++)
        {
            Random random = new((Seed * 7919) + kill);
            var mark = random.Next(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture);
            var script = Stubborn[kill % Stubborn.Length].Replace("MARK", mark, StringComparison.Ordinal);
            target.Write("eng/check-docs.sh", $"echo {mark} > /dev/null\n{script}\n").Commit($"Check {kill}");
            await using var model = await Rehearsals.SampleAsync();
            await using var program = RunningProgram.Start(home, target.Root, Variables.For(model), "run", "BK-005", "--sandbox", "full");

            // Half of the kills hit the start of a check, the narrowest place; the others any moment of the run.
            await program.WaitUntilAsync(() => kill % 2 == 1 ? model.Requests.Count > 0 : Marked(mark).Count > 0, "started what is to be killed");
            await Task.Delay(random.Next(kill % 2 == 1 ? 1500 : 30));
            await program.SignalAsync(new[] { "KILL", "KILL", "TERM", "INT" }[random.Next(4)]);
            _ = await program.EndAsync(Limit);

            var left = await LeftAsync(mark);
            Assert.True(left.Count == 0, $"kill {kill} of seed {Seed} left {string.Join("; ", left)} of: {script}");
        }
    }

    // Timeout, cancellation, the death of the sandbox itself, or of one of its processes.
    private async Task EndAsync(string script, string mark, int way, TimeSpan after, Random random)
    {
        CheckRunner runner = new(_sandbox!, SandboxSettings.Default);
        using CancellationTokenSource cancel = new();
        var timeout = way == 0 ? after + TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(way == 3 ? 1 : 20);
        var check = runner.RunAsync(new CheckRequest(Content, ["sh", "-c", script, mark], timeout), cancel.Token);
        await Task.WhenAny(check, Task.Delay(after));
        if (way == 1)
        {
            await cancel.CancelAsync();
        }
        else if (way >= 2 && Marked(mark) is { Count: > 0 } all)
        {
            Kill(way == 2 ? all.Order().First() : all[random.Next(all.Count)]);
        }
        else if (way == 2)
        {
            await cancel.CancelAsync();
        }

        try
        {
            await check.WaitAsync(Limit);
        }
        catch (OperationCanceledException)
        {
            // As it was asked for.
        }
    }

    private static Draft Content => new(new TreeSnapshot("base", () => [new TreeFile("a.txt", TreeMode.File, "a", 4)], _ => Encoding.UTF8.GetBytes("one\n")));

    // The end of a namespace is announced before its last process is gone from the list.
    private static async Task<IReadOnlyList<string>> LeftAsync(string mark)
    {
        for (var at = Stopwatch.GetTimestamp(); Marked(mark).Count > 0 && Stopwatch.GetElapsedTime(at) < TimeSpan.FromSeconds(3);)
        {
            await Task.Delay(10);
        }

        return [.. Marked(mark).Select(id => $"{id} {Read($"/proc/{id}/cmdline").Replace('\0', ' ')}")];
    }

    private static List<int> Marked(string mark) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Where(id => Read($"/proc/{id}/cmdline").Contains(mark, StringComparison.Ordinal) && !Read($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal))
            .Select(id => int.Parse(id!, CultureInfo.InvariantCulture)),
    ];

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Kill(int process)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-KILL", $"{process}"]) { RedirectStandardError = true })!;
        kill.WaitForExit(10_000);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
