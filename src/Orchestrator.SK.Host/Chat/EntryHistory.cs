using System.Text.Json;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Chat;

/// <summary>What was typed in earlier sessions, for the arrow keys: one JSON string a line, its owner's alone.</summary>
internal sealed class EntryHistory(string file)
{
    private const int Kept = 500;

    /// <summary>Oldest first. A history that cannot be read is an empty one: nobody waits for it.</summary>
    public IReadOnlyList<string> Load()
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadLines(file).TakeLast(Kept).Select(line => JsonSerializer.Deserialize<string>(line)).OfType<string>()] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    public void Add(string text)
    {
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(file)!);
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            PrivateFiles.Protect(file);
            stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(text), (byte)'\n']);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The arrow keys know less next time; nothing else depends on it.
        }
    }
}
