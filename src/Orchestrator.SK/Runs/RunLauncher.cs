using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Auditing;
using Orchestrator.SK.Stages.Finishing;
using Orchestrator.SK.Stages.Intake;
using Orchestrator.SK.Stages.Planning;

namespace Orchestrator.SK.Runs;

/// <summary>What somebody wants: one item of one repository.</summary>
/// <param name="Base">A reference to start from; HEAD when null.</param>
/// <param name="RunId">The id of the run, made by the caller.</param>
internal sealed record LaunchRequest(string RunId, string RepositoryPath, string ItemId, string? Base)
{
    /// <summary>Who answers the run's questions. Default nobody: a question ends the run, and says how to answer.</summary>
    public IPerson Person { get; init; } = new NobodyThere();

    /// <summary>Whether the person sees the plan before work starts.</summary>
    public bool AskBeforeWork { get; init; }

    /// <summary>What a person decided before this run began, by question: the answers to an earlier run of the same item.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();
}

/// <summary>Builds one run from its parts and sees it through. Console, chat and worker all start here; none of them contains orchestration.</summary>
internal sealed class RunLauncher(
    IOptions<OrchestratorOptions> options, IRunJournal journal, ModelCatalog models, KernelFactory kernels, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Runs to an outcome; the observer sees each entry once it is on the disk.</summary>
    /// <inheritdoc cref="StartAsync" path="/exception"/>
    public async Task<RunState> RunAsync(LaunchRequest request, Action<RunEntry> observer, CancellationToken cancellationToken)
    {
        var run = await StartAsync(request, observer, cancellationToken).ConfigureAwait(false);
        return await run.Completion.ConfigureAwait(false);
    }

    /// <summary>Starts a run that others may speak to while it goes on. Cancelling the token leaves it without an outcome; <see cref="RunHandle.StopAsync"/> ends it as cancelled.</summary>
    /// <exception cref="RepositoryRefusedException">The repository cannot be read.</exception>
    /// <exception cref="SettingsException">Its <c>orchestrator.json</c> cannot be used.</exception>
    /// <exception cref="NoEndpointException">No model can be called.</exception>
    /// <exception cref="PromptException">A prompt cannot be used.</exception>
    public async Task<RunHandle> StartAsync(LaunchRequest request, Action<RunEntry> observer, CancellationToken cancellationToken)
    {
        var places = new Places(options.Value);
        var repository = PrivateRepository.Open(places.State, request.RepositoryPath);
        RunRecord? record = null;
        try
        {
            var baseCommit = repository.ResolveBase(request.Base);
            var tree = repository.OpenTree(baseCommit);
            var parts = RepositoryReading.Read(tree, PromptLibrary.Load(places.Prompts));
            var level = await SandboxProbe.ProbeAsync(places.State, cancellationToken).ConfigureAwait(false);
            var lease = await journal.BeginAsync(request.RunId, repository.TargetPath, cancellationToken).ConfigureAwait(false);
            record = new RunRecord(journal, lease, time) { Observer = observer };
            var scope = new RunScope(record, repository, tree, parts.Settings, parts.Documents, parts.Prompts, parts.Domains, options.Value, level);
            await AcceptAsync(scope, request, baseCommit, cancellationToken).ConfigureAwait(false);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            return new RunHandle(record, stop) { Completion = CompleteAsync(scope, request.Person, new PromptFunctions(places.Plugins), stop, cancellationToken) };
        }
        catch
        {
            record?.Dispose();
            repository.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(RunScope scope, LaunchRequest request, string baseCommit, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(scope.Repository.TargetPath.TrimEnd('/', Path.DirectorySeparatorChar));
        await scope.Record.AppendAsync(
            new RunEvent.Accepted(new RunRequest(request.RunId, request.ItemId, name, baseCommit, time.GetUtcNow(), request.AskBeforeWork), scope.Options.Limits.ToLimits()), cancellationToken).ConfigureAwait(false);
        foreach (var (question, answer) in request.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            await scope.Record.AppendAsync(new RunEvent.PersonAnswered(question, answer), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="stop">Breaks off what is going on when the run is cancelled; <paramref name="cancellationToken"/> leaves the run altogether.</param>
    private async Task<RunState> CompleteAsync(RunScope scope, IPerson person, PromptFunctions functions, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var repository = scope.Repository;
        using var record = scope.Record;
        using var stopping = stop;
        var stopped = new StopSignal(record, stop.Token, cancellationToken);
        await stopped.PerformAsync(async token => { await PreflightAsync(scope, token).ConfigureAwait(false); return true; }).ConfigureAwait(false);
        await TalkAsync(scope, person, functions, stopped, cancellationToken).ConfigureAwait(false);
        return record.State;
    }

    // What makes a run impossible is found before anything is spent: first what the repository says, then the sandbox, then the endpoint.
    private async Task PreflightAsync(RunScope scope, CancellationToken cancellationToken)
    {
        var intake = new IntakeHandler(scope).Check();
        await scope.Record.AppendAsync(intake, cancellationToken).ConfigureAwait(false);
        if (intake is RunEvent.Refused)
        {
            return;
        }

        if (SandboxRules.Refusal(scope.Sandbox, scope.Options.Sandbox.Minimum) is { } refusal)
        {
            await scope.Record.AppendAsync(refusal, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var model in models.All().DistinctBy(model => model.Endpoint))
        {
            await kernels.ProbeAsync(model, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TalkAsync(RunScope scope, IPerson person, PromptFunctions functions, StopSignal stop, CancellationToken cancellationToken)
    {
        var seats = await Conversations.SeatsAsync(scope, cancellationToken).ConfigureAwait(false);
        var checks = new StageChecks(scope, new CheckRunner(scope.Sandbox, new SandboxSettings(scope.Options.Sandbox.ReadOnlyPaths, scope.Options.Sandbox.ProgramPaths)));
        var prompts = new KernelOneShotPrompts(scope.Record, models, kernels, functions);
        var conversations = new Conversations(scope, seats, models, kernels, time, loggers.CreateLogger<Conversations>());
        await using var waves = new WaveHandler(scope, conversations, new ExpertDesks(scope, checks, loggers.CreateLogger<ExpertDesks>()), stop);
        var handlers = new CommandHandlers(
            scope, new IntakeHandler(scope), new PlanHandler(scope, prompts), waves, checks, new AuditHandler(scope), new FoldHandler(scope), new DeliverHandler(scope, prompts), person);

        AgentGroupChat? chat = null;
        chat = new AgentGroupChat([new OrchestratorSeat { Id = "seat", Name = RunState.OrchestratorSeat }, .. seats.Values.Where(seat => seat.Name != RunState.OrchestratorSeat)])
        {
            ExecutionSettings = new AgentGroupChatSettings
            {
                SelectionStrategy = new OrchestratorSelectionStrategy(scope.Record, handlers, stop, message => chat!.AddChatMessage(message)),
                TerminationStrategy = new RunTerminationStrategy(scope.Record),
            },
        };
        chat.AddChatMessage(new ChatMessageContent(AuthorRole.User, $"Deliver {scope.Request.ItemId}."));

        // Always drained: leaving early would leave messages that other seats never get.
        await foreach (var message in chat.InvokeAsync(cancellationToken).ConfigureAwait(false))
        {
            _ = message;
        }
    }
}
