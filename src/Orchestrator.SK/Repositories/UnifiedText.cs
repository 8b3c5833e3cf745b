using System.Text;
using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>Compares two texts as git does.</summary>
internal static class UnifiedText
{
    /// <summary>Returns the unified difference under a name, or null when the texts are the same. A text that is null does not exist on that side.</summary>
    public static FileDiff? Between(string name, string? before, string? after)
    {
        if (before == after)
        {
            return null;
        }

        // git compares objects, and objects live in a repository: this one lasts for the comparison.
        using var folder = ScratchFolder.Make("diff");
        Repository.Init(folder.Root, isBare: true);
        using var repository = new Repository(folder.Root);
        var changes = repository.Diff.Compare(Store(repository, before), Store(repository, after));
        var kind = before is null ? DiffKind.Added : after is null ? DiffKind.Deleted : DiffKind.Modified;
        var head = $"--- {(before is null ? "/dev/null" : $"a/{name}")}\n+++ {(after is null ? "/dev/null" : $"b/{name}")}\n";
        return new FileDiff(name, kind, before, after, changes.LinesAdded, changes.LinesDeleted, head + Hunks(changes.Patch));
    }

    private static Blob? Store(Repository repository, string? text)
    {
        if (text is null)
        {
            return null;
        }

        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return repository.ObjectDatabase.CreateBlob(content);
    }

    private static string Hunks(string patch) => patch.IndexOf("@@ ", StringComparison.Ordinal) is var at and > 0 ? patch[at..] : patch;
}
