using System.ComponentModel;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Experts;
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

        var (check, changes) = await desk.RunCheckAsync(name, cancellationToken).ConfigureAwait(false);
        var notes = await new FormatterWrites(desk, name).TakeAsync(changes, cancellationToken).ConfigureAwait(false);
        var awaited = check.ExitCode == 0 || check.TimedOut ? [] : desk.Awaited(check.Tail);
        string[] parts =
        [
            $"{NotYet(awaited)}exit code {check.ExitCode}{(check.TimedOut ? " (timed out)" : "")}",
            check.Tail.TrimEnd(),
            .. notes,
            .. check.Changed is { } changed ? [$"It changed files, which only a formatter may; that was dropped: {string.Join(", ", changed)}."] : Array.Empty<string>(),
        ];
        return new ToolResult.Answered(string.Join('\n', parts.Where(part => part.Length > 0)));
    }

    // Without it an expert writes others' parts, or goes round in circles, to make a check pass that cannot.
    private static string NotYet(IReadOnlyList<AwaitedPart> awaited) => awaited.Count == 0 ? "" :
        $"not yet: the output names what others write in this wave, and you will not see it before the wave ends ({string.Join("; ", awaited)}). "
        + "Finish your part against the contract; the checks run again after the wave, and what fails then comes back to its owner.\n";
}
