using System.Diagnostics;
using System.Globalization;
using System.Text;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Benchmarks;

/// <summary>What finding spec sections costs: by words, by id, by path; opening the index in a new process, and after one file changed.</summary>
internal static class LookupBenchmark
{
    private const int Queries = 2_000;
    private const int Opened = 15;
    private const int MaxQuery = 15;
    private const int MaxOpen = 20;
    private const int MaxRefresh = 50;
    private const int MaxById = 1;

    public static bool Run(int sections)
    {
        Console.WriteLine($"lookup: {sections.ToString("N0", CultureInfo.InvariantCulture)} sections");
        var folder = Directory.CreateTempSubdirectory("lookup-bench-").FullName;
        try
        {
            return Run(sections, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Run(int sections, string folder)
    {
        var source = new SpecText();
        var files = Enumerable.Range(0, sections / SpecText.SectionsInFile).Select(file => (Path: SpecText.Path(file), Text: source.File(file))).ToList();
        var index = Path.Combine(folder, "index.db");
        var tree = Tree(files);
        _ = Open(Tree(files[..5]), Path.Combine(folder, "warm.db")).Search("warm up the code", 5); // Not measured: the first calls compile.
        var start = Stopwatch.GetTimestamp();
        var lookup = Open(tree, index);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  index all: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms, {new FileInfo(index).Length / 1e6:0.0} MB"));

        var open = Measure("open", Opened, _ => Open(tree, index));
        var changed = Enumerable.Range(0, Opened + 1).Select(turn => Changed(files, turn, source)).ToList();
        var refresh = Measure("open after one file changed", Opened, turn => Open(changed[turn], index));
        var queries = Enumerable.Range(0, Queries + 1).Select(_ => source.Query()).ToList();
        var search = Measure("four words, ranked, the best 12", Queries, turn => lookup.Search(queries[turn], 12));
        var byId = Measure("by id", Queries, turn => lookup.Corpus.FindAll(SpecText.Id(turn * 7 % sections))[0]);
        Measure("by id, with text, neighbours and references", Queries, turn => lookup.Show(SpecText.Id(turn * 7 % sections))!);
        Measure("by path", Opened, turn => lookup.Covering($"src/part{turn}/log.cs"));

        Fts5.Measure(Path.Combine(folder, "fts5.db"), files, queries[..(Queries / 10)], Measure);

        // The bars are for 10,000 sections; finding by id has one for 100,000.
        return (sections > 10_000 || (search.At(0.99) < MaxQuery && open.At(0.99) < MaxOpen && refresh.At(0.99) < MaxRefresh)) && byId.At(0.99) < MaxById;
    }

    private static SpecLookup Open(TreeSnapshot tree, string index) => SpecLookup.Open(tree, null, index, note => throw new InvalidOperationException(note));

    private static TreeSnapshot Changed(List<(string Path, string Text)> files, int turn, SpecText source)
    {
        var changed = files.ToList();
        changed[turn] = (changed[turn].Path, $"{changed[turn].Text}\n### NEW-{turn + 100}: {source.Query()}\n\n{source.Query()}\n");
        return Tree(changed);
    }

    private static TreeSnapshot Tree(List<(string Path, string Text)> files)
    {
        var blobs = files.ToDictionary(file => $"{file.Path} {file.Text.Length}", file => Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal);
        var entries = files.Select(file => new TreeFile(file.Path, TreeMode.File, $"{file.Path} {file.Text.Length}", file.Text.Length)).ToList();
        var tree = new TreeSnapshot("bench", () => entries, id => blobs[id]);
        _ = tree.Files.Count;
        return tree;
    }

    private static Times Measure(string what, int times, Func<int, object> act)
    {
        act(times);
        var measured = new List<double>();
        for (var turn = 0; turn < times; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            act(turn);
            measured.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var result = new Times(measured);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {result}, best {result.At(0):0.00} ms"));
        return result;
    }
}
