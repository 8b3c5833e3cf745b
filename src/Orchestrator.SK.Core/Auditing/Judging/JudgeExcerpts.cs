using System.Globalization;
using System.Text;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Judging;

/// <summary>What a model is shown of a row: its words, the hunks that made it apply, and the files that it speaks of; each line of the repository behind a bar, so that none can pass for ours.</summary>
/// <param name="patch">The unified patch of a changed file; null for a file that is none.</param>
internal sealed class JudgeExcerpts(AuditedChange change, Func<DiffFile, string?> patch)
{
    public const int MaxRow = 6_000;

    private const int MaxLines = 40;
    private const int MaxLine = 200;
    private const int MaxTriggers = 2;
    private const int MaxFiles = 3;
    private const int Around = 2;

    private readonly Dictionary<string, string> patches = new(StringComparer.Ordinal);

    /// <summary>The row without its number, at most <see cref="MaxRow"/> characters and a line.</summary>
    public string Of(AuditRow row)
    {
        var text = new StringBuilder();
        text.Append($"rule: {row.Rule}\nbecause of: {One(row.Trigger)}\nmust hold: {One(row.Target)}\nwhat the rule saw: {One(row.Evidence)}\n");
        foreach (var path in Triggers(row).Concat(Targets(row)).Distinct(StringComparer.Ordinal).TakeWhile(_ => text.Length < MaxRow))
        {
            text.Append(change.Changed(path) is { } file ? Hunks(file) : Window(path, row));
        }

        return text.Length <= MaxRow ? text.ToString() : $"{text.ToString(0, text.ToString(0, MaxRow).LastIndexOf('\n'))}\n(cut)\n";
    }

    private IEnumerable<string> Triggers(AuditRow row) => NamedFiles.Triggers(row, change).Where(path => change.Changed(path) is not null).Take(MaxTriggers);

    // What the row names, changed files first; where it names nothing, what has words in common with it.
    private IEnumerable<string> Targets(AuditRow row)
    {
        var words = Telling(row.Target);
        var named = NamedFiles.Of(row, change);
        if (named.Count > 0)
        {
            return named.OrderBy(path => path == row.Path ? 0 : change.Changed(path) is null ? 2 : 1).ThenByDescending(path => Common(path, words)).Take(MaxFiles);
        }

        return change.Diff.Where(file => file.Kind != ChangeKind.Deleted).Select(file => file.Path).Select(path => (Path: path, Common: Common(path, words) * 2))
            .Concat(change.After.Files.Where(file => file.Text is not null && change.Changed(file.Path) is null).Select(file => (file.Path, Common: Common(file.Path, words))))
            .Where(file => file.Common > 0)
            .OrderByDescending(file => file.Common).ThenBy(file => file.Path, StringComparer.Ordinal).Select(file => file.Path).Take(MaxFiles);
    }

    private string Hunks(DiffFile file)
    {
        if (!patches.TryGetValue(file.Path, out var lines))
        {
            lines = Lines((patch(file) ?? "").Split('\n').SkipWhile(line => !line.StartsWith("@@", StringComparison.Ordinal)));
            patches[file.Path] = lines = $"DIFF of {file.Path} ({file.Kind.ToString().ToLowerInvariant()})\n{lines}";
        }

        return lines;
    }

    /// <summary>The lines that speak of the row with those around them, else how the file begins.</summary>
    private string Window(string path, AuditRow row)
    {
        var lines = change.After.Lines(path);
        var words = Telling(string.Join(' ', [row.Target, .. row.Expected ?? [], .. NamedFiles.Triggers(row, change).Select(Words.Stem)]));
        var best = lines.Select((line, index) => (Index: index, Common: Common(line, words))).Where(line => line.Common > 0)
            .OrderByDescending(line => line.Common).ThenBy(line => line.Index).Select(line => line.Index).Take(MaxLines / (2 * Around + 1));
        var shown = best.SelectMany(index => Enumerable.Range(index - Around, 2 * Around + 1)).Where(index => index >= 0 && index < lines.Count).Distinct().Order().ToList();
        var chosen = shown.Count > 0 ? shown : [.. Enumerable.Range(0, Math.Min(lines.Count, MaxLines))];
        return $"FILE {path} (not changed; {lines.Count} lines)\n{Lines(chosen.Select(index => string.Create(CultureInfo.InvariantCulture, $"{index + 1}: {lines[index]}")))}";
    }

    private static string Lines(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return string.Concat(all.Take(MaxLines).Select(line => $"| {(line.Length > MaxLine ? $"{line[..MaxLine]}…" : line).TrimEnd('\r')}\n")) + (all.Count > MaxLines ? $"({all.Count - MaxLines} more lines)\n" : "");
    }

    private static HashSet<string> Telling(string text) => [.. Words.Of(text).Where(word => word.Length > 2).Select(Words.Singular)];

    private static int Common(string text, HashSet<string> words) => Words.Of(text).Select(Words.Singular).Distinct(StringComparer.Ordinal).Count(words.Contains);

    private static string One(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
