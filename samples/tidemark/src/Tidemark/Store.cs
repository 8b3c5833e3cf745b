namespace Tidemark;

/// <summary>Blobs by path, over one backend. Adds validation and capability checks, and no storage logic of its own (STORE-003).</summary>
public sealed class Store(IBackend backend) : IDisposable
{
    /// <summary>Opens a store from <c>scheme:location</c>, such as <c>folder:/var/data</c> or <c>memory:</c>.</summary>
    public static Store Open(string address) => new(BackendRegistry.Default.Create(address));

    public string BackendName => backend.Name;

    public bool Supports(Capabilities capability) => backend.Capabilities.HasFlag(capability);

    public bool Exists(string path) => backend.Exists(BlobPath.Parse(path));

    /// <exception cref="BlobNotFoundException">There is no blob at <paramref name="path"/>.</exception>
    public byte[] Read(string path) => backend.Read(BlobPath.Parse(path));

    public void Write(string path, ReadOnlySpan<byte> content) => backend.Write(BlobPath.Parse(path), content);

    /// <summary>Replaces the blob in one step, or refuses before anything is written.</summary>
    public void WriteAtomic(string path, ReadOnlySpan<byte> content)
    {
        var blob = BlobPath.Parse(path);
        Demand(Capabilities.AtomicWrite);
        backend.Write(blob, content);
    }

    /// <exception cref="BlobNotFoundException">There is no blob at <paramref name="path"/>.</exception>
    public void Delete(string path)
    {
        var blob = BlobPath.Parse(path);
        Demand(Capabilities.Delete);
        backend.Delete(blob);
    }

    /// <summary>The blobs whose path starts with <paramref name="prefix"/>, in ordinal order.</summary>
    public IReadOnlyList<BlobInfo> List(string prefix = "")
    {
        Demand(Capabilities.List);
        return [.. backend.List(prefix).OrderBy(blob => blob.Path.Value, StringComparer.Ordinal)];
    }

    /// <summary>The backend's facet that comes with <paramref name="capability"/>: how an extension reaches more than this class offers.</summary>
    public TFacet Require<TFacet>(Capabilities capability) where TFacet : class
    {
        Demand(capability);
        return (TFacet)backend;
    }

    public void Dispose() => backend.Dispose();

    private void Demand(Capabilities capability)
    {
        if (!Supports(capability))
        {
            throw new CapabilityNotSupportedException(backend, capability);
        }
    }
}
