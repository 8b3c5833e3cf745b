using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>A run without effects: each command is answered as the story says. Unless told otherwise, everybody does what is asked and all is well.</summary>
internal sealed class Simulation
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private readonly RunLimits limits;
    private long sequence;

    public Simulation(RunLimits? limits = null) => this.limits = limits ?? new RunLimits();

    public static readonly IReadOnlyList<ExpertDomain> Experts =
    [
        new("store-backend", "Store & Backend", ["src/**", "!src/ext/**"]),
        new("extension", "Extension", ["src/ext/**"]),
        new("testing", "Testing", ["tests/**"]),
        new("documentation", "Documentation", ["docs/**"]),
    ];

    public RunState State { get; private set; } = RunState.Empty;

    public List<RunCommand> Commands { get; } = [];

    public TimeSpan Step { get; set; } = TimeSpan.FromSeconds(1);

    public IReadOnlyList<string> CheckNames { get; init; } = ["test"];

    public Func<RunCommand.DraftPlan, RunEvent> Plan { get; set; } = _ => Proposed(Of("a1", "store-backend", "src/log.cs"));

    public Func<Assignment, ExpertReport> Report { get; set; } = assignment => ExpertReport.Done($"{assignment.Id} is done");

    public Func<Assignment, IEnumerable<string>> Writes { get; set; } = assignment => assignment.Paths;

    public Func<RunCommand.RunChecks, string?> FailingCheck { get; set; } = _ => null;

    public Func<RunCommand.Verify, string?> FailingVerify { get; set; } = _ => null;

    public Func<string, int, ReviewReport> Review { get; set; } = (_, _) => new ReviewReport("fine", []);

    public Func<RunCommand.Audit, IEnumerable<AuditRow>> Audit { get; set; } = _ => [];

    /// <summary>What a model says of an undecided row; null for nothing that code accepts.</summary>
    public Func<RunCommand.Judge, AuditRow, AuditJudgement?> Judge { get; set; } = (_, _) => null;

    public Func<IReadOnlyList<string>, IEnumerable<RunEvent>> Person { get; set; } = questions => [new RunEvent.NobodyAnswered(questions)];

    /// <summary>What happens beside a command, just before it is carried out.</summary>
    public Func<RunCommand, IEnumerable<RunEvent>> Meanwhile { get; set; } = _ => [];

    /// <summary>Which of the open conversations ends first.</summary>
    public Func<int, int> EndsFirst { get; set; } = _ => 0;

    public IEnumerable<string> Names => Commands.Select(command => command.GetType().Name);

    public static Assignment Of(string id, string expert, string path, params string[] after) => new(id, expert, $"Write {path}.", ["LOG-001"], [path], after);

    public static RunEvent Proposed(params Assignment[] assignments) => Proposed(PlanMode.Simple, PlanKind.Feature, assignments);

    public static RunEvent Proposed(PlanMode mode, PlanKind kind, params Assignment[] assignments) =>
        new RunEvent.PlanProposed(new Plan(mode, kind, "A log.", [], assignments), []);

    public static RunEvent Used(long tokens) => new RunEvent.ModelReplied("any", 1, "expert", "m", "", "", new TokenUsage(tokens, 0), 1, 1, "{}");

    public static AuditRow MissingRow(string path, string owner) => new("ripple", "a backend", path, AuditVerdict.Missing, "it was not changed", path, owner);

    public static AuditRow UndecidedRow(string target) => new("ripple", "a backend", target, AuditVerdict.Undecided, "only a reader can tell", null, null);

    /// <summary>Runs to the end.</summary>
    /// <exception cref="InvalidOperationException">It does not end within the bound.</exception>
    public RunOutcome Run(int bound = 500)
    {
        Apply(new RunEvent.Accepted(new RunRequest("run-1", "BK-001", "target", "c0", Start), limits));
        while (RunDecider.Decide(State) is { } command)
        {
            foreach (var beside in Meanwhile(command))
            {
                Apply(beside);
            }

            if (command is not RunCommand.Speak)
            {
                Commands.Add(command);
            }

            foreach (var fact in Perform(command))
            {
                Apply(fact);
            }

            if (sequence > bound)
            {
                throw new InvalidOperationException($"The run does not end: {string.Join(", ", Names.TakeLast(30))}");
            }
        }

        return State.Outcome ?? throw new InvalidOperationException("The run has nothing left to do and no outcome.");
    }

    public void Apply(RunEvent fact)
    {
        sequence++;
        State = State.Apply(new RunEntry("run-1", sequence, Start + (Step * sequence), fact));
    }

    private IEnumerable<RunEvent> Perform(RunCommand command) => command switch
    {
        RunCommand.Speak speak => [new RunEvent.FloorGiven(speak.Seat, speak.Subject, speak.Text)],
        RunCommand.CheckIntake => [new RunEvent.IntakePassed(new IntakeReport(
            "BK-001", "A log", ["LOG-001"], Experts, CheckNames, ["verify"], ["CHANGELOG.md", "sdd/BACKLOG.md"], [], [], []))],
        RunCommand.DraftPlan draft => [Plan(draft)],
        RunCommand.Assign assign => [new RunEvent.Assigned(assign.Cause, assign.Assignments)],
        RunCommand.OpenWave open => Open(open),
        RunCommand.OpenReview open => [new RunEvent.ReviewOpened(open.Round, open.Commit, open.Reviewers)],
        RunCommand.AwaitReport when State.WaveIsOpen => [EndOne()],
        RunCommand.AwaitReport => [ReviewOne()],
        RunCommand.UniteWave unite => [Unite(unite)],
        RunCommand.RunChecks run => [new RunEvent.ChecksCompleted(run.Commit, [.. CheckNames.Select(name => Check(name, FailingCheck(run)))])],
        RunCommand.AskPerson ask => Person(ask.Questions),
        RunCommand.FoldDocuments fold => [new RunEvent.DocumentsFolded(fold.From, $"{fold.From}+", ["CHANGELOG.md"], [])],
        RunCommand.Audit audit => [new RunEvent.Audited(new AuditReport(audit.Commit, [.. Audit(audit)]))],
        RunCommand.Judge judge => [new RunEvent.AuditJudged(judge.Commit, [.. State.Audit!.Rows.Index().Where(row => row.Item.Verdict == AuditVerdict.Undecided).Select(row => Judged(judge, row.Index, row.Item))])],
        RunCommand.Verify verify => [new RunEvent.Verified(verify.Commit, Check("verify", FailingVerify(verify)))],
        RunCommand.Summarise => [new RunEvent.SummaryWritten("Add a log", "It logs.")],
        RunCommand.Deliver deliver => [new RunEvent.BranchDelivered(deliver.Complete ? "BK-001-a-log" : "BK-001-a-log-unverified", deliver.Commit, deliver.Complete)],
        RunCommand.End end => [new RunEvent.Ended(end.Outcome)],
        _ => throw new InvalidOperationException($"{command.GetType().Name} is new to the simulation."),
    };

    private JudgedRow Judged(RunCommand.Judge judge, int index, AuditRow row) => Judge(judge, row) is { } judgement
        ? new(index, $"{judge.Commit}/{index}", row with { Verdict = AuditVerdict.Judged, Judgement = judgement })
        : new(index, null, row with { Unjudged = "nobody said so" });

    private static CheckRecord Check(string name, string? failure) => new(name, [name], failure is null ? 0 : 1, false, 1, "none", "", failure ?? "");

    private IEnumerable<RunEvent> Open(RunCommand.OpenWave open) =>
    [
        new RunEvent.WaveOpened(open.Wave, open.Base, [.. open.Assignments.Select(assignment => assignment.Id)]),
        .. open.Assignments.SelectMany(a => Writes(a).Select(path => new RunEvent.FileWritten($"{a.Id}-{a.Expert}", a.Id, path, ["LOG-001"], null, $"by {a.Id}"))),
    ];

    private RunEvent.ReportReceived EndOne()
    {
        var open = State.Assignments.Where(a => a.Wave == State.Wave && a.Report is null).ToList();
        var next = open[EndsFirst(open.Count)].Assignment;
        return new(next.Id, Report(next));
    }

    private RunEvent.ReviewReceived ReviewOne()
    {
        var round = State.Review!;
        var next = round.Reviewers.First(reviewer => round.Reports.TrueForAll(report => report.Expert != reviewer));
        return new(round.Round, next, Review(next, round.Round));
    }

    private RunEvent.WaveUnited Unite(RunCommand.UniteWave unite)
    {
        var wave = State.Assignments.Where(a => a.Wave == unite.Wave).Select(a => a.Assignment.Id).ToHashSet();
        var paths = State.Writes.Where(write => wave.Contains(write.Assignment)).Select(write => write.Path).Distinct().ToList();
        return new(unite.Wave, paths.Count == 0 ? State.Head : $"c{unite.Wave}", paths);
    }
}
