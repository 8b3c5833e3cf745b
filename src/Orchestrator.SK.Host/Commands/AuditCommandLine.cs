using System.CommandLine;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator audit</c>: what a change forgot, by rules. No model is asked unless that is wished, nothing is fetched or written.</summary>
internal static class AuditCommandLine
{
    private static readonly Option<string?> Base = new("--base") { Description = "What the change starts from (default: where it left the main branch, or the commit before)", HelpName = "REF" };

    private static readonly Option<string?> Head = new("--head") { Description = "What it ends in (default: HEAD)", HelpName = "REF" };

    private static readonly Option<bool> Staged = new("--staged") { Description = "Audit what is staged, against HEAD, as a pre-commit hook does" };

    private static readonly Option<string?> Message = new("--message") { Description = "A file with the message of the commit to come, as a commit-msg hook has it", HelpName = "FILE" };

    private static readonly Option<string[]> Only = new("--rule") { Description = "Ask this rule alone, even if the repository switched it off (may be given more than once)", HelpName = "ID" };

    private static readonly Option<string[]> Without = new("--no-rule") { Description = "Leave this rule out (may be given more than once)", HelpName = "ID" };

    private static readonly Option<bool> Rules = new("--rules") { Description = "List the rules with their reasons, and end" };

    private static readonly Option<bool> All = new("--all") { Description = "Show what is satisfied, waived and not applicable, too" };

    private static readonly Option<string?> Baseline = new("--baseline") { Description = "Rows that stand in this file are known and do not count", HelpName = "FILE" };

    private static readonly Option<bool> WriteBaseline = new("--write-baseline") { Description = "Write what is missing now into the file of --baseline, and end with 0" };

    private static readonly Option<bool> Judged = new("--judge") { Description = "Ask the configured model, once, about the rows that no rule decides (purpose judge); the exit code stays that of the rules" };

    private static readonly Option<string> Output = new("--output", "-o") { Description = "text, json, sarif (code hosts), github (annotations of a workflow) or junit", DefaultValueFactory = _ => "text" };

    public static Command Create()
    {
        Output.AcceptOnlyFromAmong("text", "json", "sarif", "github", "junit");
        var command = new Command("audit", "What does this branch forget? Ripples, lists, links, changelog, tests; asks no model without --judge") { Base, Head, Staged, Message, Only, Without, Rules, All, Baseline, WriteBaseline, Judged, Output };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RunAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Misused(parsed) is { } fault)
        {
            await Console.Error.WriteLineAsync(fault);
            return ExitCodes.Usage;
        }

        if (parsed.GetValue(Rules))
        {
            Console.Out.Write(parsed.GetValue(Output) == "json" ? AuditJson.Rules() + "\n" : AuditText.Rules());
            return ExitCodes.Success;
        }

        var environment = Settings.ConfigurationSources.ProcessEnvironment();
        var invocation = new Invocation(parsed, environment);
        using var target = TargetReader.Open(invocation.Repository);
        var change = parsed.GetValue(Staged) ? target.Staged(environment.GetValueOrDefault("GIT_INDEX_FILE")) : target.Change(parsed.GetValue(Base), parsed.GetValue(Head));
        var baseline = parsed.GetValue(Baseline);
        var writes = parsed.GetValue(WriteBaseline);
        IReadOnlyList<ChangeMessage> messages = parsed.GetValue(Message) is { } file ? [ChangeMessages.Parse(File.ReadAllText(file))] : [];
        var audit = BranchAudit.Of(change, messages, IsOn(parsed), baseline is null || writes ? null : AuditBaseline.Read(baseline));
        if (writes)
        {
            AuditBaseline.Write(baseline!, audit.Report);
            await Console.Error.WriteLineAsync($"Wrote {audit.Report.Missing.Count()} rows to {baseline}.");
            return ExitCodes.Success;
        }

        if (parsed.GetValue(Judged))
        {
            audit = await AuditJudge.AskAsync(audit, change, invocation, cancellationToken);
        }

        Console.Out.Write(parsed.GetValue(Output) switch
        {
            "json" => AuditJson.Write(audit, change, target.Root) + "\n",
            "sarif" => AuditSarif.Write(audit),
            "github" => AuditAnnotations.Write(audit),
            "junit" => AuditJUnit.Write(audit),
            _ => AuditText.Write(audit, change, parsed.GetValue(All)),
        });
        return audit.Report.Missing.Any() ? ExitCodes.NotVerified : ExitCodes.Success;
    }

    private static Func<string, bool>? IsOn(ParseResult parsed)
    {
        var (only, without) = (parsed.GetValue(Only) ?? [], parsed.GetValue(Without) ?? []);
        return only.Length == 0 && without.Length == 0 ? null : id => (only.Length == 0 || only.Contains(id)) && !without.Contains(id);
    }

    private static string? Misused(ParseResult parsed) =>
        (parsed.GetValue(Only) ?? []).Concat(parsed.GetValue(Without) ?? []).FirstOrDefault(id => !BranchAudit.RuleIds.Contains(id)) is { } unknown ? $"There is no rule '{unknown}'. Rules: {string.Join(", ", BranchAudit.RuleIds)}."
        : parsed.GetValue(Staged) && (parsed.GetValue(Base) ?? parsed.GetValue(Head)) is not null ? "--staged compares the index with HEAD: leave out --base and --head."
        : parsed.GetValue(WriteBaseline) && parsed.GetValue(Baseline) is null ? "--write-baseline needs the file: --baseline FILE."
        : parsed.GetValue(Message) is { } file && !File.Exists(file) ? $"There is no file '{file}' to read a message from."
        : null;
}
