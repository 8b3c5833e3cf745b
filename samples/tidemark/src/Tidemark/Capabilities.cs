namespace Tidemark;

/// <summary>What a backend can do beyond reading and writing (BE-004).</summary>
[Flags]
public enum Capabilities
{
    None = 0,

    Delete = 1 << 0,

    List = 1 << 1,

    /// <summary>A write replaces the blob in one step: a reader sees the old bytes or the new ones, never a mixture.</summary>
    AtomicWrite = 1 << 2,

    /// <summary>The backend is an <see cref="INativePaths"/>.</summary>
    NativePath = 1 << 3,
}
