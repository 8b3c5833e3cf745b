using Microsoft.Extensions.Logging;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>Opens a conversation: its own kernel, connector and call recorder, the persona of the seat, and its tools.</summary>
internal sealed class Conversations(RunScope scope, IReadOnlyDictionary<string, ExpertSeat> seats, ModelCatalog models, KernelFactory kernels, RunBudget budget, TimeProvider time, ILogger logger)
{
    private const string Nudge = "steps/nudge";
    private const string Compact = "steps/compact";

    /// <summary>Runs a conversation to its end; what it handed in is on the desk.</summary>
    /// <exception cref="ModelCallException">It ended without handing in.</exception>
    /// <param name="step">The prompt that the first message was rendered from.</param>
    public async Task RunAsync(ExpertDesk desk, string purpose, string step, string firstMessage, CancellationToken cancellationToken)
    {
        var persona = scope.Prompts.Find($"experts/{desk.Expert}");
        var hash = HashOf(persona.Id, step, scope);
        var seat = seats[desk.Expert];

        // A conversation that goes on after a stop says what it said before, whatever its prompts say today.
        var opened = desk.Record.Next as RunEvent.ConversationOpened
            ?? new(desk.Conversation, desk.Expert, persona.Id, hash, seat.Persona, firstMessage + Decided(desk.Record.State));
        await desk.Record.AppendAsync(opened, cancellationToken).ConfigureAwait(false);
        var tools = purpose == Purposes.Review ? ExpertTools.ForReview(desk, persona.Tools) : ExpertTools.ForAssignment(desk, persona.Tools);
        var model = desk.Record.IsReplay ? models.Recorded(purpose, desk.Expert, desk.Record.SwitchedTo) : models.For(purpose, desk.Expert);
        var kernel = kernels.Create(model, new CallRecorder(desk.Record, desk.Expert, purpose, opened.PromptHash, models.Prices, budget), tools);
        var end = new Dictionary<string, string> { ["submit"] = purpose == Purposes.Review ? "review-submit" : "report-submit" };
        var texts = new ConversationTexts(await RenderAsync(Nudge, end, cancellationToken).ConfigureAwait(false), await RenderAsync(Compact, end, cancellationToken).ConfigureAwait(false));
        var conversation = new ExpertConversation(seat.Agent(kernel, model, opened.Instructions), desk, texts, new ContextWindow(model.ContextTokens, model.MaxOutputTokens), time, logger);
        using var span = scope.Record.IsReplay ? null : Spans.Conversation(scope.Record.RunId, desk.Conversation, desk.Expert, purpose, opened.PromptHash);
        try
        {
            await conversation.RunAsync(opened.Message ?? firstMessage, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelCallException failure)
        {
            Spans.Fail(span, failure.Kind.ToString());
            throw;
        }
    }

    // What a person decided stands before everything else: another expert, or an earlier run of the item, asked already.
    private static string Decided(RunState state) => string.Concat(state.Answers
        .Where(answer => !PlanConsent.IsAbout(answer.Key))
        .OrderBy(answer => answer.Key, StringComparer.Ordinal)
        .Select(answer => $"\n\nA person has decided this. Question: {answer.Key}\nAnswer: {answer.Value}"));

    public Task<string> RenderAsync(string prompt, Dictionary<string, string> values, CancellationToken cancellationToken) =>
        PromptRenderer.RenderAsync(scope.Prompts.Find(prompt), values, cancellationToken);

    /// <summary>All prompts that a conversation may be sent, by id; its recorded hash is taken over them.</summary>
    public static IReadOnlyList<string> PromptsOf(string persona, string step) => [persona, step, Nudge, Compact];

    /// <summary>The hash that a conversation of the expert for the purpose will be recorded with; empty for what has no persona.</summary>
    public string HashOf(string expert, string purpose) => purpose switch
    {
        Purposes.Expert => HashOf($"experts/{expert}", WaveHandler.Assigned, scope),
        Purposes.Review => HashOf($"experts/{expert}", WaveHandler.Reviewed, scope),
        _ => "",
    };

    private static string HashOf(string persona, string step, RunScope scope) => PromptHash.Join(PromptsOf(persona, step).Select(id => scope.Prompts.Find(id).Hash));

    /// <summary>The seats of a run: every expert of the repository, and the orchestrator's editor.</summary>
    public static async Task<IReadOnlyDictionary<string, ExpertSeat>> SeatsAsync(RunScope scope, CancellationToken cancellationToken)
    {
        var seats = new Dictionary<string, ExpertSeat>(StringComparer.Ordinal);
        foreach (var expert in scope.Settings.Experts.Keys.Append(DomainMap.Orchestrator))
        {
            var persona = scope.Prompts.Find($"experts/{expert}");
            var text = await PromptRenderer.RenderAsync(persona, Foundations.Values(scope, expert), cancellationToken).ConfigureAwait(false);
            seats[expert] = new ExpertSeat { Id = expert, Name = expert, Description = persona.Description, Persona = text };
        }

        return seats;
    }
}
