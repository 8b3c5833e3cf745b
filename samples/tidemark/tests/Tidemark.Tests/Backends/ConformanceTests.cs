using Tidemark.Tests.Fixtures;

namespace Tidemark.Tests.Backends;

/// <summary>What every backend owes its caller (spec 003). A new backend joins by one line in <see cref="BackendCases"/>.</summary>
internal sealed class ConformanceTests
{
    [Spec("BE-001")]
    public void Read_AfterWrite_ReturnsTheSameBytes(BackendCase backend) => backend.Use(store =>
    {
        store.Write("harbour/low", [0, 255, 10]);
        Check.Bytes([0, 255, 10], store.Read("harbour/low"));
    });

    [Spec("BE-001")]
    public void Read_EmptyBlob_ReturnsNoBytes(BackendCase backend) => backend.Use(store =>
    {
        store.Write("empty", []);
        Check.Bytes([], store.Read("empty"));
    });

    [Spec("BE-002")]
    public void Write_Twice_KeepsTheSecond(BackendCase backend) => backend.Use(store =>
    {
        store.Write("a", [1, 2, 3]);
        store.Write("a", [4]);
        Check.Bytes([4], store.Read("a"));
    });

    [Spec("BE-003")]
    public void Missing_Blob_IsNotFoundByAnyMember(BackendCase backend) => backend.Use(store =>
    {
        Check.True(!store.Exists("a"), "no blob");
        Check.Throws<BlobNotFoundException>(() => store.Read("a"));
        Check.Throws<BlobNotFoundException>(() => store.Delete("a"));
    });

    [Spec("BE-003")]
    public void Delete_Blob_LeavesNoTrace(BackendCase backend) => backend.Use(store =>
    {
        store.Write("a", [1]);
        store.Delete("a");
        Check.True(!store.Exists("a"), "no blob");
        Check.Equal(0, store.List().Count);
    });

    [Spec("BE-004")]
    public void Capabilities_WithAFacet_AreDeclaredByThoseThatHaveIt(BackendCase backend)
    {
        using var folder = new TemporaryFolder();
        using var opened = backend.Open(folder.Path);
        Check.Equal(opened is INativePaths, opened.Capabilities.HasFlag(Capabilities.NativePath));
    }

    [Spec("BE-006")]
    public void Write_BufferChangedAfterwards_KeepsTheBlob(BackendCase backend) => backend.Use(store =>
    {
        byte[] buffer = [1];
        store.Write("a", buffer);
        buffer[0] = 2;
        store.Read("a")[0] = 3;
        Check.Bytes([1], store.Read("a"));
    });
}
