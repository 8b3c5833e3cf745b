using System.CommandLine;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

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
            var environment = Settings.ConfigurationSources.ProcessEnvironment();
            var invocation = new Invocation(parsed, environment);
            await using var services = invocation.Services(invocation.Configuration());
            var desk = new RunDesk(parsed, invocation, services);
            var (row, entries) = await desk.ReadAsync(parsed.GetValue(Run), parsed.GetValue(Last), cancellationToken);
            var compiled = PullRequestCompiler.Compile(entries, EntryJson.Line);
            if (compiled.Request is not { } request)
            {
                await Console.Error.WriteLineAsync($"Run {row.RunId} has no pull request, for its record does not carry these claims:");
                foreach (var fault in compiled.Faults)
                {
                    await Console.Error.WriteLineAsync(EventText.Safe($"  {fault.Claim}: {fault.Reason}."));
                }

                return ExitCodes.NotVerified;
            }

            return await PublishAsync(desk, row, RunState.Replay(entries), request, parsed.GetValue(To), environment, cancellationToken);
        }));
        return command;
    }

    private static async Task<int> PublishAsync(
        RunDesk desk, RunRow row, RunState state, PullRequest request, string? to, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        switch (to)
        {
            case null:
                await Console.Out.WriteAsync(desk.Invocation.Output == "text" ? PullRequestMarkdown.Render(request) : $"{PullRequestJson.Write(request)}\n");
                return ExitCodes.Success;
            case "gh":
                var remote = state.Pushed?.Remote ?? throw new UsageException($"The branch {request.Branch} of run {row.RunId} was not pushed yet: 'orchestrator run ID --push REMOTE' pushes when it delivers. '--to DIR' writes files instead.");
                using (var scratch = ScratchFolder.Make("pull-request"))
                {
                    var body = Path.Combine(scratch.Root, "pull-request.md");
                    await File.WriteAllTextAsync(body, PullRequestMarkdown.Render(request), cancellationToken);
                    await Console.Out.WriteLineAsync(EventText.Safe(await ForgeRequest.OpenAsync(remote, request.Branch, request.Title, body, environment, cancellationToken)));
                }

                return ExitCodes.Success;
            default:
                await WriteAsync(desk, row, request, Path.GetFullPath(to), cancellationToken);
                return ExitCodes.Success;
        }
    }

    /// <exception cref="UsageException">The folder cannot be written into.</exception>
    private static async Task WriteAsync(RunDesk desk, RunRow row, PullRequest request, string folder, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "pull-request.md"), PullRequestMarkdown.Render(request), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "pull-request.json"), $"{PullRequestJson.Write(request)}\n", cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{folder}' cannot be written into: {fault.Message} Name another folder: --to DIR.");
        }

        using var repository = desk.OpenRepository(desk.RepositoryOf(row));
        await MailPatch.WriteAsync(repository.Location, request.Commit, Path.Combine(folder, "delivery.patch"), cancellationToken);
        await Console.Out.WriteLineAsync(folder);
    }
}
