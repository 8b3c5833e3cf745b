using System.Diagnostics;
using System.Globalization;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Benchmarks;

/// <summary>What an entry costs however long the record is, and how long a run that was left takes to know where it stands.</summary>
internal static class JournalBenchmark
{
    private const int Measured = 500;
    private const double ResumeBarSeconds = 3;
    private static readonly List<RunEvent> Beginning = Begin();
    private static readonly RunEvent.ConversationOpened Opened = (RunEvent.ConversationOpened)Beginning[^1];
    private static readonly string Assignment = Opened.Conversation[..Opened.Conversation.IndexOf('-', StringComparison.Ordinal)];

    /// <returns>False when a record of 10,000 steps takes too long to take up.</returns>
    public static async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("journal: SQLite, each entry synced to the disk");
        var good = true;
        foreach (var steps in new[] { 100, 1_000, 10_000 })
        {
            good &= await MeasureAsync(steps, cancellationToken);
        }

        return good;
    }

    private static async Task<bool> MeasureAsync(int steps, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("journal-bench-");
        try
        {
            var path = Path.Combine(folder.FullName, "journal.db");
            using (var journal = new SqliteRunJournal(path))
            {
                var lease = await journal.BeginAsync("bench", "/target", cancellationToken);
                for (var step = 1; step <= steps - Measured; step++)
                {
                    await journal.AppendAsync(lease, Entry(step), cancellationToken);
                }

                var first = Math.Max(0, steps - Measured);
                var start = Stopwatch.GetTimestamp();
                for (var step = first + 1; step <= steps; step++)
                {
                    await journal.AppendAsync(lease, Entry(step), cancellationToken);
                }

                Print(string.Create(CultureInfo.InvariantCulture, $"append behind {first:N0} entries"), Stopwatch.GetElapsedTime(start).TotalMilliseconds / (steps - first), "ms");
            }

            return await ResumeAsync(path, steps, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What a process does that takes a run up, before anything new happens: open, read and check the chain, fold, and ask the decider about every entry.
    private static async Task<bool> ResumeAsync(string path, int steps, CancellationToken cancellationToken)
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        using var journal = new SqliteRunJournal(path);
        var entries = await journal.ReadAsync("bench", 0, cancellationToken);
        var read = Stopwatch.GetElapsedTime(start);
        _ = RunState.Replay(entries);
        if (Decisions.Check(entries) is { } divergence)
        {
            throw new InvalidOperationException($"{divergence}");
        }

        _ = new RunPast(entries).Of(Opened.Conversation).Count;
        await journal.BeginAsync("bench", "/target", cancellationToken);
        var all = Stopwatch.GetElapsedTime(start);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Print(string.Create(CultureInfo.InvariantCulture, $"take up {steps:N0} entries: read and check"), read.TotalMilliseconds, "ms");
        Print(string.Create(CultureInfo.InvariantCulture, $"take up {steps:N0} entries: all, until live"), all.TotalMilliseconds, "ms");
        Print(string.Create(CultureInfo.InvariantCulture, $"  held for each entry"), held / 1024.0 / steps, "KiB");
        Print(string.Create(CultureInfo.InvariantCulture, $"  on the disk for each entry"), new FileInfo(path).Length / 1024.0 / steps, "KiB");
        GC.KeepAlive(entries);
        return all.TotalSeconds < ResumeBarSeconds;
    }

    // Up to the first conversation of a real run; then the turns of its expert, as they come: a reply, a call that reads, its result, a write. The text of every file comes ten times.
    private static RunEntry Entry(int step) => new("bench", step, DateTimeOffset.UnixEpoch.AddSeconds(step), step <= Beginning.Count ? Beginning[step - 1] : (step % 4) switch
    {
        0 => new RunEvent.ModelReplied(Opened.Conversation, step, "expert", "m", "hash", "hash", new TokenUsage(900, 60), 1, 800, $$$"""{"choices":[{"message":{"content":"{{{step}}} {{{new string('r', 700)}}}"}}]}"""),
        1 => new RunEvent.ToolStarted(Opened.Conversation, "files-read", $"src/{step}.cs"),
        2 => new RunEvent.ToolCompleted(Opened.Conversation, step, $"call-{step}", "files-read", $"src/{step}.cs", "ok", 1, $"{step % 1_000} {new string('f', 3_000)}"),
        _ => new RunEvent.FileWritten(Opened.Conversation, Assignment, $"tests/{step}.cs", ["B-001"], null, $"// {step}\n{new string('w', 400)}"),
    });

    private static List<RunEvent> Begin()
    {
        var events = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "demo.jsonl")).Select(EntryJson.Event).ToList();
        var wave = events.FindIndex(fact => fact is RunEvent.WaveOpened);
        return events[..(events.FindIndex(wave, fact => fact is RunEvent.ConversationOpened) + 1)];
    }

    private static void Print(string what, double value, string unit) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what}: {value:0.00} {unit}"));
}
