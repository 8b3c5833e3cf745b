namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>How well a check is shut in.</summary>
internal enum SandboxLevel
{
    /// <summary>A plain process with a clean environment: no sandbox.</summary>
    None,

    /// <summary>Shut in, with the leaks that are named.</summary>
    Partial,

    /// <summary>Nothing that the probe tries gets out.</summary>
    Full,
}

/// <summary>What a machine lets bubblewrap do. Everything true is the hardened form.</summary>
/// <param name="Seccomp">The filter of system calls.</param>
/// <param name="NoNesting">No further user namespaces inside.</param>
/// <param name="OwnProc">A process file system of the new process namespace; without it, none at all.</param>
/// <param name="OwnNetwork">A network namespace without any network.</param>
/// <param name="AsNobody">As root: checks run as the user without rights, for a root without capabilities still owns kernel settings and devices.</param>
internal sealed record SandboxShape(bool Seccomp, bool NoNesting, bool OwnProc, bool OwnNetwork, bool AsNobody);

/// <summary>What the probe found, in words for the report.</summary>
/// <param name="Level">The level that checks run at.</param>
/// <param name="Leaks">What is not shut in; empty when the level is full.</param>
/// <param name="Bubblewrap">The program; null when checks run without it.</param>
/// <param name="Shape">How to call it; null when checks run without it.</param>
internal sealed record SandboxReport(SandboxLevel Level, IReadOnlyList<string> Leaks, string? Bubblewrap, SandboxShape? Shape)
{
    /// <summary>No sandbox, for this reason.</summary>
    public static SandboxReport Nothing(string reason) => new(
        SandboxLevel.None,
        [reason, "the network is open", "every file of this user can be read and written", "every process of this user can be seen and signalled"], null, null);
}
