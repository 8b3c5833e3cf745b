using System.Diagnostics;
using System.Text;

namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>The built program as a process of its own. Every wait has a limit, after which the process is killed and the test fails with what was said.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(150);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task _errorEnd;
    private readonly StringBuilder _error = new();

    private RunningProgram(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errorEnd = CollectErrorAsync();
    }

    /// <param name="folder">The current folder of the program.</param>
    /// <param name="variables">Come on top of the home's environment.</param>
    public static RunningProgram Start(ProgramHome home, string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "orchestrator.dll");
        Assert.True(File.Exists(program), $"The built program is not at {program}: build the test project.");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.Environment.Clear();
        foreach (var (name, value) in home.EnvironmentVariables().Concat(variables))
        {
            start.Environment[name] = value;
        }

        var running = new RunningProgram(Process.Start(start)!);
        running._process.StandardInput.Close();
        return running;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<ProgramResult> RunAsync(ProgramHome home, string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        await using var program = Start(home, folder, variables, arguments);
        return await program.EndAsync();
    }

    public Task<ProgramResult> EndAsync() => EndAsync(Limit);

    public async Task<ProgramResult> EndAsync(TimeSpan limit)
    {
        using var watch = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(watch.Token);
            await _errorEnd.WaitAsync(watch.Token);
            return new ProgramResult(_process.ExitCode, await _output.WaitAsync(watch.Token), Said());
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The program did not end within {limit.TotalSeconds:0} s. It said:\n{Said()}");
            throw;
        }
    }

    public Task WaitUntilSaidAsync(string text) => WaitUntilAsync(() => Said().Contains(text, StringComparison.Ordinal), $"said '{text}'");

    /// <summary>Waits for something that the program brings about; it fails when the program ends before.</summary>
    public async Task WaitUntilAsync(Func<bool> holds, string what)
    {
        using var watch = new CancellationTokenSource(Limit);
        while (!holds())
        {
            Assert.False(_process.HasExited, $"The program ended before it {what}. It said:\n{Said()}");
            Assert.False(watch.IsCancellationRequested, $"The program has not {what} within {Limit.TotalSeconds:0} s. It said:\n{Said()}");
            await Task.Delay(20);
        }
    }

    /// <param name="name">Without SIG, as the kill program wants it.</param>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        using var watch = new CancellationTokenSource(Limit);
        await kill.WaitForExitAsync(watch.Token);
        // One that has just ended by itself cannot be signalled any more.
        Assert.True(kill.ExitCode == 0 || _process.HasExited, $"kill -{name} ended with exit code {kill.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private string Said()
    {
        lock (_error)
        {
            return _error.ToString();
        }
    }

    private async Task CollectErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_error)
            {
                _error.Append(line).Append('\n');
            }
        }
    }
}
