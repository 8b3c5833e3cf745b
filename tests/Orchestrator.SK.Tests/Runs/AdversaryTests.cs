using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Whatever models, checks and people answer: a run ends, within its bounds, and says no more than what was seen.</summary>
public class AdversaryTests
{
    private const int Seeds = 400;
    private static readonly string[] Paths = ["src/a.cs", "src/b.cs", "src/ext/c.cs", "tests/d.cs", "docs/e.md", "README.md", "CHANGELOG.md", "../x", "", "nowhere"];

    [Fact]
    public void Run_AlwaysTheWorstAnswer_Ends()
    {
        var run = new Simulation
        {
            Plan = _ => Simulation.Proposed(PlanMode.Complex, PlanKind.Feature, [.. Simulation.Experts.Select((e, i) => Simulation.Of($"a{i + 1}", e.Id, Paths[i]))]),
            Report = a => ExpertReport.Done("no") with
            {
                Status = ReportStatus.Blocked,
                Handovers = [.. Paths.Select(path => new Handover(path, $"after {a.Id}"))],
            },
            FailingCheck = check => $"{string.Join(' ', Paths)} {check.Commit}",
            FailingVerify = _ => "everything is wrong",
            Review = (_, _) => new ReviewReport("no", [.. Paths.Select(path => new Finding(path, "no", []))]),
            Audit = _ => Paths.Select(path => Simulation.MissingRow(path, "testing")),
        };

        var outcome = run.Run(bound: 2_000);

        Assert.NotEqual(OutcomeKind.Delivered, outcome.Kind);
        Assert.InRange(run.Commands.OfType<RunCommand.OpenWave>().Count(), 1, 12);
    }

    [Fact]
    public void Run_AnyAnswers_EndsAndKeepsItsInvariants()
    {
        var outcomes = new HashSet<OutcomeKind>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var run = Adversary(new Random(seed));
            var outcome = run.Run(bound: 3_000);
            outcomes.Add(outcome.Kind);
            Check(run, outcome, seed);
        }

        // The adversary is no good when it reaches one end only.
        Assert.Superset(new HashSet<OutcomeKind> { OutcomeKind.Delivered, OutcomeKind.NotVerified, OutcomeKind.Stopped, OutcomeKind.NeedsInput, OutcomeKind.Cancelled }, outcomes);
    }

    private static void Check(Simulation run, RunOutcome outcome, int seed)
    {
        var state = run.State;
        var limits = state.Limits;
        Assert.True(state.Causes.All(cause => cause.Value <= (cause.Key is AssignmentCause.Plan ? 1 : Math.Max(limits.MaxRepairs, limits.MaxReviewRounds))), $"seed {seed}: repairs are unbounded");
        Assert.True(state.Wave <= limits.MaxWaves, $"seed {seed}: {state.Wave} waves");
        Assert.True(state.Assignments.Select(a => a.Assignment.Id).Distinct().Count() == state.Assignments.Count, $"seed {seed}: an id is used twice");
        foreach (var wave in run.Commands.OfType<RunCommand.OpenWave>())
        {
            Assert.True(wave.Assignments.Select(a => a.Expert).Distinct().Count() == wave.Assignments.Count, $"seed {seed}: an expert has two drafts in one wave");
            Assert.True(wave.Assignments.Count <= limits.MaxParallelExperts, $"seed {seed}: too many at once");
        }

        Assert.True(state.Assignments.All(a => a.Wave is null || a.Report is not null), $"seed {seed}: what was started was not ended");
        Assert.True(outcome.Kind == OutcomeKind.Delivered == (state.Delivery?.Complete ?? false), $"seed {seed}: {outcome} against {state.Delivery}");
        Assert.True(outcome.Kind == OutcomeKind.Cancelled || !state.HasWork || state.Delivery is not null, $"seed {seed}: work was lost");
        Assert.True(outcome.Kind != OutcomeKind.Delivered || !Verdict.OpenPoints(state).Any(), $"seed {seed}: delivered with open points");
        Assert.Equal(0, RunDecider.Decide(state) is null ? 0 : seed);
    }

    private static Simulation Adversary(Random chance)
    {
        // Some runs are nearly honest, so that all ends are reached.
        var malice = chance.NextDouble() * chance.NextDouble();
        bool Bad() => chance.NextDouble() < malice;
        string Path() => Paths[chance.Next(Paths.Length)];
        var limits = new RunLimits(
            MaxTokens: 10_000, MaxModelCalls: 1_000, MaxPlanAttempts: chance.Next(1, 4), MaxWaves: chance.Next(1, 13),
            MaxReviewRounds: chance.Next(0, 3), MaxRepairs: chance.Next(0, 4), MaxParallelExperts: chance.Next(1, 5), MaxJudgedRows: chance.Next(0, 3));
        return new Simulation(limits)
        {
            CheckNames = chance.Next(2) == 0 ? [] : ["lint", "test"],
            Plan = _ => Bad() ? new RunEvent.PlanProposed(null, ["no"], Bad() ? FailureKind.EndpointUnavailable : null) : Plan(chance),
            Report = a => Report(chance, Bad, Path),
            Writes = a => Bad() ? [] : a.Paths.Append(Simulation.Experts.FirstOrDefault(e => e.Id == a.Expert)?.Writes[0].Replace("**", "x.txt", StringComparison.Ordinal) ?? "README.md"),
            FailingCheck = _ => Bad() ? $"{Path()} is red" : null,
            FailingVerify = _ => Bad() ? $"{Path()} is red" : null,
            Review = (_, _) => Bad() ? new ReviewReport("no", [new Finding(Path(), "no", [])], Bad() ? FailureKind.Turns : null) : new ReviewReport("yes", []),
            Audit = _ => Bad() ? [new AuditRow("ripple", "t", "x", AuditVerdict.Missing, "e", Bad() ? null : Path(), Bad() ? null : "testing"), Simulation.UndecidedRow("u")] : [],
            Judge = (_, _) => Bad() ? null : new AuditJudgement((JudgedStanding)chance.Next(3), "r", Bad() ? null : Path()),
            Person = questions => Bad()
                ? [new RunEvent.NobodyAnswered(questions)]
                : questions.Select(question => new RunEvent.PersonAnswered(question, "yes")),
            Meanwhile = command => command is RunCommand.AwaitReport ? [Simulation.Used(chance.Next(1, 400)), .. Bad() && Bad() ? [new RunEvent.StopAsked("ada")] : Enumerable.Empty<RunEvent>()] : [],
            EndsFirst = chance.Next,
        };
    }

    private static RunEvent Plan(Random chance)
    {
        var experts = Simulation.Experts.Select(expert => expert.Id).Append("orchestrator").ToList();
        var assignments = Enumerable.Range(1, chance.Next(1, 7)).Select(number => Simulation.Of(
            $"a{number}", experts[chance.Next(experts.Count)], Paths[chance.Next(6)], [.. Enumerable.Range(1, number - 1).Where(_ => chance.Next(3) == 0).Select(other => $"a{other}")]));
        return Simulation.Proposed((PlanMode)chance.Next(3), (PlanKind)chance.Next(4), [.. assignments]);
    }

    private static ExpertReport Report(Random chance, Func<bool> bad, Func<string> path) => !bad() ? ExpertReport.Done("done")
        : chance.Next(4) switch
        {
            0 => ExpertReport.Failed((FailureKind)chance.Next(6), "failed"),
            1 => ExpertReport.Done("asks") with { Status = ReportStatus.NeedsInput, Questions = [$"q{chance.Next(3)}"] },
            2 => ExpertReport.Done("blocked") with { Status = ReportStatus.Blocked, Handovers = [new Handover(path(), "w"), new Handover(path(), "v")] },
            _ => ExpertReport.Done("done, and more") with { Handovers = [new Handover(path(), "w")] },
        };
}
