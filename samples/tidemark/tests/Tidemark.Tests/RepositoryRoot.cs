namespace Tidemark.Tests;

internal static class RepositoryRoot
{
    public static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "sdd", "specs")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above '{start}' has sdd/specs. Pass the repository's root as the only argument.");
    }
}
