using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Orchestrator.SK.Repositories.Processes;

/// <summary>The only place of the product that starts a process.</summary>
internal static class ProcessRunner
{
    private const int NotFound = 127;
    private const int NotRunnable = 126;
    private const int Killed = 137;
    private const int Chunk = 16 * 1024;

    // Whoever still holds the pipe when its whole tree is dead is none of ours to wait for.
    private static readonly TimeSpan PipeGrace = TimeSpan.FromSeconds(1);

    /// <summary>Runs the program to its end, to the timeout or to the cancellation, and leaves no process behind.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the process tree is dead by then.</exception>
    public static async Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using OutputTail tail = new(request.MaxOutputBytes);
        string program = request.Arguments[0];
        if (ProgramPath.Find(program, request.Directory, request.Environment.GetValueOrDefault("PATH", "")) is not { } file)
        {
            return End(NotFound, $"{program}: there is no such program. PATH is {request.Environment.GetValueOrDefault("PATH", "empty")}\n");
        }
        string mark = Guid.NewGuid().ToString("N");
        using Process process = new() { StartInfo = Describe(request, file, mark) };
        try
        {
            await StarterThread.StartAsync(process);
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            return End(NotRunnable, $"{program}: {error.Message}\n");
        }
        process.StandardInput.Close();
        Task pumps = Task.WhenAll(PumpAsync(process.StandardOutput.BaseStream, tail), PumpAsync(process.StandardError.BaseStream, tail));
        MemoryWatch memory = new(process.Id, mark, request.MaxMemory);
        bool killed = await WaitAsync(process, request.Timeout, memory, cancellationToken);
        // Also after a good end: a child left in the background would write on, and hold the pipes open.
        bool gone = ProcessTree.KillAll(process.Id, mark);
        await Task.WhenAny(pumps, Task.Delay(PipeGrace, CancellationToken.None));
        cancellationToken.ThrowIfCancellationRequested();
        string message = memory.Exceeded == 0 ? "" : $"killed: it held {memory.Exceeded >> 20} MiB in all, and {request.MaxMemory >> 20} are allowed.\n";
        return End(killed ? Killed : process.ExitCode, message, killed && memory.Exceeded == 0) with { IsGone = gone };

        ProcessResult End(int exitCode, string message, bool timedOut = false)
        {
            tail.Append(Encoding.UTF8.GetBytes(message));
            (byte[] output, string hash) = tail.Read();
            return new ProcessResult(exitCode, output, tail.Total, hash, Stopwatch.GetElapsedTime(start), timedOut);
        }
    }

    // Whether it did not end by itself.
    private static async Task<bool> WaitAsync(Process process, TimeSpan timeout, MemoryWatch memory, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        Task watching = memory.WatchAsync(limit, limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return !cancellationToken.IsCancellationRequested;
        }
        finally
        {
            await limit.CancelAsync();
            await watching;
        }
    }

    private static ProcessStartInfo Describe(ProcessRequest request, string file, string mark)
    {
        // The child becomes the leader of its own session without another process between: so its id is the one to signal.
        string? session = ProgramPath.Find("setsid", "/", "/usr/bin:/bin");
        ProcessStartInfo start = new(session ?? file)
        {
            WorkingDirectory = request.Directory, UseShellExecute = false,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string argument in session is null ? request.Arguments.Skip(1) : request.Arguments.Skip(1).Prepend(file))
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment.Clear();
        foreach ((string name, string value) in request.Environment)
        {
            start.Environment[name] = value;
        }
        start.Environment[ProcessTree.Mark] = mark;
        return start;
    }

    private static async Task PumpAsync(Stream stream, OutputTail tail)
    {
        byte[] buffer = new byte[Chunk];
        try
        {
            while (await stream.ReadAsync(buffer, CancellationToken.None) is var read and > 0)
            {
                tail.Append(buffer.AsSpan(0, read));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Our end is closed because the tree is gone: nothing more will come.
        }
    }
}
