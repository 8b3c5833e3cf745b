using System.CommandLine;
using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs diff A B</c>: what two runs were given, did and delivered otherwise.</summary>
internal static class RunsDiff
{
    private static readonly Argument<string> Before = new("a") { Description = "Id of one run, or the beginning of it" };

    private static readonly Argument<string> After = new("b") { Description = "Id of the other" };

    private static readonly JsonSerializerOptions Options = new(EntryJson.Options) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("diff", "What two runs did otherwise: traits, the first other step of each conversation, files") { Before, After };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration());
            return await DiffAsync(new RunDesk(parsed, invocation, services), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> DiffAsync(RunDesk desk, CancellationToken cancellationToken)
    {
        var (left, before) = await desk.ReadAsync(desk.Get(Before), last: false, cancellationToken);
        var (right, after) = await desk.ReadAsync(desk.Get(After), last: false, cancellationToken);
        var difference = RunDifference.Of(before, after);
        var files = Files(desk, left, RunState.Replay(before), RunState.Replay(after));
        desk.Print(
            Lines(left.RunId, right.RunId, difference, files),
            () => JsonSerializer.Serialize(new { Schema = 1, Before = left.RunId, After = right.RunId, difference.Traits, difference.Conversations, Files = files?.Select(file => new { file.Path, Kind = file.Kind.ToString().ToLowerInvariant(), file.Added, file.Deleted }) }, Options));
        return ExitCodes.Success;
    }

    // What each came to last, delivered or not; null where the commits are not on this machine.
    private static IReadOnlyList<FileDiff>? Files(RunDesk desk, RunRow row, RunState before, RunState after)
    {
        using var repository = desk.OpenRepository(desk.RepositoryOf(row));
        var (from, to) = (before.Delivery?.Commit ?? before.Final, after.Delivery?.Commit ?? after.Final);
        return from.Length > 0 && to.Length > 0 && repository.Holds(from) && repository.Holds(to) ? repository.Diff(from, to).Files : null;
    }

    private static IEnumerable<string> Lines(string before, string after, RunDifference difference, IReadOnlyList<FileDiff>? files)
    {
        yield return $"a  {before}";
        yield return $"b  {after}";
        foreach (var trait in difference.Traits)
        {
            yield return $"{trait.Trait}:";
            yield return $"  a  {trait.Before}";
            yield return $"  b  {trait.After}";
        }

        foreach (var conversation in difference.Conversations)
        {
            yield return $"{conversation.Conversation}, from step {conversation.Step}:";
            yield return $"  a  {conversation.Before ?? "nothing more"}";
            yield return $"  b  {conversation.After ?? "nothing more"}";
        }

        foreach (var file in files ?? [])
        {
            yield return $"{file.Kind.ToString().ToLowerInvariant()} {file.Path}  +{file.Added} -{file.Deleted}";
        }

        yield return files is null ? "The files cannot be compared: the commits of one of them are not on this machine."
            : $"{EventText.Count(difference.Traits.Count, "trait")}, {EventText.Count(difference.Conversations.Count, "conversation")} and {EventText.Count(files.Count, "file")} differ.";
    }
}
