using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Finishing;

/// <summary>Four experts of one wave finish in every order there is.</summary>
public class FinishOrderTests
{
    private const string Changelog = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- **Before**: something (BK-000)\n\n## [1.0.0] - 2026-01-01\n";
    private const string Backlog = "# Backlog\n\n## Backlog\n\n- [ ] **BK-001 — Add a log**\n  spec: LOG-001\n\n- [ ] **BK-002 — Other**\n  spec: LOG-002\n";
    private const string Register = "# Done\n\n## Unreleased\n\n- [x] **BK-000 — Before**\n";

    private static readonly (string Expert, ExpertReport Report)[] Experts =
    [
        ("store-backend", Report(("Fixed", "A leak"), ("Added", "A log")) with { Backlog = ["No rotation yet.", "Sizes are bytes."] }),
        ("extension", Report(("Added", "A log"), ("Added", "A hook"))),
        ("testing", Report(("Internal", "Slow tests"), ("Fixed", "A flaky test"))),
        ("documentation", Report(("Documentation", "A guide"), ("Changed", "A name")) with { Backlog = ["No\nrotation yet.", "A guide is short."] }),
    ];

    [Fact]
    public void Fold_EveryOrderOfFinish_GivesTheSameBytes()
    {
        var results = Orders([0, 1, 2, 3]).Select(Fold).ToList();

        Assert.Equal(24, results.Count);
        Assert.Single(results.Distinct());
        Assert.Contains("- A guide (BK-001)", results[0].Changelog, StringComparison.Ordinal);
        Assert.Contains("[x] **BK-001", results[0].Done, StringComparison.Ordinal);
        Assert.Contains("\n  A guide is short. No rotation yet. Sizes are bytes.\n", results[0].Done, StringComparison.Ordinal);
    }

    private static (string Changelog, string Backlog, string? Done) Fold(IReadOnlyList<int> order)
    {
        Assignment[] assignments = [.. Experts.Select((expert, index) => new Assignment($"a{index + 1}", expert.Expert, "Work.", ["LOG-001"], [], []))];
        RunEvent[] facts =
        [
            new RunEvent.Accepted(new RunRequest("run-1", "BK-001", "target", "base", DateTimeOffset.UnixEpoch), new RunLimits()),
            new RunEvent.IntakePassed(new IntakeReport("BK-001", "Add a log", ["LOG-001"], [], [], [], [], [], [], [])),
            new RunEvent.Assigned(AssignmentCause.Plan, assignments),
            new RunEvent.WaveOpened(1, "base", [.. assignments.Select(a => a.Id)]),
            .. order.Select(index => new RunEvent.ReportReceived($"a{index + 1}", Experts[index].Report)),
        ];
        var state = RunState.Replay(facts.Select((fact, index) => new RunEntry("run-1", index + 1, DateTimeOffset.UnixEpoch.AddSeconds(index), fact)));

        // As they came in, not as they were assigned: the order may show nowhere.
        var entries = Fragments.Changelog("BK-001", order.Select(index => state.Reports.Single(report => report.Assignment.Id == $"a{index + 1}").Report));
        Assert.Equal(entries, Fragments.Changelog("BK-001", state.Reports.Select(report => report.Report)));
        var remarks = Fragments.Backlog(order.Select(index => Experts[index].Report));
        var done = BacklogEdit.MarkDone(Backlog, Register, state.Intake!.ItemId, string.Join(' ', remarks));
        return (ChangelogEdit.Insert(Changelog, entries).Text, done.BacklogText, done.DoneText);
    }

    private static ExpertReport Report(params (string Group, string Text)[] entries) =>
        ExpertReport.Done("done") with { Changelog = [.. entries.Select(entry => new ChangelogFragment(entry.Group, entry.Text))] };

    private static IEnumerable<IReadOnlyList<int>> Orders(IReadOnlyList<int> items) => items.Count == 0
        ? [[]]
        : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (IReadOnlyList<int>)[first, .. rest]));
}
