namespace Orchestrator.SK.Tests.Architecture;

/// <summary>A file of the repository: its path from the root with '/', its text, and its code without comments and literals.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string Code { get; } = CodeText.Of(Text);

    public int Lines { get; } = Text.Count(c => c == '\n') + (Text.Length > 0 && !Text.EndsWith('\n') ? 1 : 0);

    public bool IsUnder(params IEnumerable<string> folders) => folders.Any(folder => Path.StartsWith($"{folder}/", StringComparison.Ordinal));

    /// <summary>The line of a place in the text, from 1.</summary>
    public int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;
}

/// <summary>The sources of this repository, as they lie on the disk.</summary>
internal static class SourceTree
{
    private static readonly string[] Made = ["bin", "obj", "artifacts", "node_modules"];

    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>The C# files under a folder of the repository; nothing that a build made.</summary>
    public static IReadOnlyList<SourceFile> Files(string folder) => [.. Paths(folder, "*.cs").Select(path => new SourceFile(path, Read(path)))];

    public static IEnumerable<string> Paths(string folder, string pattern) =>
        Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(Made.Contains))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Orchestrator.SK.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Orchestrator.SK.sln above {AppContext.BaseDirectory}: these tests read the sources, so they run inside the repository.");
    }
}
