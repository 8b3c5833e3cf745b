using System.CommandLine;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.General;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator audit</c>: what a change forgot, by rules alone. No model is asked, nothing is fetched or written.</summary>
internal static class AuditCommandLine
{
    private static readonly Option<string?> Base = new("--base") { Description = "What the change starts from (default: where it left the main branch, or the commit before)", HelpName = "REF" };

    private static readonly Option<string?> Head = new("--head") { Description = "What it ends in (default: HEAD)", HelpName = "REF" };

    private static readonly Option<bool> Staged = new("--staged") { Description = "Audit what is staged, against HEAD, as a pre-commit hook does" };

    private static readonly Option<string?> Message = new("--message") { Description = "A file with the message of the commit to come, as a commit-msg hook has it", HelpName = "FILE" };

    private static readonly Option<string[]> Rules = new("--rule") { Description = "Ask this rule alone (may be given more than once)", HelpName = "ID" };

    private static readonly Option<string[]> NoRules = new("--no-rule") { Description = "Leave this rule out (may be given more than once)", HelpName = "ID" };

    private static readonly Option<bool> All = new("--all") { Description = "Show what is satisfied and not applicable, too" };

    public static Command Create()
    {
        var command = new Command("audit", "What does this branch forget? Ripples, lists, links, changelog, tests; asks no model") { Base, Head, Staged, Message, Rules, NoRules, All };
        command.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(Run(parsed))));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        if (Unknown(parsed) is { } unknown)
        {
            Console.Error.WriteLine($"There is no rule '{unknown}'. Rules: ripple, {string.Join(", ", GeneralRules.All.Select(rule => rule.Id))}.");
            return ExitCodes.Usage;
        }

        using var target = TargetReader.Open(invocation.Repository);
        var change = parsed.GetValue(Staged) ? target.Staged() : target.Change(parsed.GetValue(Base), parsed.GetValue(Head));
        IReadOnlyList<ChangeMessage> messages = parsed.GetValue(Message) is { } file ? [ChangeMessages.Parse(File.ReadAllText(file))] : [];
        var audit = BranchAudit.Of(change, messages, IsOn(parsed));
        Console.Out.Write(invocation.Output == "text" ? AuditText.Write(audit, change, parsed.GetValue(All)) : AuditJson.Write(audit, change, target.Root) + "\n");
        return audit.Report.Rows.Any(row => row.Verdict == AuditVerdict.Missing) ? ExitCodes.NotVerified : ExitCodes.Success;
    }

    private static Func<string, bool> IsOn(ParseResult parsed)
    {
        var (only, without) = (parsed.GetValue(Rules) ?? [], parsed.GetValue(NoRules) ?? []);
        return id => (only.Length == 0 || only.Contains(id)) && !without.Contains(id);
    }

    private static string? Unknown(ParseResult parsed) =>
        (parsed.GetValue(Rules) ?? []).Concat(parsed.GetValue(NoRules) ?? []).FirstOrDefault(id => id != "ripple" && GeneralRules.All.All(rule => rule.Id != id));
}
