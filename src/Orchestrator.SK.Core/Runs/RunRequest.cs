using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What a run is asked to do.</summary>
/// <param name="RunId">Unique, sortable by start, safe as a file and reference name.</param>
/// <param name="Repository">The name that people see: the folder's name, never its path.</param>
/// <param name="Base">The commit that work starts from.</param>
/// <param name="StartedAt">When the run was accepted; it dates the commits, so that their ids are reproducible.</param>
/// <param name="Forecast">Once the plan stands it is said what it will take. Records of before that was done have none.</param>
/// <param name="AskBeforeWork">A person sees the plan first, and work starts on their yes.</param>
/// <param name="PushTo">The address that a verified branch is pushed to; null for nowhere.</param>
/// <param name="AllowExecutesLater">Whether it may go there although experts changed what others execute without thinking of it.</param>
/// <param name="ForkedFrom">The run, and the number of the first entry of it, that this one does not begin with; null for a run that began by itself.</param>
public sealed record RunRequest(string RunId, string ItemId, string Repository, string Base, DateTimeOffset StartedAt, bool AskBeforeWork = false,
    string? PushTo = null, bool AllowExecutesLater = false, bool Forecast = false, string? ForkedFrom = null);

/// <summary>Where assignments come from; each cause has its own bound.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AssignmentCause>))]
public enum AssignmentCause
{
    Plan,
    Handover,
    Answer,
    Check,
    Review,
    Audit,
    Verify,

    /// <summary>A model finds missing what no rule decides: worth a look, and no fault of the run.</summary>
    Judgement,
}

/// <summary>One run of a check or of verify. The exit code is the result; what it printed is for people.</summary>
/// <param name="LogHash">SHA-256 of all that it printed.</param>
/// <param name="Changed">Files of the tree that it changed, though it only was to look; null for none. The changes were dropped.</param>
public sealed record CheckRecord(
    string Name, IReadOnlyList<string> Command, int ExitCode, bool TimedOut, long Milliseconds, string Sandbox, string LogHash, string Tail, IReadOnlyList<string>? Changed = null)
{
    [JsonIgnore]
    public bool Passed => ExitCode == 0 && !TimedOut;
}
