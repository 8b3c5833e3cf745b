namespace Tidemark;

/// <summary>One line of a listing. <paramref name="Size"/> is in bytes.</summary>
public sealed record BlobInfo(BlobPath Path, long Size);
