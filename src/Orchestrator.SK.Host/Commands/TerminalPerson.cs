using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Host.Chat;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Host.Commands;

/// <summary>The person at the terminal of <c>run</c>: asked before anything starts, and not while progress is drawn.</summary>
internal sealed class TerminalPerson : IPerson
{
    public Task<bool> TrustAsync(WantedCommands wanted, CancellationToken cancellationToken)
    {
        Console.Error.Write($"{wanted}\nTrust this version of the file? [y/N] ");
        return Task.FromResult(ChatText.IsYes(Console.In.ReadLine() ?? ""));
    }

    public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    public Task<bool?> ApproveAsync(Plan plan, IntakeReport intake, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);
}
