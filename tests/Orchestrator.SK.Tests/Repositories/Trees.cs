using System.Text;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>Trees in memory, for what needs no git.</summary>
internal static class Trees
{
    public static TreeSnapshot Of(params (string Path, string Content)[] files) =>
        Of([.. files.Select(file => (file.Path, TreeMode.File, Encoding.UTF8.GetBytes(file.Content)))]);

    public static TreeSnapshot Of(params (string Path, TreeMode Mode, byte[] Content)[] files)
    {
        Dictionary<string, byte[]> blobs = files.ToDictionary(file => "blob of " + file.Path, file => file.Content);
        return new TreeSnapshot(
            "base", () => [.. files.Select(file => new TreeFile(file.Path, file.Mode, "blob of " + file.Path, file.Content.Length))], id => blobs[id]);
    }
}
