using System.Diagnostics;
using System.Text.Json;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Benchmarks;

/// <summary>Holds the audit of each commit of a real history against what the history says was forgotten.</summary>
/// <remarks>
/// The truth file has one JSON object a line: <c>sha</c>, <c>parent</c>, and <c>missed</c>, a list of objects with <c>what</c>, <c>paths</c> (globs; a missing row that names one of
/// them is a hit) and <c>decidable</c>. A missing row that hits nothing counts as false unless a later commit of the history brings the words that it asks for into its file, or, where it
/// asks for none, changes that file within the next commits.
/// </remarks>
internal static class AuditRecall
{
    private const double NeededRecall = 0.75;
    private const int MostFalse = 2;

    /// <summary>A document that the next commits change was mended by them.</summary>
    private const int Soon = 12;

    /// <returns>An exit code: 0, 2 for wrong usage, 3 where a bar is missed.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        var named = arguments.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        if (named.TryGetValue("--checkout", out var checkout) && named.TryGetValue("--truth", out var truth))
        {
            return Run(checkout, truth, named.ContainsKey("--rows")) ? 0 : 3;
        }

        Console.Error.WriteLine("audit-recall --checkout DIR --truth FILE [--rows all]");
        return 2;
    }

    private static bool Run(string checkout, string truth, bool verbose)
    {
        var (hits, decidable, watch, slowest) = (0, 0, new Stopwatch(), 0.0);
        List<int> others = [];
        Dictionary<string, (int Hits, int Mended, int False)> rules = new(StringComparer.Ordinal);
        using var target = TargetReader.Open(checkout);
        using var later = new LaterCommits(checkout);
        foreach (var commit in File.ReadLines(truth).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement))
        {
            var (sha, parent) = (commit.GetProperty("sha").GetString()!, commit.TryGetProperty("parent", out var before) ? before.GetString() : null);
            if (parent is null or "")
            {
                continue;
            }

            watch.Restart();
            var missing = BranchAudit.Of(target.Change(parent, sha), []).Report.Missing.ToList();
            slowest = Math.Max(slowest, watch.Elapsed.TotalMilliseconds);
            var omissions = commit.GetProperty("missed").EnumerateArray().Select(Omission.Of).ToList();
            foreach (var omission in omissions.Where(omission => omission.IsDecidable))
            {
                var hit = missing.Find(omission.IsHit);
                decidable++;
                hits += hit is null ? 0 : 1;
                Console.WriteLine($"{sha[..7]} {(hit is null ? "NOT HIT " : "hit     ")} {omission.What}{(hit is null ? "" : $"  [{hit.Rule}] {hit.Path}")}");
            }

            var rest = missing.Where(row => !omissions.Exists(omission => omission.IsHit(row))).Select(row => (Row: row, IsMended: later.Mend(sha, row))).ToList();
            foreach (var (row, isMended) in rest.Where(_ => verbose))
            {
                Console.WriteLine($"{sha[..7]} {(isMended ? "mended  " : "FALSE   ")} [{row.Rule}] {row.Path}: {row.Target} ({row.Evidence}) <- {row.Trigger}");
            }

            others.Add(rest.Count(pair => !pair.IsMended));
            Count(rules, missing.Where(row => omissions.Exists(omission => omission.IsHit(row))), (1, 0, 0));
            Count(rules, rest.Where(pair => pair.IsMended).Select(pair => pair.Row), (0, 1, 0));
            Count(rules, rest.Where(pair => !pair.IsMended).Select(pair => pair.Row), (0, 0, 1));
        }

        return Print(hits, decidable, others, rules, slowest);
    }

    private static bool Print(int hits, int decidable, List<int> others, Dictionary<string, (int Hits, int Mended, int False)> rules, double slowest)
    {
        Console.WriteLine($"\n{"rule",-20} {"hits",5} {"mended later",13} {"false",6}");
        foreach (var (rule, count) in rules.OrderBy(rule => rule.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"{rule,-20} {count.Hits,5} {count.Mended,13} {count.False,6}");
        }

        others.Sort();
        var median = others.Count == 0 ? 0 : others[others.Count / 2];
        var recall = decidable == 0 ? 1 : (double)hits / decidable;
        Console.WriteLine($"recall {hits} of {decidable} decidable omissions ({recall:P0}); other rows: median {median}, mean {(others.Count == 0 ? 0 : others.Average()):0.0}, most {(others.Count == 0 ? 0 : others[^1])} over {others.Count} commits; slowest {slowest:0} ms");
        return recall >= NeededRecall && median <= MostFalse;
    }

    private static void Count(Dictionary<string, (int Hits, int Mended, int False)> rules, IEnumerable<AuditRow> rows, (int Hits, int Mended, int False) more)
    {
        foreach (var row in rows)
        {
            var old = rules.GetValueOrDefault(row.Rule);
            rules[row.Rule] = (old.Hits + more.Hits, old.Mended + more.Mended, old.False + more.False);
        }
    }

    private sealed record Omission(string What, IReadOnlyList<PathPattern> Paths, bool IsDecidable)
    {
        public static Omission Of(JsonElement json) => new(
            json.GetProperty("what").GetString()!, [.. json.GetProperty("paths").EnumerateArray().Select(path => PathPattern.Parse(path.GetString()!))], json.GetProperty("decidable").GetBoolean());

        public bool IsHit(AuditRow row) => row.Path is { } path && Paths.Any(pattern => pattern.IsMatch(path));
    }

    /// <summary>The history after each commit, oldest first, along first parents from the checkout's HEAD.</summary>
    private sealed class LaterCommits : IDisposable
    {
        private readonly LibGit2Sharp.Repository _repository;
        private readonly List<LibGit2Sharp.Commit> _commits;

        public LaterCommits(string checkout)
        {
            _repository = new LibGit2Sharp.Repository(checkout);
            _commits = [.. _repository.Commits.QueryBy(new LibGit2Sharp.CommitFilter { SortBy = LibGit2Sharp.CommitSortStrategies.Topological | LibGit2Sharp.CommitSortStrategies.Reverse })];
        }

        public bool Mend(string sha, AuditRow row)
        {
            var from = _commits.FindIndex(commit => commit.Sha == sha);
            var blob = row.Path is { } path ? _commits[from][path]?.Target.Sha : null;
            foreach (var (commit, ahead) in from < 0 || row.Path is null ? [] : _commits.Skip(from + 1).Select((commit, index) => (commit, index)))
            {
                var now = commit[row.Path]?.Target as LibGit2Sharp.Blob;
                if (now is null || now.Sha == blob)
                {
                    continue;
                }

                if (row.Expected is null ? ahead < Soon : row.Expected.Any(word => Flat(now.GetContentText()).Contains(Flat(word), StringComparison.Ordinal)))
                {
                    return true;
                }
            }

            return false;
        }

        public void Dispose() => _repository.Dispose();

        private static string Flat(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();
    }
}
