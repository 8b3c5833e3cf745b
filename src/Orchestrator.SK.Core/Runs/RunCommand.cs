using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Core.Runs;

/// <summary>An intention that is not done yet: what the decider wants next.</summary>
public abstract record RunCommand
{
    private RunCommand()
    {
    }

    public sealed record CheckIntake : RunCommand;

    /// <summary>Ask for a plan; <paramref name="Faults"/> is why the last one was refused.</summary>
    public sealed record DraftPlan(int Attempt, IReadOnlyList<string> Faults) : RunCommand;

    /// <summary>Say what the plan will take.</summary>
    public sealed record Forecast(Plan Plan) : RunCommand;

    /// <summary>Show the plan to a person and wait for their yes.</summary>
    public sealed record ApprovePlan(Plan Plan) : RunCommand;

    public sealed record Assign(AssignmentCause Cause, IReadOnlyList<Assignment> Assignments) : RunCommand;

    public sealed record OpenWave(int Wave, string Base, IReadOnlyList<Assignment> Assignments) : RunCommand;

    /// <summary>Wait for the next report of the open wave or review.</summary>
    public sealed record AwaitReport : RunCommand;

    public sealed record UniteWave(int Wave) : RunCommand;

    public sealed record RunChecks(string Commit) : RunCommand;

    public sealed record OpenReview(int Round, string Commit, IReadOnlyList<string> Reviewers) : RunCommand;

    public sealed record AskPerson(IReadOnlyList<string> Questions) : RunCommand;

    public sealed record FoldDocuments(string From) : RunCommand;

    public sealed record Audit(string Commit) : RunCommand;

    /// <summary>Ask a model about the rows of the audit that no rule decides.</summary>
    public sealed record Judge(string Commit) : RunCommand;

    /// <summary>Write what the audit of this commit found missing and no expert owns, where code knows the words.</summary>
    public sealed record Mend(string Commit) : RunCommand;

    public sealed record Verify(string Commit) : RunCommand;

    public sealed record Summarise : RunCommand;

    public sealed record Deliver(string Commit, bool Complete) : RunCommand;

    public sealed record Push(string Remote, string Branch, string Commit) : RunCommand;

    /// <summary>Give a seat the floor.</summary>
    public sealed record Speak(string Seat, string Subject, string Text) : RunCommand;

    public sealed record End(RunOutcome Outcome) : RunCommand;
}
