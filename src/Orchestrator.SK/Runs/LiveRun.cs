using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Auditing;
using Orchestrator.SK.Stages.Finishing;
using Orchestrator.SK.Stages.Intake;
using Orchestrator.SK.Stages.Planning;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>One run from what its record says to its outcome: preflight, then the group chat.</summary>
/// <param name="past">What was recorded before this process took the run up.</param>
internal sealed class LiveRun(
    RunScope scope, RunPast past, ExpertStops stops, IPerson person, ModelCatalog models, KernelFactory kernels, PromptFunctions functions, EarlierRuns earlier, TimeProvider time, ILoggerFactory loggers)
{
    private bool IsResumed => past.Entries.Count > 0 && !scope.Record.IsReplay;

    /// <param name="stop">Breaks off what is going on when the run is cancelled; <paramref name="cancellationToken"/> leaves the run altogether. Disposed of in the end.</param>
    public async Task<RunState> CompleteAsync(CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var repository = scope.Repository;
        using var record = scope.Record;
        using var stopping = stop;
        using var stoppingOne = stops;
        var stopped = new StopSignal(record, stop.Token, cancellationToken);
        if (record.IsReplay)
        {
            await TalkAsync(stopped, stop, cancellationToken).ConfigureAwait(false);
            return record.State;
        }

        using var span = Spans.Run(scope.Request);
        try
        {
            await stopped.PerformAsync(async token => { await PreflightAsync(token).ConfigureAwait(false); return true; }).ConfigureAwait(false);
            await TalkAsync(stopped, stop, cancellationToken).ConfigureAwait(false);
            return record.State;
        }
        finally
        {
            Spans.End(span, record.State);
        }
    }

    // What makes a run impossible is found before anything is spent: first what the repository says, then the sandbox, then the endpoint.
    private async Task PreflightAsync(CancellationToken cancellationToken)
    {
        if (scope.State is { Intake: null, Refusal: null })
        {
            await scope.Record.AppendAsync(new IntakeHandler(scope).Check(), cancellationToken).ConfigureAwait(false);
        }

        if (scope.State.Refusal is not null)
        {
            return;
        }

        if (SandboxRules.Refusal(scope.Sandbox, scope.Options.Sandbox.Minimum) is { } refusal)
        {
            if (IsResumed)
            {
                // The run itself is sound: it goes on where a sandbox is.
                throw new SandboxRefusedException($"{refusal.Reason} {refusal.Remedy}");
            }

            await scope.Record.AppendAsync(refusal, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (UnpricedModel() is { } unpriced)
        {
            await scope.Record.AppendAsync(unpriced, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var model in models.All().DistinctBy(model => model.Endpoint))
        {
            await kernels.ProbeAsync(model, cancellationToken).ConfigureAwait(false);
        }
    }

    // A limit of money that cannot be held is no limit.
    private RunEvent.Refused? UnpricedModel() =>
        scope.State.Limits.NeedsPrices && models.All().Concat(models.Fallbacks()).FirstOrDefault(model => model.Price is null) is { } model
            ? new(OutcomeCause.Limit, $"Money is limited (Orchestrator:Limits), and the price of the model '{model.Id}' is not known.",
                $"Put it into a file, {{ \"models\": {{ \"{model.Id}\": {{ \"input\": 1.25, \"output\": 10 }} }} }} in US dollars for a million tokens (0 for a model that costs nothing), and name that in Orchestrator:PricesFile; or limit tokens instead.")
            : null;

    private async Task TalkAsync(StopSignal stopped, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        var seats = await Conversations.SeatsAsync(scope, cancellationToken).ConfigureAwait(false);
        var checks = new StageChecks(scope, new CheckRunner(scope.Sandbox, SandboxSettings.From(scope.Options.Sandbox)));
        var budget = new RunBudget(() => scope.State);
        var prompts = new KernelOneShotPrompts(scope.Record, models, kernels, functions, budget);
        var conversations = new Conversations(scope, seats, models, kernels, budget, time, loggers.CreateLogger<Conversations>());
        await using var waves = new WaveHandler(scope, conversations, new ExpertDesks(scope, checks, loggers.CreateLogger<ExpertDesks>()), stopped, stops, time);
        if (IsResumed)
        {
            await ResumeAsync(waves, stop, cancellationToken).ConfigureAwait(false);
        }

        var deliver = new DeliverHandler(scope, prompts);
        var audit = new AuditHandler(scope);
        ICommandHandlers handlers = new CommandHandlers(
            scope, new IntakeHandler(scope), new PlanHandler(scope, prompts), new ForecastHandler(scope, models, conversations.HashOf, earlier.ConversationsAsync), waves, checks, audit, new MendHandler(scope, audit),
            new JudgeHandler(scope, prompts), new FoldHandler(scope), deliver, person);
        var chat = Chat(seats, scope.Record.IsReplay ? new ReplayHandlers(scope.Record, handlers, waves, deliver) : handlers, stopped);

        try
        {
            // Always drained: leaving early would leave messages that other seats never get.
            await foreach (var message in chat.InvokeAsync(cancellationToken).ConfigureAwait(false))
            {
                _ = message;
            }
        }
        catch (ModelCallException gone)
        {
            await scope.Record.AppendAsync(Left(gone, waves, deliver), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    // The endpoint is gone: what was written so far is kept where a person finds it, and the record is ready to go on.
    private RunEvent.Left Left(ModelCallException gone, WaveHandler waves, DeliverHandler deliver)
    {
        var commit = scope.State.Intake is null ? scope.Request.Base : waves.Partial();
        var kept = commit == scope.Request.Base ? null : (RunEvent.BranchDelivered)deliver.Deliver(new RunCommand.Deliver(commit, Complete: false));
        return new RunEvent.Left(gone.Message, kept?.Branch, kept?.Commit);
    }

    // Every conversation first finds itself again in its record; only then does anything new happen.
    private async Task ResumeAsync(WaveHandler waves, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        WaveUnion.Restore(scope, past);
        await waves.ResumeAsync(past, cancellationToken).ConfigureAwait(false);
        await scope.Record.AppendAsync(new RunEvent.Resumed(scope.Record.Epoch), cancellationToken).ConfigureAwait(false);
        if (scope.State.StopAskedBy is not null)
        {
            // The order to stop was given before the run was left.
            await stop.CancelAsync().ConfigureAwait(false);
        }

        scope.Record.GoLive();
    }

    private AgentGroupChat Chat(IReadOnlyDictionary<string, ExpertSeat> seats, ICommandHandlers handlers, StopSignal stopped)
    {
        AgentGroupChat? chat = null;
        chat = new AgentGroupChat([new OrchestratorSeat { Id = "seat", Name = RunState.OrchestratorSeat }, .. seats.Values.Where(seat => seat.Name != RunState.OrchestratorSeat)])
        {
            ExecutionSettings = new AgentGroupChatSettings
            {
                SelectionStrategy = new OrchestratorSelectionStrategy(scope.Record, handlers, stopped, message => chat!.AddChatMessage(message)),
                TerminationStrategy = new RunTerminationStrategy(scope.Record),
            },
        };
        chat.AddChatMessage(new ChatMessageContent(AuthorRole.User, $"Deliver {scope.Request.ItemId}."));
        foreach (var said in (IsResumed ? past : RunPast.None).Entries.Select(entry => entry.Event).OfType<RunEvent.FloorGiven>())
        {
            chat.AddChatMessage(new ChatMessageContent(AuthorRole.Assistant, said.Text) { AuthorName = said.Seat });
        }

        return chat;
    }
}
