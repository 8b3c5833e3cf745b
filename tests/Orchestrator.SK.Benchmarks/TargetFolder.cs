using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Benchmarks;

/// <summary>A repository made of generated files, with a state folder beside it; both go away.</summary>
internal sealed class TargetFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orchestrator-bench-").FullName;

    public TargetFolder(IEnumerable<(string Path, string Text)> files)
    {
        var source = Path.Combine(_root, "source");
        foreach (var (path, text) in files)
        {
            var full = Path.Combine(source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        SampleRepository.Create(source, Repository, new CommitStamp("Bench", "bench@example.org", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    public string Repository => Path.Combine(_root, "target");

    public string State => Path.Combine(_root, "state");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
