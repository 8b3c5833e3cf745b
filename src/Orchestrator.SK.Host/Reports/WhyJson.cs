using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Reports;

/// <summary>Who wrote a place, for a program. A line has its origin at the top; a whole file has <c>parts</c>, each with its own.</summary>
internal static class WhyJson
{
    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { WriteIndented = true };

    public static string Write(WhyAnswer answer) => JsonSerializer.Serialize(
        new Dictionary<string, object?>
        {
            ["schema"] = 2,
            ["run"] = answer.RunId,
            ["path"] = answer.Path,
            ["line"] = answer.Line,
            ["base"] = answer.Base,
            ["text"] = answer.Line is { } line ? answer.Content(line) : null,
            ["lines"] = answer.Text is null ? null : FileHistory.Count(answer.Text),
            ["origin"] = answer.Line is null ? answer.Last is { } last ? Origin(answer, last, []) : null : Origin(answer, answer.Parts[0].Origin, [answer.Line.Value]),
            ["parts"] = answer.Line is null ? answer.Parts.Select(part => new { part.From, part.To, Origin = Origin(answer, part.Origin, [.. Enumerable.Range(part.From, part.To - part.From + 1)]) }) : null,
        },
        Options);

    private static object Origin(WhyAnswer answer, Origin origin, IReadOnlyList<int> lines) => origin.Entry?.Event switch
    {
        null => new { Kind = "base", origin.Path, origin.Line, Commit = answer.Line is null ? null : answer.Before },
        RunEvent.DocumentsFolded => new
        {
            Kind = "folded",
            origin.Path,
            origin.Line,
            Entry = origin.Entry.Sequence,
            Expert = RunState.OrchestratorSeat,
            Fragments = Authorship.Fragments(answer.Entries, answer.Text ?? "", lines)
                .Select(pair => new { pair.Assignment.Assignment.Expert, Assignment = pair.Assignment.Assignment.Id, pair.Assignment.Report!.Specs, pair.Fragment }),
        },
        RunEvent.Mended mended => new
        {
            Kind = "mended",
            origin.Path,
            origin.Line,
            Entry = origin.Entry.Sequence,
            Expert = RunState.OrchestratorSeat,
            Rules = mended.Rows.Where(row => row.Path == origin.Path).Select(row => new { row.Rule, row.Target }),
        },
        RunEvent.FileWritten write => Written(answer, origin, write),
        var other => throw new InvalidOperationException($"{other.GetType().Name} writes no line."),
    };

    private static object Written(WhyAnswer answer, Origin origin, RunEvent.FileWritten write)
    {
        var by = Authorship.Of(answer.Entries, origin.Entry!);
        return new
        {
            Kind = write.Check is not null ? "formatted" : write.MovedFrom is not null ? "moved" : write.Content is null ? "deleted" : "written",
            origin.Path,
            origin.Line,
            Entry = origin.Entry!.Sequence,
            by.Conversation.Expert,
            write.Assignment,
            by.Assignment.Wave,
            by.Assignment.Cause,
            Conversation = by.Conversation.Id,
            Call = by.Turn,
            write.Specs,
            write.Check,
            write.MovedFrom,
            by.Conversation.Prompt,
            by.Conversation.PromptHash,
            by.Call?.Model,
            by.Conversation.Calls,
            Tokens = by.Conversation.Usage.Total,
            by.Cost,
            Replaced = origin.Replaced is { } replaced ? Origin(answer, replaced, []) : null,
        };
    }
}
