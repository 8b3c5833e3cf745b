using System.Collections.Concurrent;

namespace Tidemark.Backends;

/// <summary>Blobs in memory, for tests and caches. They live as long as the store.</summary>
public sealed class MemoryBackend : IBackend
{
    private readonly ConcurrentDictionary<BlobPath, byte[]> blobs = [];

    public string Name => "memory";

    public Capabilities Capabilities => Capabilities.Delete | Capabilities.List | Capabilities.AtomicWrite;

    public bool Exists(BlobPath path) => blobs.ContainsKey(path);

    public byte[] Read(BlobPath path) =>
        blobs.TryGetValue(path, out var content) ? [.. content] : throw new BlobNotFoundException(path);

    public void Write(BlobPath path, ReadOnlySpan<byte> content) => blobs[path] = content.ToArray();

    public void Delete(BlobPath path)
    {
        if (!blobs.TryRemove(path, out _))
        {
            throw new BlobNotFoundException(path);
        }
    }

    public IEnumerable<BlobInfo> List(string prefix) =>
        from blob in blobs
        where blob.Key.Value.StartsWith(prefix, StringComparison.Ordinal)
        select new BlobInfo(blob.Key, blob.Value.Length);

    public void Dispose() => blobs.Clear();
}
