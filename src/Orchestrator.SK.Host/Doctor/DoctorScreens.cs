using System.Globalization;
using System.Text.Json;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Doctor;

/// <summary>The report for people, and for programs.</summary>
internal static class DoctorScreens
{
    public static IEnumerable<TonedLine> Lines(DoctorReport report)
    {
        var width = report.Rows.Max(row => row.Subject.Length);
        foreach (var row in report.Rows)
        {
            yield return new($"{Word(row.Health),-4}  {row.Subject.PadRight(width)}  {row.Found.ReplaceLineEndings(" ")}", row.Health switch { Health.Ok => Tone.Plain, Health.Warn => Tone.Strong, _ => Tone.Bad });
            if (row.Remedy is { } remedy)
            {
                yield return new($"{"",-4}  {"".PadRight(width)}  {remedy}", Tone.Dim);
            }
        }

        foreach (var bill in report.Bills)
        {
            yield return new(string.Create(CultureInfo.InvariantCulture, $"Asking {bill.Model} took {EventText.Count(bill.Calls, "call")}, {bill.InputTokens} tokens in and {bill.OutputTokens} out, {(bill.Cost is { } cost ? $"${cost:0.######}" : "at a price that is not known")}."), Tone.Dim);
        }

        yield return new(Sum(report), report.ExitCode == 0 ? Tone.Good : Tone.Bad);
    }

    public static string Json(DoctorReport report) => JsonSerializer.Serialize(
        new
        {
            Rows = report.Rows.Select(row => new { row.Subject, Health = Word(row.Health), row.Found, row.Remedy, ExitCode = row.Health == Health.Fail ? row.ExitCode : (int?)null }),
            Online = report.Bills.Count == 0 ? null : report.Bills.Select(bill => new Dictionary<string, object?>
            {
                ["model"] = bill.Model, ["calls"] = bill.Calls, ["inputTokens"] = bill.InputTokens, ["outputTokens"] = bill.OutputTokens, ["costUsd"] = bill.Cost,
            }),
            report.ExitCode,
        },
        EntryJson.Options);

    private static string Word(Health health) => health.ToString().ToLowerInvariant();

    private static string Sum(DoctorReport report) => (report.Count(Health.Fail), report.Count(Health.Warn)) switch
    {
        (0, 0) => "Nothing is missing.",
        (0, var warnings) => $"Runs can start; {EventText.Count(warnings, "warning")}.",
        var (failures, warnings) => $"{EventText.Count(failures, "fault")} to mend{(warnings > 0 ? $", {EventText.Count(warnings, "warning")}" : "")}.",
    };
}
