namespace Orchestrator.SK.Journal;

/// <summary>Which runs somebody on this machine is at work on. A lock is held for as long as its run goes on; the system drops it when the process is gone, however it went.</summary>
/// <remarks>Epochs keep two writers from one record; this keeps a person from taking a living run away unknowingly. Of other machines it knows nothing.</remarks>
internal sealed class RunLocks(string folder)
{
    private const int Tries = 5;

    /// <summary>Null when somebody else has it and <paramref name="takeOver"/> is wanted: then only the epoch keeps the other away.</summary>
    /// <exception cref="RunBusyException">Another program is at work on the run.</exception>
    public IDisposable? Take(string runId, bool takeOver)
    {
        // Whoever only looks has the file for a moment.
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            if (TryTake(runId) is { } held)
            {
                return held;
            }

            Thread.Sleep(10 * attempt);
        }

        return takeOver ? null : throw new RunBusyException(runId);
    }

    public bool IsHeld(string runId)
    {
        if (!File.Exists(PathOf(runId)))
        {
            return false;
        }

        try
        {
            new FileStream(PathOf(runId), FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException error) when (IsTaken(error))
        {
            return true;
        }
    }

    private FileStream? TryTake(string runId)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            PrivateFiles.CreateDirectory(folder);
            return new FileStream(PathOf(runId), options);
        }
        catch (IOException error) when (IsTaken(error))
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalUnwritableException.Folder(folder, error);
        }
    }

    private string PathOf(string runId) => Path.Combine(folder, $"{Uri.EscapeDataString(runId)}.lock");

    // EWOULDBLOCK of Linux and of macOS, and a sharing violation of Windows.
    private static bool IsTaken(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);
}

/// <summary>Somebody wants a run that another program of this machine is at work on.</summary>
internal sealed class RunBusyException(string runId)
    : Exception($"Another program of this machine is at work on run {runId}: end it first. 'orchestrator runs resume {runId} --take-over' takes the run away from it; the calls that it has open are lost.");
