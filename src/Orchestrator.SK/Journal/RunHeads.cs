using System.Text;

namespace Orchestrator.SK.Journal;

/// <summary>Where each record stood last, in files of their own beside the database: a database that lost its end, or was replaced, cannot know that itself.</summary>
/// <remarks>
/// A head is written after the commit that it tells of, so it may be one step behind, and never ahead. The first is synced; later ones overwrite it in place and are not:
/// after a power cut it may tell of an earlier step, which only makes it notice less.
/// </remarks>
internal sealed class RunHeads(string folder)
{
    private const string Extension = ".head";

    private const int Readings = 8;

    // An id may come from the command line: whatever it is, it names a file of this folder.
    public string PathOf(string runId) => Path.Combine(folder, $"{Uri.EscapeDataString(runId)}{Extension}");

    public void Write(RunHead head)
    {
        PrivateFiles.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(PathOf(head.RunId), options);
        var isNew = file.Length == 0;
        var line = Encoding.UTF8.GetBytes(head.Line);
        file.Write(line);
        if (isNew || file.Length != line.Length)
        {
            file.SetLength(line.Length);
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Null when nothing is known of the run. An empty file knows nothing: a process was killed between making and writing it.</summary>
    /// <exception cref="JournalDamagedException">The file is not what was written.</exception>
    public RunHead? Read(string runId)
    {
        var path = PathOf(runId);
        if (!File.Exists(path))
        {
            return null;
        }

        for (var reading = 0; ; reading++)
        {
            var line = Encoding.UTF8.GetString(ReadShared(path));
            if (RunHead.Parse(line) is { } head && head.RunId == runId)
            {
                return head;
            }

            if (reading == Readings)
            {
                return line.Length == 0 ? null : throw new JournalDamagedException(runId, 0, $"'{path}', which tells where the record ends, is not what was written");
            }

            // Another process may be in the middle of writing it; that takes less than this.
            Thread.Sleep(reading);
        }
    }

    public void Remove(string runId)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(PathOf(runId));
        }
    }

    /// <summary>Those that can be read, and stand where they belong.</summary>
    public IReadOnlyList<RunHead> All() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, $"*{Extension}")
            .Select(path => RunHead.Parse(Encoding.UTF8.GetString(ReadShared(path))) is { } head && PathOf(head.RunId) == path ? head : null)
            .OfType<RunHead>()]
        : [];

    private static byte[] ReadShared(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[Math.Min(file.Length, 64 * 1024)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (UnauthorizedAccessException error)
        {
            throw JournalUnwritableException.Folder(path, error);
        }
    }
}
