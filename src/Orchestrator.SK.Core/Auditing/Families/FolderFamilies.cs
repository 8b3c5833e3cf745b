using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>Families of folders: packages of one workspace, projects of one solution.</summary>
internal static class FolderFamilies
{
    private const int MaxMembers = 200;

    /// <summary>The families that the change adds a folder to: others beside it hold a file of the same name, or a project.</summary>
    public static IReadOnlyList<Family> Of(AuditedChange change) =>
    [
        .. change.New.Select(file => Topmost(change, file.Path)).OfType<string>().Distinct(StringComparer.Ordinal).GroupBy(Paths.Folder, StringComparer.Ordinal)
            .Select(group => Build(change, group.Key, [.. group])).OfType<Family>(),
    ];

    /// <summary>The highest folder above a file that was not there before.</summary>
    private static string? Topmost(AuditedChange change, string path) =>
        Paths.FoldersAbove(path).Where(folder => !change.PathsBefore.Any(old => old.StartsWith(folder + "/", StringComparison.Ordinal))).LastOrDefault();

    private static Family? Build(AuditedChange change, string parent, HashSet<string> fresh)
    {
        var prefix = parent.Length == 0 ? "" : parent + "/";
        var folders = change.After.Files.Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal) && file.Path.IndexOf('/', prefix.Length) > 0)
            .GroupBy(file => file.Path[..file.Path.IndexOf('/', prefix.Length)], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(file => file.Path).Where(path => Paths.Folder(path) == group.Key).ToList(), StringComparer.Ordinal);
        var marks = fresh.SelectMany(folder => folders[folder]).Select(Mark).OfType<string>().ToHashSet(StringComparer.Ordinal);
        List<string> alike = [.. folders.Where(folder => folder.Value.Select(Mark).OfType<string>().Any(marks.Contains)).Select(folder => folder.Key).Order(StringComparer.Ordinal)];
        List<string> old = [.. alike.Where(folder => !fresh.Contains(folder))];
        if (old.Count < 2 || alike.Count == old.Count || alike.Count > MaxMembers)
        {
            return null;
        }

        var names = FamilyNames.Of(parent, [.. old.Select(Paths.Name)]);
        return new Family(parent, [.. alike.Select(folder => new FamilyMember(names.Short(Paths.Name(folder)), folders[folder].First(path => Mark(path) is { } mark && marks.Contains(mark)), 1, Keys(names, folder), fresh.Contains(folder)))], names.AreCommon);
    }

    private static List<FamilyKey> Keys(FamilyNames names, string folder)
    {
        var name = Paths.Name(folder);
        List<FamilyKey> keys = [new(name, IsExact: true)];
        if (names.Short(name) is var own && own != name && Mentions.Key(own).Length > 1)
        {
            keys.Add(new(own));
        }

        return keys;
    }

    // What tells the sort of a folder: its manifest, or the project that it is.
    private static string? Mark(string path) => Paths.Extension(path) is ".csproj" or ".fsproj" or ".vbproj" ? Paths.Extension(path)
        : Paths.Name(path) is "package.json" or "pyproject.toml" or "setup.py" or "Cargo.toml" or "go.mod" or "pom.xml" or "build.gradle" or "action.yml" or "Chart.yaml" or "Dockerfile" or "mod.rs" or "index.ts" or "index.tsx" or "index.js" or "__init__.py"
            ? Paths.Name(path) : null;
}
