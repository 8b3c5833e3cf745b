using System.Collections.Concurrent;
using System.Diagnostics;

namespace Orchestrator.SK.Repositories.Processes;

/// <summary>Starts every process from one thread that lives as long as the program.</summary>
/// <remarks>
/// A sandbox asks the kernel to kill it when its parent dies, and to the kernel the parent is the <em>thread</em> that forked. A thread of the pool ends when
/// it has been idle, and would take a running check with it.
/// </remarks>
internal static class StarterThread
{
    private static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Queue = Begin();

    /// <summary>Starts the process; fails as <see cref="Process.Start()"/> does.</summary>
    public static Task StartAsync(Process process)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((process, started));
        return started.Task;
    }

    private static BlockingCollection<(Process, TaskCompletionSource)> Begin()
    {
        BlockingCollection<(Process Process, TaskCompletionSource Started)> queue = [];
        Thread thread = new(() => Work(queue)) { IsBackground = true, Name = "process starter" };
        thread.Start();
        return queue;
    }

    private static void Work(BlockingCollection<(Process Process, TaskCompletionSource Started)> queue)
    {
        foreach ((Process process, TaskCompletionSource started) in queue.GetConsumingEnumerable())
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception error)
            {
                // Whatever it is belongs to who asked; this thread goes on.
                started.SetException(error);
            }
        }
    }
}
