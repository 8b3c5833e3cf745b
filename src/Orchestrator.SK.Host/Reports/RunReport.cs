using System.Globalization;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Spectre.Console;

namespace Orchestrator.SK.Host.Reports;

/// <summary>The final report of a run, for a person: computed from the record alone.</summary>
internal static class RunReport
{
    public static void Write(IAnsiConsole console, RunState state)
    {
        Experts(console, state);
        RefusedWrites(console, state);
        Audit(console, state);
        Checks(console, state);
        Verdict(console, state);
    }

    private static void Experts(IAnsiConsole console, RunState state)
    {
        var accounts = ExpertAccount.Of(state);
        if (accounts.Count == 0)
        {
            return;
        }

        var table = NewTable("Expert", "Files", "Spec ids", "Calls", "Tokens", "Time");
        foreach (var account in accounts)
        {
            table.AddRow(
                new Text(account.Expert),
                new Text(account.Files.Count == 0 ? "-" : string.Join('\n', account.Files)),
                new Text(account.Specs.Count == 0 ? "-" : string.Join(", ", account.Specs)),
                new Text($"{account.Calls}"),
                new Text(account.Usage.Total.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(EventText.Seconds((long)account.Time.TotalMilliseconds)));
        }

        console.Write(table);
    }

    private static void RefusedWrites(IAnsiConsole console, RunState state)
    {
        foreach (var refused in state.RefusedWrites)
        {
            console.WriteLine(EventText.Safe($"Refused: {refused.Expert} tried to write {refused.Path} [{refused.Code}]{(refused.Owner.Length > 0 ? $"; it belongs to {refused.Owner}" : "")}"));
        }
    }

    private static void Audit(IAnsiConsole console, RunState state)
    {
        if (state.Audit is not { } audit)
        {
            return;
        }

        var table = NewTable("Because of", "Also", "Verdict", "Evidence");
        foreach (var row in audit.Rows.Where(row => row.Rule == "ripple" || row.Verdict == AuditVerdict.Missing))
        {
            table.AddRow(new Text(EventText.Safe(row.Trigger)), new Text(EventText.Safe(row.Target)), Colour(row.Verdict), new Text(EventText.Safe(row.Evidence)));
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }

        var others = audit.Rows.Where(row => row.Rule != "ripple").ToList();
        console.WriteLine($"Domains and traces: {others.Count(row => row.Verdict == AuditVerdict.Satisfied)} of {others.Count} rows hold.");
    }

    private static void Checks(IAnsiConsole console, RunState state)
    {
        foreach (var check in (state.Checks?.Checks ?? []).Concat(state.Verify is { } verify ? [verify.Check] : []))
        {
            console.WriteLine(EventText.Safe(
                $"{check.Name}: {string.Join(' ', check.Command)}: exit code {check.ExitCode} in {EventText.Seconds(check.Milliseconds)}, sandbox {check.Sandbox}, log sha256 {check.LogHash[..12]}"));
            if (!check.Passed)
            {
                console.WriteLine(EventText.Safe(check.Tail));
            }
        }
    }

    private static void Verdict(IAnsiConsole console, RunState state)
    {
        var outcome = state.Outcome!;
        var open = outcome.Kind is OutcomeKind.Delivered or OutcomeKind.Refused ? [] : Core.Runs.Verdict.OpenPoints(state).ToList();
        console.WriteLine();
        console.Write(new Text(EventText.Safe(Title(outcome)), new Style(outcome.Kind == OutcomeKind.Delivered ? Color.Green : Color.Yellow)));
        console.WriteLine();
        foreach (var point in open)
        {
            console.WriteLine(EventText.Safe($"  open: {point}"));
        }

        if (state.Delivery is { } delivery)
        {
            console.WriteLine($"Branch {delivery.Branch} at {EventText.Short(delivery.Commit)}, from {EventText.Short(state.Request!.Base)}. {EventText.Count(state.ModelCalls, "model call")}, {state.Usage.Total.ToString("N0", CultureInfo.InvariantCulture)} tokens.");
            console.WriteLine($"Next: git diff {EventText.Short(state.Request.Base)} {delivery.Branch}");
        }
    }

    private static string Title(RunOutcome outcome) => outcome.Kind switch
    {
        OutcomeKind.NotVerified => "not verified",
        OutcomeKind.NeedsInput => $"needs input: {outcome.Reason}",
        OutcomeKind.Delivered => outcome.Reason,
        _ => $"{outcome.Kind.ToString().ToLowerInvariant()}: {outcome.Reason}",
    };

    private static Text Colour(AuditVerdict verdict) => verdict switch
    {
        AuditVerdict.Satisfied => new("satisfied", new Style(Color.Green)),
        AuditVerdict.Missing => new("missing", new Style(Color.Red)),
        AuditVerdict.NotApplicable => new("not applicable"),
        _ => new("for a person", new Style(Color.Yellow)),
    };

    private static Table NewTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column));
        }

        return table;
    }
}
