using Tidemark.Backends;

namespace Tidemark.Tests.Fixtures;

/// <summary>A backend under test; <paramref name="Open"/> is given an empty folder of its own.</summary>
internal sealed record BackendCase(string Name, Func<string, IBackend> Open)
{
    public void Use(Action<Store> test)
    {
        using var folder = new TemporaryFolder();
        using var store = new Store(Open(folder.Path));
        test(store);
    }

    public override string ToString() => Name;
}

/// <summary>The backends that the conformance tests run over.</summary>
internal static class BackendCases
{
    public static IReadOnlyList<BackendCase> All { get; } =
    [
        new("folder", folder => new FolderBackend(folder)),
        new("memory", _ => new MemoryBackend()),
    ];
}
