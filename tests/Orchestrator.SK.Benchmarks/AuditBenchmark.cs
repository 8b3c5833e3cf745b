using System.Diagnostics;
using LibGit2Sharp;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Benchmarks;

/// <summary>How long an audit takes on a large repository: 10,000 files, 300 of them changed.</summary>
internal static class AuditBenchmark
{
    private const int Files = 10_000;
    private const int Changed = 300;
    private const int Rounds = 5;
    private const double Bar = 3_000;

    public static bool Run()
    {
        var folder = Directory.CreateTempSubdirectory("audit-benchmark-").FullName;
        try
        {
            Make(folder);
            List<double> times = [];
            var rows = 0;
            for (var round = 0; round <= Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                using var target = TargetReader.Open(folder);
                rows = BranchAudit.Of(target.Change("HEAD~1", "HEAD"), []).Report.Rows.Count;
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            var warm = times.Skip(1).Order().ToList();
            Console.WriteLine($"audit: {Files} files, {Changed} changed, {rows} rows: cold {times[0]:0} ms, warm {warm[warm.Count / 2]:0} ms (bar {Bar:0}), most {warm[^1]:0} ms");
            return warm[warm.Count / 2] <= Bar;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Make(string folder)
    {
        Repository.Init(folder);
        using var repository = new Repository(folder);
        var who = new Signature("benchmark", "benchmark@example.org", DateTimeOffset.UnixEpoch);
        var tree = new TreeDefinition();
        for (var index = 0; index < Files; index++)
        {
            tree.Add(PathOf(index), Blob(repository, index, 0), Mode.NonExecutableFile);
        }

        tree.Add("CHANGELOG.md", Text(repository, "# Changelog\n\n## [Unreleased]\n"), Mode.NonExecutableFile);
        tree.Add("README.md", Text(repository, "# Large\n\n" + string.Concat(Enumerable.Range(0, 40).Select(index => $"- [page {index}](docs/area0/page{index * 4}.md)\n"))), Mode.NonExecutableFile);
        var first = repository.ObjectDatabase.CreateCommit(who, who, "All of it", repository.ObjectDatabase.CreateTree(tree), [], false);
        for (var index = 0; index < Changed; index++)
        {
            var changed = index % 3 == 0 ? PathOf(Files + index) : PathOf(index * 31 % Files);
            tree.Add(changed, Blob(repository, index, 1), Mode.NonExecutableFile);
        }

        var second = repository.ObjectDatabase.CreateCommit(who, who, "Fix three hundred", repository.ObjectDatabase.CreateTree(tree), [first], false);
        repository.Refs.Add("refs/heads/master", second.Id, allowOverwrite: true);
    }

    private static string PathOf(int index) => (index % 4) switch
    {
        0 => $"docs/area{index / 200}/page{index}.md",
        1 => $"src/area{index / 200}/module_{index}.py",
        2 => $"src/Area{index / 200}/Module{index}.cs",
        _ => $"tests/area{index / 200}/test_module_{index - 2}.py",
    };

    private static Blob Blob(Repository repository, int index, int version) => Text(repository, (index % 4) switch
    {
        0 => $"# Page {index}\n\n" + Filler(index) + $"\nSee [another](page{index / 4 * 4}.md), version {version}.\n",
        2 => $"namespace Area;\n\n/// <summary>Number {index}.</summary>\npublic class Module{index}\n{{\n    public int Run{version}(int count) => count;\n}}\n" + string.Concat(Filler(index).Split('\n').Select(line => $"// {line}\n")),
        _ => $"class Module{index}:\n    def run_{version}(self, count):\n        return count\n\n" + string.Concat(Filler(index).Split('\n').Select(line => $"# {line}\n")),
    });

    private static string Filler(int index) => string.Join('\n', Enumerable.Range(0, 30).Select(line => $"line {line} of {index} speaks of module_{(index * 7) + line} and of the store that keeps it, at length"));

    private static Blob Text(Repository repository, string text)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        return repository.ObjectDatabase.CreateBlob(stream);
    }
}
