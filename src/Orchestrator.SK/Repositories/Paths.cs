namespace Orchestrator.SK.Repositories;

/// <summary>Paths of a tree, taken apart.</summary>
internal static class Paths
{
    /// <summary>The folder that holds the path; empty at the root.</summary>
    public static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    /// <summary>The folders on the way to the path, outermost first, without the path itself.</summary>
    public static IEnumerable<string> FoldersOf(string path)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }
}
