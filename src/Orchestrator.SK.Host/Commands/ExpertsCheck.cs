using System.Text.Json;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages.Intake;
using Spectre.Console;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator experts check</c>: decides for every pair of experts whether a path exists, or could, that both own.</summary>
internal static class ExpertsCheck
{
    private const int MaxShown = 10;

    public static int Run(Invocation invocation, TreeAndPrompts read)
    {
        var reading = RepositoryReading.ReadUnproven(read.Tree, read.Prompts);
        var check = DomainCheck.Of(reading.Domains, [.. read.Tree.Files.Select(file => file.Path)], reading.Documents.Reserved);
        if (invocation.Output == "text")
        {
            Show(invocation.Result, check, read.Tree.CommitId);
        }
        else
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new
                {
                    Commit = read.Tree.CommitId,
                    Disjoint = check.Overlaps.Count == 0,
                    check.Overlaps,
                    Owners = check.Files.Select(owner => new { Id = owner.Key, Files = owner.Value }),
                    check.Idle,
                    check.Unwritable,
                },
                EntryJson.Options));
        }

        return check.Overlaps.Count == 0 ? ExitCodes.Success : ExitCodes.Configuration;
    }

    private static void Show(IAnsiConsole console, DomainCheck check, string commit)
    {
        foreach (var overlap in check.Overlaps)
        {
            Line(console, $"overlap: {overlap.First} and {overlap.Second} both own '{overlap.Witness}'");
        }

        Line(console, check.Overlaps.Count == 0
            ? $"No two of the {EventText.Count(check.Files.Count - 1, "domain")} overlap, whatever paths are added. {EventText.Count(check.Files.Sum(owner => owner.Value), "file")} of commit {commit[..8]}:"
            : $"Exclude each of these from one of its two domains with '!' in {RepositorySettings.FileName}; no run starts before. Files of commit {commit[..8]}, each counted for the first owner:");
        var width = check.Files.Max(owner => owner.Key.Length);
        foreach (var (id, files) in check.Files)
        {
            Line(console, $"  {id.PadRight(width)}  {files,6}");
        }

        foreach (var idle in check.Idle)
        {
            Line(console, $"warning: '{idle.Glob}' of {idle.Expert} matches no file");
        }

        foreach (var path in check.Unwritable.Take(MaxShown))
        {
            Line(console, $"note: {PathRules.Escape(path.Path, 120)} in the domain of {path.Owner}: {path.Reason}");
        }

        if (check.Unwritable.Count > MaxShown)
        {
            Line(console, $"note: {check.Unwritable.Count - MaxShown} more like these: -o json has all");
        }
    }

    // Not through the console's own wrapping: a line is a line, also for grep.
    private static void Line(IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);
}
