using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs push RUN</c>: pushes what a run delivered, later or again. A branch that stands there already is no fault.</summary>
internal static class RunsPush
{
    private static readonly Argument<string?> Run = new("run") { Description = "Id of the run, or the beginning of it", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Last = new("--last") { Description = "The newest run" };

    private static readonly Option<string?> To = new("--to") { Description = "Where to: a remote's name, or an address (default: where the run was to push, else Orchestrator:Push:Remote)", HelpName = "REMOTE" };

    public static Command Create()
    {
        var command = new Command("push", "Push the branch that a run delivered") { Run, Last, To, PushFlags.Allow };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration(PushFlags.Of(parsed)));
            return await PushAsync(parsed, new RunDesk(parsed, invocation, services), services.GetRequiredService<Microsoft.Extensions.Options.IOptions<OrchestratorOptions>>().Value.Push, cancellationToken);
        }));
        return command;
    }

    private static async Task<int> PushAsync(ParseResult parsed, RunDesk desk, PushOptions options, CancellationToken cancellationToken)
    {
        var (row, entries) = await desk.ReadAsync(parsed.GetValue(Run), parsed.GetValue(Last), cancellationToken);
        var state = RunState.Replay(entries);
        if (state.Delivery is not { } delivery)
        {
            throw new UsageException($"Run {row.RunId} delivered no branch: there is nothing to push.");
        }

        using var repository = desk.OpenRepository(desk.RepositoryOf(row));
        var given = parsed.GetValue(To) ?? state.Request!.PushTo ?? (options.Remote.Length > 0 ? options.Remote : throw new UsageException("Say where to: --to REMOTE, or set Orchestrator:Push:Remote."));
        var remote = repository.PushAddress(given);
        if (!options.AllowExecutesLater && PushRules.Held(state) is { Count: > 0 } held)
        {
            await Console.Error.WriteLineAsync($"Held: experts changed what others execute without thinking of it: {string.Join(", ", held)}. Look at them (git diff {state.Request!.Base[..8]} {delivery.Branch}), then: {PushRules.Allow(row.RunId)}");
            return ExitCodes.NeedsInput;
        }

        if (await new BranchPush(options).PushAsync(repository.Location, remote, delivery.Branch, delivery.Commit, state.Pushed?.Commit, cancellationToken) is { } fault)
        {
            throw new RepositoryRefusedException($"Branch {delivery.Branch} is not pushed to {remote}: {fault}", "It stands in the repository as before.");
        }

        await Console.Out.WriteLineAsync($"Branch {delivery.Branch} at {delivery.Commit[..8]} stands at {remote}.");
        return ExitCodes.Success;
    }
}
