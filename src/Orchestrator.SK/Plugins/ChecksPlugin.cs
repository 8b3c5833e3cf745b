using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Tools;

namespace Orchestrator.SK.Plugins;

/// <summary>The named commands of the repository, run in the sandbox on the expert's own draft.</summary>
internal sealed class ChecksPlugin(ExpertDesk desk)
{
    public const string Name = "checks";

    [KernelFunction("run"), Description("Runs a named check of the repository on your draft; answers its exit code and the end of its output.")]
    public async Task<ToolResult> RunAsync([Description("Name of the check")] string name, CancellationToken cancellationToken = default)
    {
        if (!desk.Checks.Contains(name))
        {
            return new ToolResult.Refused("E_CHECK", desk.Checks.Count == 0
                ? "this repository names no checks."
                : $"there is no check '{PathRules.Escape(name)}'; there are {string.Join(", ", desk.Checks)}.");
        }

        var check = await desk.RunCheckAsync(name, cancellationToken).ConfigureAwait(false);
        return new ToolResult.Answered($"exit code {check.ExitCode}{(check.TimedOut ? " (timed out)" : "")}\n{check.Tail}".TrimEnd());
    }
}
