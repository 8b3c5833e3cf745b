using System.Globalization;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Reports;

/// <summary>Lines of a file that come from the same entry, and where the first of them comes from.</summary>
internal sealed record WhyPart(int From, int To, Origin Origin);

/// <summary>What is known of a place.</summary>
/// <param name="Text">The file at the end of the run; null when it is gone or no text.</param>
/// <param name="Base">The commit that the run started from.</param>
internal sealed record WhyAnswer(string RunId, IReadOnlyList<RunEntry> Entries, string Path, int? Line, string? Text, string Base)
{
    /// <summary>The lines that were asked for, in order.</summary>
    public IReadOnlyList<WhyPart> Parts { get; init; } = [];

    /// <summary>For a whole file: the last that was done to it.</summary>
    public Origin? Last { get; init; }

    /// <summary>For a line that stood before the run: the commit that wrote it.</summary>
    public LineCommit? Before { get; init; }

    public string Content(int line) => Text!.Split('\n')[line - 1].TrimEnd('\r');
}

/// <summary>Who wrote a place, as a person reads it.</summary>
internal static class WhyText
{
    // With what stands before it, it fits a terminal of 100 columns.
    private const int MaxTask = 90;

    public static IEnumerable<string> Lines(WhyAnswer answer)
    {
        if (answer.Line is { } line)
        {
            var origin = answer.Parts[0].Origin;
            return [$"{answer.Path}:{line}: {answer.Content(line).Trim()}", .. Came(answer, origin, line), .. Replaced(answer, origin)];
        }

        var writers = answer.Parts.GroupBy(part => part.Origin.Entry?.Sequence).Select(group => group.ToList());
        return [.. File(answer), .. writers.SelectMany(parts => Writer(answer, parts))];
    }

    private static IEnumerable<string> File(WhyAnswer answer)
    {
        var lines = answer.Text is null ? "" : $", {EventText.Count(FileHistory.Count(answer.Text), "line")}";
        yield return answer.Last is { Entry: { } entry } ? $"{answer.Path}{lines}: {What(entry, answer.Path)} in run {answer.RunId}" : $"{answer.Path}{lines}: run {answer.RunId} did not change it";
        foreach (var line in answer.Parts.Count == 0 && answer.Last is { } last ? Writer(answer, last, []) : [])
        {
            yield return line;
        }
    }

    private static string What(RunEntry entry, string path) => entry.Event switch
    {
        RunEvent.FileWritten write when write.MovedFrom == path => $"moved to {write.Path}",
        RunEvent.FileWritten { MovedFrom: { } from } => $"moved here from {from}",
        RunEvent.FileWritten { Content: null } => "deleted",
        RunEvent.DocumentsFolded => "folded by the orchestrator",
        RunEvent.Mended => "mended by rule",
        _ => "written",
    };

    private static IEnumerable<string> Writer(WhyAnswer answer, List<WhyPart> parts)
    {
        yield return $"{(parts is [{ From: var from, To: var to }] && from == to ? "line" : "lines")} {string.Join(", ", parts.Select(part => part.From == part.To ? $"{part.From}" : $"{part.From}-{part.To}"))}";
        foreach (var line in parts[0].Origin.Entry is null ? [$"  stood before the run, in its base {EventText.Short(answer.Base)}"] : Writer(answer, parts[0].Origin, [.. parts.SelectMany(part => Enumerable.Range(part.From, part.To - part.From + 1))]))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Came(WhyAnswer answer, Origin origin, int line)
    {
        var elsewhere = origin.Path != answer.Path || origin.Line != line ? $", as {origin.Path}:{origin.Line}" : "";
        if (origin.Entry is not null)
        {
            return [.. Writer(answer, origin, [line]), .. elsewhere.Length > 0 && origin.Path != answer.Path ? [$"  written as {origin.Path}:{origin.Line}; the file was moved since"] : Array.Empty<string>()];
        }

        return
        [
            $"  stood before run {answer.RunId}, in its base {EventText.Short(answer.Base)}{elsewhere}",
            answer.Before is { } commit
                ? string.Create(CultureInfo.InvariantCulture, $"  commit {EventText.Short(commit.CommitId)} wrote it: {commit.Subject} ({commit.Author}, {commit.When:yyyy-MM-dd})")
                : "  git does not tell which commit wrote it",
        ];
    }

    private static IEnumerable<string> Writer(WhyAnswer answer, Origin origin, IReadOnlyList<int> lines)
    {
        var entry = origin.Entry!;
        if (entry.Event is RunEvent.DocumentsFolded)
        {
            return Folder(answer, origin, lines);
        }

        if (entry.Event is RunEvent.Mended mended)
        {
            return
            [
                .. mended.Rows.Where(row => row.Path == origin.Path).Select(row => $"  mended by rule {row.Rule}, which asks for this: {row.Target}"),
                $"  record  entry {entry.Sequence} of run {answer.RunId}; no model was asked",
            ];
        }

        var write = (RunEvent.FileWritten)entry.Event;
        var by = Authorship.Of(answer.Entries, entry);
        var id = answer.RunId;
        return
        [
            $"  {(write.Check is { } check ? $"the formatter '{check}', run by {by.Conversation.Expert}" : $"written by {by.Conversation.Expert}")}: assignment {write.Assignment} ({Cause(by)}, wave {by.Assignment.Wave})",
            $"  task    {PlainText.Cut(by.Assignment.Assignment.Task.Split('\n')[0], MaxTask)}",
            $"  specs   {(write.Specs.Count > 0 ? string.Join(", ", write.Specs) : "none")}",
            $"  record  entry {entry.Sequence} of run {id}, call {by.Turn} of conversation {by.Conversation.Id}",
            $"  prompt  {by.Conversation.Prompt}",
            $"  hash    {by.Conversation.PromptHash}",
            $"  model   {by.Call?.Model ?? "unknown"}",
            $"  cost    {EventText.Count(by.Conversation.Calls, "call")}, {by.Conversation.Usage.Total.ToString("N0", CultureInfo.InvariantCulture)} tokens, {Money(by.Cost)}, for all of the conversation",
            $"  more    orchestrator runs show {id} --expert {by.Conversation.Expert}",
        ];
    }

    private static IEnumerable<string> Folder(WhyAnswer answer, Origin origin, IReadOnlyList<int> lines)
    {
        yield return $"  folded in by the orchestrator: entry {origin.Entry!.Sequence} of run {answer.RunId}; no model writes this file";
        foreach (var (assignment, fragment) in Authorship.Fragments(answer.Entries, answer.Text ?? "", lines))
        {
            yield return $"  from a fragment of {assignment.Assignment.Expert}, assignment {assignment.Assignment.Id} [{string.Join(", ", assignment.Report!.Specs)}]: {fragment}";
        }
    }

    private static IEnumerable<string> Replaced(WhyAnswer answer, Origin origin)
    {
        for (var earlier = origin.Replaced; earlier is not null; earlier = earlier.Replaced)
        {
            yield return earlier.Entry?.Event is RunEvent.FileWritten write
                ? $"  it took the place of a line by {Authorship.Of(answer.Entries, earlier.Entry).Conversation.Expert} (assignment {write.Assignment}, entry {earlier.Entry.Sequence})"
                : $"  it took the place of line {earlier.Line} of {earlier.Path} in the base {EventText.Short(answer.Base)}";
        }
    }

    public static string Cause(Authorship by) => by.Assignment.Cause switch
    {
        AssignmentCause.Plan => "plan",
        AssignmentCause.Handover => "handover",
        AssignmentCause.Answer => "answer",
        var cause => $"repair after {cause.ToString().ToLowerInvariant()}",
    };

    private static string Money(decimal? cost) => cost is null ? "price not known" : ForecastText.Dollars(cost);
}
