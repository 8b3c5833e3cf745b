using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Plugins;

namespace Orchestrator.SK.Host.Chat;

/// <summary>What the chat itself says. Pure text: where and in which colour is the view's business.</summary>
internal static class ChatText
{
    public static string Help(bool isTerminal) =>
        string.Join('\n', ChatCommands.All.Select(command => $"  {$"{command.Name} {command.Takes}",-13} {command.Does}")) + "\n"
        + "Plain words are a talk about the repository; while a run goes on, they are for its experts.\n"
        + (isTerminal
            ? "Keys: Tab completes, Alt-Enter a new line, Ctrl-C stops the answer or the run, twice at an empty prompt leaves."
            : "One line is one entry. While a run goes on, /run, /plan, /check, /diff and /exit wait for its end, and /answer for a question.");

    public static string Items(Backlog? backlog)
    {
        var open = backlog?.Items.Where(item => item.Status != ItemStatus.Done).ToList() ?? [];
        return open.Count == 0 ? "No open item." : string.Join('\n', open.Select(item => $"  {BacklogPlugin.Line(item)}"));
    }

    public static string Check(RunEvent intake) => intake switch
    {
        RunEvent.IntakePassed { Report: var report } => string.Join('\n',
            [
                $"{report.ItemId} {report.Title}: may start", $"  specs: {string.Join(", ", report.Specs)}", .. Ripples(report), .. report.Warnings.Select(warning => $"  warning: {warning}"),
                .. report.Reduced.Select(reduced => $"  reduced: {reduced}"),
            ]),
        RunEvent.Refused refused => $"{refused.Reason} {refused.Remedy}".TrimEnd(),
        _ => throw new InvalidOperationException($"{intake.GetType().Name} is no result of an intake."),
    };

    public static string Status(RunState? state, string name, string commit, long tokens) => state?.Request is not { } request
        ? $"No run yet. {name} at {EventText.Short(commit)}; the talk has used {tokens} tokens."
        : $"{request.RunId}: {(state.Outcome is { } outcome ? $"{Speeches.Word(outcome.Kind)}: {outcome.Reason}" : "goes on")}"
            + $"\n  {EventText.Count(state.ModelCalls, "model call")}, {state.Usage.Total} tokens, {EventText.Count(state.Writes.Select(write => write.Path).Distinct(StringComparer.Ordinal).Count(), "file")} written"
            + string.Concat(state.Assignments.Select(a => $"\n  {a.Assignment.Id} {a.Assignment.Expert}: {(a.Report is { } report ? Speeches.Word(report.Status) : a.Wave is null ? "waits" : "works")}"))
            + (state.Delivery is { } delivery ? $"\n  branch {delivery.Branch} at {EventText.Short(delivery.Commit)}" : "");

    private static IEnumerable<string> Ripples(IntakeReport report) =>
        report.Ripples.Count == 0 ? ["  ripple: none foreseen"] : report.Ripples.Select(ripple => $"  ripple: {ripple}");
}
