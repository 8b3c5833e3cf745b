using System.Globalization;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Progress;

/// <summary>One plain line for an event that a person wants to see; null for those that only a record needs.</summary>
internal static class EventText
{
    public static string? Line(RunEntry entry) => entry.Event switch
    {
        RunEvent.Accepted e => $"run {e.Request.RunId}: {e.Request.ItemId} in {e.Request.Repository} from commit {Short(e.Request.Base)}",
        RunEvent.IntakePassed e => $"intake: {e.Report.ItemId} {e.Report.Title}, covered by {string.Join(", ", e.Report.Specs)}"
            + string.Concat(e.Report.Warnings.Select(warning => $"\nwarning: {warning}"))
            + string.Concat(e.Report.Reduced.Select(reduced => $"\nreduced: {reduced}")),
        RunEvent.PlanProposed { Faults.Count: > 0 } e => $"plan refused, asking again: {string.Join(" ", e.Faults)}",
        RunEvent.ForecastMade e => Reports.ForecastText.Line(e.Forecast),
        RunEvent.Assigned e when e.Cause != AssignmentCause.Plan => $"{Word(e.Cause)}: {string.Join("; ", e.Assignments.Select(a => $"{a.Id} to {a.Expert}: {FirstLine(a.Task)}"))}",
        RunEvent.WaveOpened e => $"wave {e.Wave}: {string.Join(", ", e.Assignments)}",
        RunEvent.WaveUnited e => $"wave {e.Wave} united: {Count(e.Paths.Count, "file")} in commit {Short(e.Commit)}",
        RunEvent.ChecksCompleted e => string.Join('\n', e.Checks.Select(check => Check($"check {check.Name}", check))),
        RunEvent.ReviewOpened e => $"review round {e.Round}: {string.Join(", ", e.Reviewers)}",
        RunEvent.Mended e => e.Rows.Count == 0 ? "mended by rule: nothing" : $"mended by rule: {string.Join(", ", e.Rows.Select(row => $"{row.Path} ({row.Rule})"))}",
        RunEvent.DocumentsFolded e => $"folded: {(e.Paths.Count > 0 ? string.Join(", ", e.Paths) : "nothing")}{string.Concat(e.Refusals.Select(refusal => $"\n{refusal}"))}",
        RunEvent.AuditJudged e => Judged(e),
        RunEvent.Verified e => Check("verify", e.Check),
        RunEvent.FloorGiven e => $"{e.Seat}: {e.Text}",
        RunEvent.BranchDelivered e => $"branch {e.Branch} at {Short(e.Commit)}",
        RunEvent.ModelWaiting e => $"{e.Conversation}: waits{(e.Milliseconds is { } wait ? $" {Seconds(wait)}" : "")} for {e.Model}: {e.Why}",
        RunEvent.ModelSwitched e => $"{e.Conversation}: goes on with {e.To}, for {e.From} is {(e.Why == FailureKind.RateLimited ? "asked too much" : "not available")}",
        RunEvent.BranchPushed e => $"pushed {e.Branch} to {e.Remote}",
        RunEvent.PushFailed e => $"not pushed to {e.Remote}: {e.Reason}",
        RunEvent.PersonSaid e => $"you: {e.Text}",
        RunEvent.ContextCompacted e => $"{e.Conversation}: {Compacted(e)}",
        RunEvent.Left e => $"left: {e.Reason}{(e.Branch is null ? "" : $" What was written is kept on branch {e.Branch}.")}",
        RunEvent.ExpertStopAsked e => $"{e.Conversation} is broken off by {e.By}; the others go on",
        RunEvent.WriteRefused { Check: { } check } e => $"{e.Expert}: what '{check}' changed in {e.Path} was dropped [{e.Code}]",
        RunEvent.FileWritten { Check: { } check } e => $"{e.Conversation}: '{check}' changed {e.Path}",
        RunEvent.WriteRefused e => $"{e.Expert}: write to {e.Path} refused [{e.Code}]{(e.Owner.Length > 0 ? $", it belongs to {e.Owner}" : "")}",
        RunEvent.ToolCompleted e when e.Tool.StartsWith("checks-", StringComparison.Ordinal) => $"{e.Conversation}: {e.Tool} {e.Subject}: {FirstLine(e.Result)}",
        _ => null,
    };

    public static string Compacted(RunEvent.ContextCompacted compacted) =>
        $"{(compacted.Overflowed ? "the model finds the conversation too long" : "the conversation nears its model's window")}, some {compacted.Tokens} tokens: {(compacted.Summarised ? "its middle is summarised" : "old tool results are left out")}";

    public static string Short(string commit) => commit.Length > 8 ? commit[..8] : commit;

    public static string Seconds(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s");

    public static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    /// <summary>Terminals obey control characters, and bidirectional marks reorder what a reader sees: model text has neither. A tab is only wide: four blanks stand for it.</summary>
    public static string Safe(string text) => string.Concat(text.Replace("\t", "    ", StringComparison.Ordinal).EnumerateRunes().Select(rune =>
        rune.Value == '\n' || !(System.Text.Rune.IsControl(rune) || System.Text.Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.PrivateUse) ? rune.ToString() : "\uFFFD"));

    private static string Judged(RunEvent.AuditJudged judged) =>
        $"judged: {judged.Rows.Count(row => row.Row.Judgement is not null)} of {Count(judged.Rows.Count, "row")} that no rule decides"
        + string.Concat(judged.Rows.Select(row => row.Row).Select(row => $"\n  {(row.Judgement is null ? "undecided" : Speeches.Standing(row))}: {row.Target} ({FirstLine(Speeches.Evidence(row))})"));

    private static string Check(string name, CheckRecord check) =>
        $"{name}: {(check.Passed ? "passed" : check.TimedOut ? "timed out" : $"failed with exit code {check.ExitCode}")} in {Seconds(check.Milliseconds)} (sandbox {check.Sandbox}){(check.Changed is { } changed ? $", but it changed files of the tree: {string.Join(", ", changed)}" : "")}";

    private static string FirstLine(string text) => text.Split('\n', 2)[0] is { Length: > 160 } line ? $"{line[..159]}…" : text.Split('\n', 2)[0];

    private static string Word(AssignmentCause cause) => cause switch { AssignmentCause.Handover => "handover", AssignmentCause.Answer => "answer", _ => $"repair after {cause.ToString().ToLowerInvariant()}" };
}
