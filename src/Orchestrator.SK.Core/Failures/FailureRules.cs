namespace Orchestrator.SK.Core.Failures;

/// <summary>Whose a failure is; it decides the exit code of a run that ends by it.</summary>
public enum FailureCause
{
    /// <summary>The endpoint: exit code 6.</summary>
    Endpoint,

    /// <summary>A limit that was set or that the model has: exit code 5.</summary>
    Limit,

    /// <summary>The model's work: what is there is kept and is not verified, exit code 3.</summary>
    Work,

    /// <summary>A person's wish: exit code 130.</summary>
    Person,
}

/// <summary>What is tried before a failure ends anything.</summary>
public enum FailureRemedy
{
    None,

    /// <summary>Go on with the fallback model of the purpose, where there is one.</summary>
    OtherModel,

    /// <summary>Make the conversation shorter, and ask once more.</summary>
    Compact,
}

/// <summary>What follows from one kind of failure.</summary>
/// <param name="Cause">Whose it is, and so the exit code.</param>
/// <param name="Attempts">How often one call is tried at the most, the first time included; between two attempts there is a wait.</param>
/// <param name="Remedy">What is tried once the attempts are used up.</param>
/// <param name="StopsRun">Whether the run stops as soon as what is under way has ended; else only the conversation does, and the others go on.</param>
/// <param name="ClosesEndpoint">Whether every call that the endpoint gets with this key would fail alike: waiting calls fail at once, and for a while no other is sent.</param>
public sealed record FailureRule(FailureCause Cause, int Attempts, FailureRemedy Remedy, bool StopsRun, bool ClosesEndpoint)
{
    public bool IsTransient => Attempts > 1;

    /// <summary>Whether the run is left as it is, to go on from there another day: nothing is wrong with it but its endpoint.</summary>
    public bool LeavesRun => StopsRun && Cause == FailureCause.Endpoint;
}

/// <summary>The one table of what follows from a failure.</summary>
public static class FailureRules
{
    public static FailureRule Of(FailureKind kind) => kind switch
    {
        //                                         whose                  attempts  first tried              stops run  closes endpoint
        FailureKind.EndpointUnavailable => new(FailureCause.Endpoint, 4, FailureRemedy.OtherModel, true, false),
        FailureKind.RateLimited => new(FailureCause.Endpoint, 4, FailureRemedy.OtherModel, true, false),
        FailureKind.QuotaSpent => new(FailureCause.Endpoint, 1, FailureRemedy.None, true, true),
        FailureKind.EndpointRefused => new(FailureCause.Endpoint, 1, FailureRemedy.None, true, true),
        FailureKind.ModelUnknown => new(FailureCause.Endpoint, 1, FailureRemedy.None, true, false),
        FailureKind.RequestRefused => new(FailureCause.Endpoint, 1, FailureRemedy.None, false, false),
        FailureKind.ContextOverflow => new(FailureCause.Limit, 1, FailureRemedy.Compact, false, false),
        FailureKind.Truncated => new(FailureCause.Limit, 1, FailureRemedy.None, false, false),
        FailureKind.BadReply => new(FailureCause.Work, 3, FailureRemedy.None, false, false),
        FailureKind.Declined => new(FailureCause.Work, 1, FailureRemedy.None, false, false),
        FailureKind.EmptyAnswer => new(FailureCause.Work, 1, FailureRemedy.None, false, false),
        FailureKind.NoReport => new(FailureCause.Work, 1, FailureRemedy.None, false, false),
        FailureKind.Turns => new(FailureCause.Limit, 1, FailureRemedy.None, false, false),
        FailureKind.Repetition => new(FailureCause.Limit, 1, FailureRemedy.None, false, false),
        FailureKind.Silent => new(FailureCause.Limit, 1, FailureRemedy.None, false, false),
        FailureKind.ToolErrors => new(FailureCause.Limit, 1, FailureRemedy.None, false, false),
        FailureKind.Budget => new(FailureCause.Limit, 1, FailureRemedy.None, true, false),
        FailureKind.Cancelled => new(FailureCause.Person, 1, FailureRemedy.None, true, false),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of failure has no row."),
    };
}
