using System.Text.Json;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Finishing;

/// <summary>Asks for the summary, and delivers: one commit on one new branch of the target.</summary>
internal sealed class DeliverHandler(RunScope scope, IOneShotPrompts prompts)
{
    public async Task<RunEvent> SummariseAsync(CancellationToken cancellationToken)
    {
        var state = scope.State;
        var item = scope.Documents.Backlog!.Find(state.Intake!.ItemId)!;
        var reports = state.Reports.Select(report => $"- {report.Assignment.Expert}: {report.Report.Summary}");
        var files = scope.Repository.Diff(state.Request!.Base, state.Final).Files.Select(file => $"- {file.Path} (+{file.Added} -{file.Deleted})");
        try
        {
            var reply = await prompts.SummariseAsync(new($"{item.Id} — {item.Title}\n{item.Body}", string.Join('\n', reports), string.Join('\n', files)), cancellationToken).ConfigureAwait(false);
            using var json = JsonDocument.Parse(reply);
            var title = json.RootElement.GetProperty("title").GetString();
            return new RunEvent.SummaryWritten(string.IsNullOrWhiteSpace(title) ? item.Title : title, json.RootElement.GetProperty("summary").GetString() ?? "");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or Models.ModelCallException)
        {
            // The work is done and verified; for want of a summary the item's own title will do.
            return new RunEvent.SummaryWritten(item.Title, "");
        }
    }

    public RunEvent Deliver(RunCommand.Deliver command)
    {
        var intake = scope.State.Intake!;
        var delivery = scope.Repository.Deliver(Commit(command), BranchNames.For(intake.ItemId, intake.Title, command.Complete));
        return new RunEvent.BranchDelivered(delivery.Branch, delivery.CommitId, command.Complete);
    }

    /// <summary>Pushes what was delivered; a second time it finds its branch there and is done.</summary>
    public async Task<RunEvent> PushAsync(RunCommand.Push command, CancellationToken cancellationToken)
    {
        var fault = await new BranchPush(scope.Options.Push).PushAsync(scope.Repository.Location, command.Remote, command.Branch, command.Commit, null, cancellationToken).ConfigureAwait(false);
        return fault is null ? new RunEvent.BranchPushed(command.Remote, command.Branch, command.Commit) : new RunEvent.PushFailed(command.Remote, fault);
    }

    /// <summary>Makes the commit of the delivery in the private repository; the same record gives the same id.</summary>
    public string Commit(RunCommand.Deliver command)
    {
        var state = scope.State;
        var title = state.Intake!.Title;
        var message = CommitMessage.Compose(state.Intake.ItemId, state.Summary?.Title ?? title, state.Summary?.Summary ?? "", [.. state.Writes.SelectMany(write => write.Specs).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], scope.Record.RunId);
        return scope.Repository.CommitTreeOf(command.Commit, state.Request!.Base, message, scope.Stamp, $"{scope.Record.RunId}/delivery");
    }
}
