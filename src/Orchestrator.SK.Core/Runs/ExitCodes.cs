namespace Orchestrator.SK.Core.Runs;

/// <summary>The exit codes of the program: a contract with scripts, never renumbered.</summary>
public static class ExitCodes
{
    /// <summary>Delivered and verified; or all checks of the command passed.</summary>
    public const int Success = 0;

    /// <summary>A bug of ours.</summary>
    public const int Bug = 1;

    /// <summary>Wrong usage.</summary>
    public const int Usage = 2;

    /// <summary>Finished, but not verified.</summary>
    public const int NotVerified = 3;

    /// <summary>A person must decide, and nobody can be asked here.</summary>
    public const int NeedsInput = 4;

    /// <summary>A limit was reached; what was done is kept.</summary>
    public const int Limit = 5;

    /// <summary>The model endpoint: unreachable, unauthorized, quota, no tool calling.</summary>
    public const int Endpoint = 6;

    /// <summary>The repository refuses: unknown item, wrong status, no spec, unreadable.</summary>
    public const int Repository = 7;

    /// <summary>The sandbox is below the required level.</summary>
    public const int Sandbox = 8;

    /// <summary>Configuration invalid.</summary>
    public const int Configuration = 78;

    /// <summary>Interrupted (SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>Terminated (SIGTERM).</summary>
    public const int Terminated = 143;
}
