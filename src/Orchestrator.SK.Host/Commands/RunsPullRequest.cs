using System.CommandLine;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs pull-request RUN</c>: the pull request of a finished run, compiled from its record; printed, written as files, or opened as a draft.</summary>
internal static class RunsPullRequest
{
    private static readonly Argument<string?> Run = new("run") { Description = "Id of the run, or the beginning of it", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Last = new("--last") { Description = "The newest run" };

    private static readonly Option<string?> To = new("--to") { Description = "DIR: write pull-request.md, pull-request.json and delivery.patch there; gh: open a draft with GitHub's CLI, after a push (default: print it)", HelpName = "DIR|gh" };

    public static Command Create()
    {
        var command = new Command("pull-request", "The pull request of a run, compiled from its record") { Run, Last, To };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration());
            var desk = new RunDesk(parsed, invocation, services);
            var (row, entries) = await desk.ReadAsync(parsed.GetValue(Run), parsed.GetValue(Last), cancellationToken);
            var request = PullRequestOutlet.Compile(entries);
            await Console.Out.WriteAsync(parsed.GetValue(To) is { } outlet ? $"{EventText.Safe(await desk.PublishAsync(outlet, desk.RepositoryOf(row), RunState.Replay(entries), request, cancellationToken))}\n"
                : invocation.Output == "text" ? PullRequestMarkdown.Render(request)
                : $"{PullRequestJson.Write(request)}\n");
            return ExitCodes.Success;
        }));
        return command;
    }
}
