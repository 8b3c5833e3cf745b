using Tidemark.Backends;
using Tidemark.Tests.Fixtures;

namespace Tidemark.Tests.Backends;

internal sealed class FolderBackendTests
{
    [Spec("STORE-005")]
    public void WriteAtomic_LeftoverOfAStop_IsNeitherListedNorRead()
    {
        using var folder = new TemporaryFolder();
        using var store = new Store(new FolderBackend(folder.Path));
        store.WriteAtomic("a", [1]);
        File.WriteAllBytes(Path.Combine(folder.Path, "~half"), [2]);
        Check.Sequence(["a"], store.List().Select(blob => blob.Path.Value));
    }

    [Spec("STORE-007")]
    public void Require_NativePath_LeadsToTheFile()
    {
        using var folder = new TemporaryFolder();
        using var store = new Store(new FolderBackend(folder.Path));
        store.Write("a/b", [7]);
        var native = store.Require<INativePaths>(Capabilities.NativePath).NativePath(BlobPath.Parse("a/b"));
        Check.Bytes([7], File.ReadAllBytes(native));
    }

    [Spec("ERR-003")]
    public void Write_LocationIsAFile_IsBackendUnavailable()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "taken");
        File.WriteAllBytes(file, []);
        using var store = new Store(new FolderBackend(file));
        Check.Throws<BackendUnavailableException>(() => store.Write("a", [1]));
    }
}
