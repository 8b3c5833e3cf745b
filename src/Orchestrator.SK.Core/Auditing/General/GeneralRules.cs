using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>The rules that any repository has, and how they are applied: each text is read once for all of them.</summary>
public static class GeneralRules
{
    /// <summary>Gets the rules in the order of their rows.</summary>
    public static IReadOnlyList<GeneralRule> All { get; } =
    [
        new SiblingMention(), new RemovedSibling(), new Registration(), new ShownExample(), new StaleStatus(), new Counterpart(), new MirroredFact(), new SupportedVersion(), new InboundReference(), new DeadLink(), new DocumentedCode(),
        new ChangelogEntry(), new BacklogStatus(), new DecisionStatus(), new SpecTest(), new SpecDrift(), new SpecCode(), new FixTest(), new PublicApi(), new Dependency(), new NumberCollision(), new VerifyGreen(),
    ];

    /// <summary>Returns the rows of the rules that are on, each file and target once.</summary>
    /// <param name="isOn">Which rules are asked, by id.</param>
    /// <param name="isIgnored">In which files nothing is looked for.</param>
    public static IReadOnlyList<AuditRow> Audit(AuditedChange change, Func<string, bool> isOn, Func<string, bool> isIgnored)
    {
        ArgumentNullException.ThrowIfNull(change);
        var rules = All.Where(rule => isOn(rule.Id)).ToList();
        var mentions = new Mentions(change.After.Files.Where(file => !isIgnored(file.Path)), rules.SelectMany(rule => rule.Vocabulary(change)));
        return [.. rules.SelectMany(rule => rule.Rows(change, mentions)).Where(row => row.Path is null || !isIgnored(row.Path)).DistinctBy(row => (row.Rule, row.Path, row.Target)).Select(row => row with { ContentHash = row.Path is null ? null : change.After.Hash(row.Path) })];
    }
}
