using System.Globalization;

namespace Orchestrator.SK.Repositories.Processes;

/// <summary>Looks how much memory a process tree holds in all. A limit for each process, as the system sets it, bounds no tree.</summary>
/// <param name="leader">The process at its root.</param>
/// <param name="mark">As in <see cref="ProcessTree"/>.</param>
/// <param name="maxBytes">Anonymous and shared memory of all processes together; files that are mapped count nothing.</param>
internal sealed class MemoryWatch(int leader, string mark, long maxBytes)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>What the tree held when it was more than allowed, in bytes; 0 until then.</summary>
    public long Exceeded { get; private set; }

    /// <summary>Looks until it is cancelled, or until the tree holds too much: then it cancels the source.</summary>
    public async Task WatchAsync(CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        if (maxBytes == long.MaxValue)
        {
            return;
        }

        using PeriodicTimer timer = new(Pause);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                long held = ProcessTree.MembersOf(leader, mark).Sum(HeldBy);
                if (held > maxBytes)
                {
                    Exceeded = held;
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program ended.
        }
    }

    private static long HeldBy(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status")
                .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal) || line.StartsWith("VmSwap:", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd("kB ").ToString(), CultureInfo.InvariantCulture) * 1024);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            // Gone in between.
            return 0;
        }
    }
}
