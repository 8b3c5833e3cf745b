using Tidemark.Backends;

namespace Tidemark.Tests;

internal sealed class StoreTests
{
    [Spec("STORE-001"), Spec("BE-005")]
    public void Open_KnownScheme_UsesItsBackend() => Check.Equal("memory", Store.Open("memory:").BackendName);

    [Spec("STORE-001"), Spec("ERR-002")]
    public void Open_UnknownScheme_NamesTheChoices() =>
        Check.True(Check.Throws<UnknownSchemeException>(() => Store.Open("floppy:a")).Message.Contains("folder:, "), "the known schemes");

    [Spec("STORE-002")]
    public void Write_BadPath_IsRefused()
    {
        using var store = Store.Open("memory:");
        foreach (var path in new[] { "", "/a", "a/", "a//b", ".", "a/../b", @"a\b", "c:a", "~a", "a\n" })
        {
            Check.Throws<InvalidPathException>(() => store.Write(path, [1]));
        }
    }

    [Spec("STORE-003")]
    public void Write_GoodPath_ReachesTheBackendUnchanged()
    {
        var backend = new MemoryBackend();
        new Store(backend).Write("a/b", [1, 2]);
        Check.Bytes([1, 2], backend.Read(BlobPath.Parse("a/b")));
    }

    [Spec("STORE-004"), Spec("STORE-005")]
    public void WriteAtomic_BackendCannot_IsRefusedBeforeAnythingIsWritten()
    {
        using var store = new Store(new PlainBackend());
        Check.Throws<CapabilityNotSupportedException>(() => store.WriteAtomic("a", [1]));
        Check.True(!store.Exists("a"), "nothing is written");
    }

    [Spec("STORE-006")]
    public void List_Prefix_IsOrdinalAndSorted()
    {
        using var store = Store.Open("memory:");
        Array.ForEach(["b/2", "b/10", "B/1", "a"], path => store.Write(path, [1]));
        Check.Sequence(["b/10", "b/2"], store.List("b/").Select(blob => blob.Path.Value));
    }

    [Spec("STORE-007")]
    public void Require_CapabilityMissing_IsRefused()
    {
        using var store = Store.Open("memory:");
        Check.Throws<CapabilityNotSupportedException>(() => store.Require<INativePaths>(Capabilities.NativePath));
    }

    [Spec("ERR-001"), Spec("ERR-004")]
    public void Error_OfAnyKind_IsAStoreExceptionThatNamesTheValue()
    {
        using var store = Store.Open("memory:");
        Check.True(Check.Throws<StoreException>(() => store.Read("tide/low")).Message.Contains("'tide/low'"), "the path in the message");
    }

    /// <summary>Declares nothing, so the store has to refuse for it.</summary>
    private sealed class PlainBackend : IBackend
    {
        private readonly MemoryBackend inner = new();

        public string Name => "plain";

        public Capabilities Capabilities => Capabilities.None;

        public bool Exists(BlobPath path) => inner.Exists(path);

        public byte[] Read(BlobPath path) => inner.Read(path);

        public void Write(BlobPath path, ReadOnlySpan<byte> content) => inner.Write(path, content);

        public void Delete(BlobPath path) => inner.Delete(path);

        public IEnumerable<BlobInfo> List(string prefix) => inner.List(prefix);

        public void Dispose() => inner.Dispose();
    }
}
