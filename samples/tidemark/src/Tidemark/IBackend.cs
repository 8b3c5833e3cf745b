namespace Tidemark;

/// <summary>Where blobs are kept. What each member owes its caller is spec 003; the conformance tests hold every backend to it.</summary>
public interface IBackend : IDisposable
{
    /// <summary>The scheme the backend is registered under.</summary>
    string Name { get; }

    Capabilities Capabilities { get; }

    bool Exists(BlobPath path);

    byte[] Read(BlobPath path);

    void Write(BlobPath path, ReadOnlySpan<byte> content);

    void Delete(BlobPath path);

    /// <summary>In any order: the store sorts.</summary>
    IEnumerable<BlobInfo> List(string prefix);
}
