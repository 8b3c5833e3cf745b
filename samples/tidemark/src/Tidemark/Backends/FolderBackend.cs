namespace Tidemark.Backends;

/// <summary>One file for each blob, below a folder that is made when it is missing.</summary>
public sealed class FolderBackend(string folder) : IBackend, INativePaths
{
    private readonly string root = Path.GetFullPath(folder);

    public string Name => "folder";

    public Capabilities Capabilities => Capabilities.Delete | Capabilities.List | Capabilities.AtomicWrite | Capabilities.NativePath;

    public string NativePath(BlobPath path) => Path.Combine(root, path.Value);

    public bool Exists(BlobPath path) => File.Exists(NativePath(path));

    public byte[] Read(BlobPath path) => Guard(() =>
        Exists(path) ? File.ReadAllBytes(NativePath(path)) : throw new BlobNotFoundException(path));

    public void Write(BlobPath path, ReadOnlySpan<byte> content)
    {
        var bytes = content.ToArray();
        Guard(() =>
        {
            var target = NativePath(path);
            var parent = Directory.CreateDirectory(Path.GetDirectoryName(target)!).FullName;

            // A rename inside one folder is the only step a reader can see.
            var passing = Path.Combine(parent, $"~{Guid.NewGuid():n}");
            File.WriteAllBytes(passing, bytes);
            File.Move(passing, target, overwrite: true);
        });
    }

    public void Delete(BlobPath path) => Guard(() =>
    {
        if (!Exists(path))
        {
            throw new BlobNotFoundException(path);
        }

        File.Delete(NativePath(path));
    });

    public IEnumerable<BlobInfo> List(string prefix) => Guard<BlobInfo[]>(() => !Directory.Exists(root) ? [] :
    [
        .. from file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories)
           where !file.Name.StartsWith('~')
           let path = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/')
           where path.StartsWith(prefix, StringComparison.Ordinal)
           select new BlobInfo(BlobPath.Parse(path), file.Length),
    ]);

    public void Dispose()
    {
    }

    private void Guard(Action action) => Guard(() =>
    {
        action();
        return true;
    });

    private TResult Guard<TResult>(Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackendUnavailableException(Name, root, error);
        }
    }
}
