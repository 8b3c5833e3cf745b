using System.Diagnostics;
using System.Text;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Benchmarks;

/// <summary>Parsing documents of the largest real size, and of twice and four times that: time has to grow with the text and not faster.</summary>
internal static class DocumentsBenchmark
{
    private const int RealSize = 200 * 1024;

    public static void Run()
    {
        Measure("backlog", Backlog, text => BacklogParser.Parse("sdd/BACKLOG.md", text).Items.Count);
        Measure("specs", Spec, text => SpecParser.Parse("sdd/specs/001.md", text).Sections.Count);
        Measure("changelog", Changelog, text => ChangelogParser.Parse(text).Sections.Count);
    }

    private static void Measure(string name, Func<int, string> write, Func<string, int> parse)
    {
        var texts = new[] { 1, 2, 4 }.Select(factor => write(RealSize * factor)).ToList();
        texts.ForEach(text => Median(() => parse(text))); // Not measured: the first calls compile.
        var times = texts.Select(text => Median(() => parse(text))).ToList();
        Console.WriteLine($"documents: {name} of 200 KB {times[0]:0.00} ms, 400 KB {times[1]:0.00} ms, 800 KB {times[2]:0.00} ms; four times the text takes {times[2] / times[0]:0.0} times as long");
    }

    private static double Median(Func<int> act)
    {
        List<double> measured = [];
        for (var i = 0; i < 25; i++)
        {
            var start = Stopwatch.GetTimestamp();
            act();
            measured.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return measured.Skip(5).Order().ElementAt(10);
    }

    private static string Backlog(int size) => Fill("# Backlog\n\n## Backlog\n\n", size, i =>
        $"- [ ] **BK-{i:000} — Make `a/**/b` number {i} work**\n  spec: BE-{i % 40:000} · effort: M · audience: user.api\n  It has words, a [link](specs/{i % 30:000}-topic.md), `code` and an end.\n\n");

    private static string Spec(int size) => Fill("# Store\n\n", size, i => $"## BE-{i:000}: Topic {i}\n\n**Invariant:** `Store.Write({i})` keeps what stands there; see BE-001..003.\n\n");

    private static string Changelog(int size) => Fill("# Changelog\n\n## [Unreleased]\n\n### Added\n\n", size, i => i % 20 == 19 ? $"\n## [0.{i}.0] - 2026-01-01\n\n### Added\n\n" : $"- **Thing {i}** -- does `something` (BK-{i:000})\n");

    private static string Fill(string head, int size, Func<int, string> part)
    {
        var text = new StringBuilder(head);
        for (var i = 1; text.Length < size; i++)
        {
            text.Append(part(i));
        }

        return text.ToString();
    }
}
