namespace Orchestrator.SK.Core.Finishing;

/// <summary>One entry of a run's record that a claim rests on.</summary>
/// <param name="Entry">Its sequence number.</param>
/// <param name="Hash">SHA-256 of the entry's line as <c>runs events</c> prints it, without the line's end.</param>
public sealed record RecordLink(long Entry, string Type, string Hash);

/// <summary>One statement of a pull request: a row of one of its parts.</summary>
/// <param name="Part">One of <see cref="PullRequestPart"/>.</param>
/// <param name="Cells">Raw texts, one for each column of the part.</param>
/// <param name="Records">What it rests on; a claim without a record is refused.</param>
public sealed record Claim(string Part, IReadOnlyList<string> Cells, IReadOnlyList<RecordLink> Records);

/// <summary>A claim that cannot be made.</summary>
/// <param name="Claim">The claim, in words.</param>
/// <param name="Reason">Which record is not there.</param>
public sealed record ClaimFault(string Claim, string Reason);

/// <summary>A pull request as it follows from the record of a run.</summary>
/// <param name="Complete">Whether the run was delivered and verified; all others say in their first line that they are not.</param>
/// <param name="Entries">How many entries the record has.</param>
/// <param name="RecordHash">SHA-256 of all its lines, each with a line feed behind it: what <c>runs events RUN | sha256sum</c> prints.</param>
public sealed record PullRequest(string RunId, string Title, string Branch, string Base, string Commit, bool Complete, long Entries, string RecordHash, IReadOnlyList<Claim> Claims);

/// <summary>A part of a pull request.</summary>
/// <param name="Columns">Heads of its table; one column is a list.</param>
/// <param name="Code">Columns that hold paths, commands and the like.</param>
public sealed record PullRequestPart(string Id, string Title, IReadOnlyList<string> Columns, IReadOnlyList<int> Code)
{
    public static readonly IReadOnlyList<PullRequestPart> All =
    [
        new("summary", "Summary", [""], []),
        new("changes", "Changes by expert", ["Expert", "Assignment", "Status", "What", "Files"], [1]),
        new("traces", "Traces", ["File", "Specs", "Tests", "Expert", "Assignment"], [0, 4]),
        new("ripples", "Audit", ["Verdict", "Rule", "Target", "Because of", "Evidence"], []),
        new("verify", "Checks and verify", ["Name", "Command", "Exit code", "Log SHA-256", "Sandbox", "Commit"], [1, 3, 5]),
        new("later", "Executes later: look at it before you merge or run it", ["File", "Executed as"], [0]),
        new("open", "Open points", [""], []),
        new("cost", "Cost", ["Who", "Model calls", "Tokens", "Cost"], []),
    ];
}
