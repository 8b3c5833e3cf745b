using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Benchmarks;

/// <summary>What it costs to shut a check in: a program that does nothing, in the sandbox and without it, on a tree of one file.</summary>
internal static class SandboxBenchmark
{
    private const int Done = 100;
    private const double Bar = 40;

    /// <summary>Returns whether the start-up is within the bar; true as well where nothing can be shut in, which is said.</summary>
    public static async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var state = Directory.CreateTempSubdirectory("orchestrator-bench-").FullName;
        try
        {
            var report = await SandboxProbe.ProbeAsync(state, cancellationToken);
            Console.WriteLine($"sandbox: level {report.Level}");
            if (report.Level is not SandboxLevel.Full)
            {
                Console.WriteLine($"  nothing is measured: {string.Join("; ", report.Leaks)}");
                return true;
            }

            var inside = await MeasureAsync(report, cancellationToken);
            var outside = await MeasureAsync(SandboxReport.Nothing("for comparison"), cancellationToken);
            Console.WriteLine($"  'true' in the sandbox, start to end:  {inside.Program}");
            Console.WriteLine($"  the same with laying out and cleaning: {inside.Whole}");
            Console.WriteLine($"  'true' without a sandbox, start to end: {outside.Program}");
            return inside.Program.Median <= Bar;
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<(Times Program, Times Whole)> MeasureAsync(SandboxReport report, CancellationToken cancellationToken)
    {
        var runner = new CheckRunner(report, SandboxSettings.Default);
        var content = new Draft(new TreeSnapshot("base", () => [new TreeFile("a.txt", TreeMode.File, "a", 4)], _ => "one\n"u8.ToArray()));
        List<double> program = [], whole = [];
        for (var i = -5; i < Done; i++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            var result = await runner.RunAsync(new CheckRequest(content, ["true"], TimeSpan.FromSeconds(20)), cancellationToken);
            if (result.ExitCode != 0)
            {
                throw new InvalidOperationException($"'true' ended with {result.ExitCode}: {result.OutputTail}");
            }

            if (i >= 0)
            {
                whole.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                program.Add(result.Duration.TotalMilliseconds);
            }
        }

        return (new Times(program), new Times(whole));
    }
}
