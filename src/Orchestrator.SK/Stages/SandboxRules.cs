using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Stages;

/// <summary>A run that began on a better machine cannot go on here.</summary>
internal sealed class SandboxRefusedException(string message) : Exception(message);

/// <summary>Whether this machine confines checks well enough for what the operator asked.</summary>
internal static class SandboxRules
{
    public static RunEvent.Refused? Refusal(SandboxReport found, string minimum)
    {
        var required = Enum.Parse<SandboxLevel>(minimum, ignoreCase: true);
        return found.Level >= required
            ? null
            : new(
                OutcomeCause.Sandbox,
                $"The sandbox of this machine is at level '{found.Level.ToString().ToLowerInvariant()}', and '{minimum}' is required: {string.Join("; ", found.Leaks)}.",
                "Install bubblewrap (Debian: apt install bubblewrap), or allow it by name with --sandbox none or 'Orchestrator:Sandbox:Minimum'.");
    }
}
