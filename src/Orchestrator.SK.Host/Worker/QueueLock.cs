using System.Globalization;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Worker;

/// <summary>Another worker has the queue.</summary>
internal sealed class QueueTakenException(string message) : Exception(message);

/// <summary>One worker on one queue file: two would start the same tasks. The system drops the lock when the process is gone, however it went.</summary>
internal sealed class QueueLock : IDisposable
{
    private readonly FileStream _lock;

    private QueueLock(FileStream held) => _lock = held;

    /// <exception cref="QueueTakenException">Another worker has the queue; the message says who and what to do.</exception>
    public static QueueLock Take(string queue, string owner, TimeProvider time)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(queue)!);
        var holder = $"{queue}.owner";
        try
        {
            var held = new FileStream($"{queue}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            PrivateFiles.Protect($"{queue}.lock");
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"{owner} since {time.GetUtcNow():u}"));
            PrivateFiles.Protect(holder);
            return new QueueLock(held);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            var who = File.Exists(holder) ? File.ReadAllText(holder) : "unknown";
            throw new QueueTakenException(
                $"Another worker has the queue '{queue}': {who}. One queue file is for one worker. Submit tasks to that one, raise Orchestrator:Worker:Width there, "
                + "or give this worker a state directory of its own (Orchestrator:StateDirectory).");
        }
    }

    public void Dispose() => _lock.Dispose();
}
