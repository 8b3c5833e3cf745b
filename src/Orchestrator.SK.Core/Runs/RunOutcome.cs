using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Runs;

/// <summary>How a run ended. Stored for good.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutcomeKind>))]
public enum OutcomeKind
{
    Delivered,
    NotVerified,
    NeedsInput,
    Stopped,
    Failed,
    Cancelled,
    Refused,
}

/// <summary>What a refusal or a stop lies in; it decides the exit code.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutcomeCause>))]
public enum OutcomeCause
{
    None,
    Limit,
    Endpoint,
    Repository,
    Sandbox,
}

/// <summary>The end of a run: what kind, why, and how to go on.</summary>
public sealed record RunOutcome(OutcomeKind Kind, OutcomeCause Cause, string Reason)
{
    public static readonly RunOutcome Delivered = new(OutcomeKind.Delivered, OutcomeCause.None, "delivered and verified");

    /// <summary>The exit code of a program that ran this run in the foreground.</summary>
    [JsonIgnore]
    public int ExitCode => (Kind, Cause) switch
    {
        (OutcomeKind.Delivered, _) => ExitCodes.Success,
        (OutcomeKind.Failed, _) => ExitCodes.Bug,
        (OutcomeKind.NotVerified, _) => ExitCodes.NotVerified,
        (OutcomeKind.NeedsInput, _) => ExitCodes.NeedsInput,
        (OutcomeKind.Cancelled, _) => ExitCodes.Interrupted,
        (_, OutcomeCause.Endpoint) => ExitCodes.Endpoint,
        (_, OutcomeCause.Repository) => ExitCodes.Repository,
        (_, OutcomeCause.Sandbox) => ExitCodes.Sandbox,
        _ => ExitCodes.Limit,
    };
}
