using System.Globalization;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Host.Progress;

/// <summary>The rows of a run in progress: a rule, one row for each conversation that still works, then a line on the whole. Plain text, each within the width.</summary>
internal static class ProgressRows
{
    private const int MaxRows = 8;

    // Shorter ones are what models do.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<string> Lines(RunState state, DateTimeOffset now, int width)
    {
        var working = Working(state).ToList();
        List<string> lines = [new string('─', Math.Max(1, width))];
        var names = Math.Min(working.Take(MaxRows).Select(conversation => Cells.Of(conversation.Expert)).DefaultIfEmpty(0).Max(), Math.Max(8, width / 3));
        foreach (var conversation in working.Take(MaxRows))
        {
            var spent = string.Create(CultureInfo.InvariantCulture, $"{conversation.Usage.Total / 1000.0,5:0.0}k tok {(now - conversation.OpenedAt).TotalSeconds,4:0} s");
            var silent = now - conversation.LastAt;
            var tool = (silent >= Silence ? string.Create(CultureInfo.InvariantCulture, $"silent for {silent.TotalSeconds:0} s: ") : "")
                + (conversation.LastTool.Length == 0 ? "thinking" : EventText.Safe(conversation.LastTool));
            lines.Add(Cells.Cut($"● {Cells.Fit(conversation.Expert, names)}  {Cells.Fit(tool, Math.Max(6, width - names - spent.Length - 6))}  {spent}", width));
        }

        if (working.Count > MaxRows)
        {
            lines.Add($"+{working.Count - MaxRows} more");
        }

        lines.Add(Cells.Cut(Footer(state, now, working.Count, width), width));
        return lines;
    }

    /// <summary>The same in one line, for a log: what the run is at, and since when nothing came from whom.</summary>
    public static string Summary(RunState state, DateTimeOffset now)
    {
        var working = Working(state).Select(conversation => string.Create(CultureInfo.InvariantCulture,
            $"{conversation.Expert} {(conversation.LastTool.Length == 0 ? "thinking" : EventText.Safe(conversation.LastTool))} for {(now - conversation.LastAt).TotalSeconds:0} s")).ToList();
        var more = working.Count > MaxRows ? $", and {working.Count - MaxRows} more" : "";
        return string.Create(CultureInfo.InvariantCulture, $"still at {Stage(state)}{(working.Count > 0 ? $": {string.Join(", ", working.Take(MaxRows))}{more}" : "")}; {EventText.Count(state.ModelCalls, "call")}, {state.Usage.Total / 1000.0:0.0}k tokens");
    }

    private static string Stage(RunState state) => state.StopAskedBy is not null ? "stopping" : state.Intake is null ? "intake" : state.Plan is null ? "planning" : state.WaveIsOpen ? $"wave {state.Wave}"
        : state.Review is { IsOpen: true } ? "review" : state.Assignments.Count == 0 ? "plan" : "finishing";

    private static IEnumerable<ConversationState> Working(RunState state)
    {
        var open = state.Assignments.Where(a => a.Wave == state.Wave && a.Report is null).Select(a => $"{a.Assignment.Id}-{a.Assignment.Expert}")
            .Concat(state.Review is { IsOpen: true } review ? review.Reviewers.Except(review.Reports.Select(report => report.Expert)).Select(expert => $"review{review.Round}-{expert}") : [])
            .ToHashSet(StringComparer.Ordinal);

        // In the order of the plan, whoever came first: a row stays where a reader last saw it.
        return state.Conversations.Where(conversation => open.Contains(conversation.Id)).OrderBy(conversation => conversation.Id.IndexOf('-', StringComparison.Ordinal)).ThenBy(conversation => conversation.Id, StringComparer.Ordinal);
    }

    // Money where it is limited or known, else nothing: the tokens stand there already.
    private static string? BurnDown(RunState state) => state.Limits.MaxCost is { } most
        ? $"{Reports.ForecastText.Dollars(state.Cost)} of {Reports.ForecastText.Dollars(most)}"
        : state.Cost > 0 ? Reports.ForecastText.Dollars(state.Cost) : null;

    private static string Footer(RunState state, DateTimeOffset now, int working, int width)
    {
        var elapsed = state.Request is { } request ? now - request.StartedAt : TimeSpan.Zero;
        var stage = Stage(state);
        var tokens = string.Create(CultureInfo.InvariantCulture, $"{state.Usage.Total / 1000.0:0.0}k tokens");
        string[] left = BurnDown(state) is { } words ? [words] : [];
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} s");

        // It must stay one row: a narrow screen gets less.
        string[] workers = working > 0 ? [$"{working} working"] : [];
        string[][] choices =
        [
            [stage, .. workers, EventText.Count(state.ModelCalls, "call"), tokens, .. left, seconds, "Ctrl-C stops"],
            [stage, .. workers, EventText.Count(state.ModelCalls, "call"), tokens, seconds, "Ctrl-C stops"],
            [stage, .. workers, tokens, seconds, "Ctrl-C stops"],
            [stage, seconds, "Ctrl-C stops"],
        ];
        var fits = choices.Select(parts => string.Join(" · ", parts)).FirstOrDefault(line => line.Length < width) ?? stage;
        return fits.Length < width ? fits : fits[..Math.Max(0, width - 1)];
    }
}
