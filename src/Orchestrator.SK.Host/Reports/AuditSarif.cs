using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Reports;

/// <summary>An audit as SARIF 2.1.0, which code hosts show beside the lines of a pull request.</summary>
internal static class AuditSarif
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(BranchAudit audit) => new JsonObject
    {
        ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
        ["version"] = "2.1.0",
        ["runs"] = new JsonArray(new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject { ["name"] = "orchestrator audit", ["version"] = typeof(AuditSarif).Assembly.GetName().Version!.ToString(3), ["rules"] = new JsonArray([.. BranchAudit.RuleIds.Select(Rule)]) },
            },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = new JsonArray([.. audit.Report.Rows.Where(row => row.Verdict is AuditVerdict.Missing or AuditVerdict.Undecided or AuditVerdict.Judged or AuditVerdict.Waived).Select(Result)]),
        }),
    }.ToJsonString(Indented) + "\n";

    private static JsonObject Rule(string id)
    {
        var rule = new JsonObject { ["id"] = id };
        rule["shortDescription"] = new JsonObject { ["text"] = AuditText.Reason(id) };
        return rule;
    }

    private static JsonObject Result(AuditRow row)
    {
        var result = new JsonObject
        {
            ["ruleId"] = row.Rule,
            ["level"] = Level(row),
            ["message"] = new JsonObject { ["text"] = EventText.Safe($"{(row.Judgement is null ? "" : $"{Speeches.Standing(row)}: ")}{row.Target}: {Speeches.Evidence(row)} (because of {row.Trigger})") },
            ["partialFingerprints"] = new JsonObject { ["row/v1"] = row.Fingerprint },
        };
        if (row.Judgement?.Standing is JudgedStanding.Holds or JudgedStanding.NotApplicable)
        {
            result["kind"] = row.Judgement.Standing == JudgedStanding.Holds ? "pass" : "notApplicable";
        }

        if ((row.Path ?? row.TriggerPath) is { } path)
        {
            result["locations"] = new JsonArray(Location(path, row.Path is null ? row.TriggerLine : row.Line));
        }

        if (row is { Path: not null, TriggerPath: { } trigger } && trigger != row.Path)
        {
            result["relatedLocations"] = new JsonArray(Location(trigger, row.TriggerLine));
        }

        if (row.Waiver is { } waiver)
        {
            result["suppressions"] = new JsonArray(new JsonObject { ["kind"] = "external", ["justification"] = EventText.Safe(waiver.By is null ? waiver.Reason : $"{waiver.Reason} ({waiver.By})") });
        }

        return result;
    }

    // A result that says that nothing is wrong has no level.
    private static string Level(AuditRow row) => (row.Verdict, row.Judgement?.Standing) switch
    {
        (AuditVerdict.Missing, _) => "error",
        (_, JudgedStanding.Missing) => "warning",
        (AuditVerdict.Judged, _) => "none",
        _ => "note",
    };

    private static JsonObject Location(string path, int? line) => new()
    {
        ["physicalLocation"] = new JsonObject
        {
            ["artifactLocation"] = new JsonObject { ["uri"] = string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) },
            ["region"] = new JsonObject { ["startLine"] = Math.Max(1, line ?? 1) },
        },
    };
}
