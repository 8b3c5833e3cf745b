namespace Tidemark;

/// <summary>The facet of <see cref="Capabilities.NativePath"/>: blobs are files that other programs can open.</summary>
public interface INativePaths
{
    string NativePath(BlobPath path);
}
