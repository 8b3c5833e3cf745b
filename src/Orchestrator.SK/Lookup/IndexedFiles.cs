using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Lookup;

/// <summary>Works something out of each file, and does so once for each content.</summary>
internal static class IndexedFiles
{
    /// <summary>Returns what the index has, and works out and adds the rest. Files without text are left out.</summary>
    /// <param name="kind">What is worked out.</param>
    /// <param name="form">What it depends on besides path and content.</param>
    /// <param name="read">From stored bytes; throws <see cref="InvalidDataException"/> on others.</param>
    /// <param name="make">From the path and the text.</param>
    public static List<T> Read<T>(
        TreeSnapshot tree, IReadOnlyList<TreeFile> files, IndexFile? index, string kind, string form, Func<string, ReadOnlyMemory<byte>, T> read, Func<string, string, T> make, Func<T, byte[]> store)
    {
        var keys = files.ToDictionary(file => file.Path, file => $"{kind} {form} {file.BlobId} {file.Path}", StringComparer.Ordinal);
        var known = index?.Read(keys.Values) ?? [];
        var added = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var made = new List<T>(files.Count);
        foreach (var path in files.Select(file => file.Path))
        {
            if (known.TryGetValue(keys[path], out var bytes) && TryRead(path, bytes, read, out var kept))
            {
                made.Add(kept);
            }
            else if (tree.ReadText(path).Text is { } text)
            {
                var fresh = make(path, text);
                made.Add(fresh);
                added[keys[path]] = index is null ? [] : store(fresh);
            }
        }

        if (added.Count > 0)
        {
            index?.Add(kind, added, keys.Values);
        }

        return made;
    }

    private static bool TryRead<T>(string path, byte[] bytes, Func<string, ReadOnlyMemory<byte>, T> read, out T value)
    {
        try
        {
            value = read(path, bytes);
            return true;
        }
        catch (InvalidDataException)
        {
            // Worked out again, and replaced.
            value = default!;
            return false;
        }
    }
}
