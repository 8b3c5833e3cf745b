using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Auditing;
using Orchestrator.SK.Stages.Finishing;
using Orchestrator.SK.Stages.Intake;
using Orchestrator.SK.Stages.Planning;

namespace Orchestrator.SK.Host.PromptLab.Rendering;

/// <summary>What somebody wants to see.</summary>
/// <param name="Id">A prompt or function that opens a conversation: <c>experts/testing</c>, <c>steps/review</c>, <c>Planning/DraftPlan</c>.</param>
/// <param name="Repository">A folder in the repository of the item.</param>
/// <param name="Expert">Whose message a step is; the first expert of the repository when null.</param>
/// <param name="Base">The reference that the run would start from; HEAD when null.</param>
/// <param name="Changes">The reference whose changes are reviewed or summarised; the base itself, so none, when null.</param>
internal sealed record RenderRequest(string Id, string Item, string Repository, string? Expert, string? Base, string? Changes);

/// <summary>Brings a run to the point at which a prompt is sent, with the run's own parts, and captures the request. Nothing is sent, executed or delivered.</summary>
internal sealed class RequestCapture(OrchestratorOptions options, PromptFolders folders, TimeProvider time, ILoggerFactory loggers)
{
    private const string Assignment = "steps/assignment";
    private const string Review = "steps/review";
    private const string Nudge = "steps/nudge";
    private const string Plan = $"{PromptFunctions.Planning}/DraftPlan";
    private const string Summary = $"{PromptFunctions.Delivery}/Summarise";
    private const string Judgement = $"{PromptFunctions.Audit}/Judge";

    /// <summary>Whether a prompt is sent as it is; shared texts and unused prompts are not.</summary>
    public static bool CanRender(string id) => id is Assignment or Review or Nudge or Plan or Summary or Judgement || id.StartsWith("experts/", StringComparison.Ordinal);

    /// <exception cref="RepositoryRefusedException">The repository or the item refuses, as it would refuse a run.</exception>
    /// <exception cref="PromptException">A prompt cannot be used.</exception>
    public async Task<RenderedRequest> CaptureAsync(RenderRequest request, CancellationToken cancellationToken)
    {
        using var repository = PrivateRepository.Open(new Places(options).State, request.Repository);
        var start = repository.ResolveBase(request.Base);
        var tree = repository.OpenTree(start);
        var reading = RepositoryReading.Read(tree, PromptLibrary.Load(folders.Prompts));
        RunEvent.ConversationOpened? opened = null;
        using var record = new RunRecord(NoJournal.Instance, new RunLease("render", 1), time) { Observer = entry => opened = entry.Event as RunEvent.ConversationOpened ?? opened };
        var scope = new RunScope(record, repository, tree, reading.Settings, reading.Documents, reading.Prompts, reading.Domains, options, SandboxReport.Nothing("nothing is executed"));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(repository.TargetPath));
        await record.AppendAsync(new RunEvent.Accepted(new RunRequest("render", request.Item, name, start, time.GetUtcNow()), options.Limits.ToLimits()), cancellationToken);
        var intake = new IntakeHandler(scope).Check();
        await record.AppendAsync(intake is RunEvent.Refused refused ? throw new RepositoryRefusedException(refused.Reason, refused.Remedy) : intake, cancellationToken);

        using var transport = new CapturingTransport(answered: request.Id == Nudge ? 1 : 0);
        using var kernels = new KernelFactory(loggers, time) { Transport = transport };
        var expert = ExpertOf(request, reading.Settings.Experts.Keys);
        await SendAsync(scope, kernels, new PromptFunctions(folders.Plugins), request, expert, cancellationToken);
        return opened is null || transport.Body is null
            ? throw new InvalidOperationException($"{request.Id} was not sent.")
            : RenderedRequest.Parse(transport.Body, Parts(request.Id, opened, scope.Prompts), request.Item, opened.Expert, Purpose(request.Id), opened.PromptHash);
    }

    private async Task SendAsync(RunScope scope, KernelFactory kernels, PromptFunctions functions, RenderRequest request, string expert, CancellationToken cancellationToken)
    {
        var models = OfflineModels.From(options);
        var prompts = new KernelOneShotPrompts(scope.Record, models, kernels, functions, new RunBudget(() => scope.State));
        if (request.Id == Plan)
        {
            await DraftPlanAsync(new PlanHandler(scope, prompts), cancellationToken);
            return;
        }

        // What a plan would say is known only to a model: the item's own title and specs stand in for it.
        var intake = scope.State.Intake!;
        var paths = scope.Settings.Experts.GetValueOrDefault(expert)?.Writes ?? [];
        var assignment = new Assignment("a1", expert, intake.Title, intake.Specs, paths, []);
        await scope.Record.AppendAsync(new RunEvent.PlanProposed(new Plan(PlanMode.Standard, PlanKind.Feature, intake.Title, [], [assignment]), []), cancellationToken);
        await scope.Record.AppendAsync(new RunEvent.Assigned(AssignmentCause.Plan, [assignment]), cancellationToken);
        var changes = request.Changes is null ? scope.Request.Base : scope.Repository.ResolveBase(request.Changes);
        if (request.Id == Summary)
        {
            await scope.Record.AppendAsync(new RunEvent.ReportReceived(assignment.Id, ExpertReport.Done("(what the expert reported)")), cancellationToken);
            await scope.Record.AppendAsync(new RunEvent.WaveUnited(1, changes, []), cancellationToken);
            await new DeliverHandler(scope, prompts).SummariseAsync(cancellationToken);
            return;
        }

        if (request.Id == Judgement)
        {
            await scope.Record.AppendAsync(new RunEvent.WaveUnited(1, changes, []), cancellationToken);
            await scope.Record.AppendAsync(Undecided(new AuditHandler(scope).Audit(new RunCommand.Audit(changes))), cancellationToken);
            await new JudgeHandler(scope, prompts).JudgeAsync(cancellationToken);
            return;
        }

        await ConverseAsync(scope, new Conversations(scope, await Conversations.SeatsAsync(scope, cancellationToken), models, kernels, new RunBudget(() => scope.State), time, loggers.CreateLogger<Conversations>()),
            request.Id == Review ? new RunCommand.OpenReview(1, changes, [expert]) : new RunCommand.OpenWave(1, scope.Request.Base, [assignment]), cancellationToken);
    }

    private static async Task ConverseAsync(RunScope scope, Conversations conversations, RunCommand command, CancellationToken cancellationToken)
    {
        var checks = new StageChecks(scope, new CheckRunner(scope.Sandbox, SandboxSettings.Default));
        await using var waves = new WaveHandler(scope, conversations, new ExpertDesks(scope, checks, NullLogger.Instance), new StopSignal(scope.Record, cancellationToken, cancellationToken), new ExpertStops(), TimeProvider.System);
        await scope.Record.AppendAsync(command is RunCommand.OpenReview review ? waves.Open(review) : waves.Open((RunCommand.OpenWave)command), cancellationToken);
        try
        {
            await waves.NextAsync(cancellationToken);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is { } cause)
        {
            // The conversation could not even begin: its own fault is the one to show.
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    // Most changes leave no row undecided: one row that any could stand for shows what would be asked.
    private static RunEvent.Audited Undecided(RunEvent.Audited audited) => audited.Report.Undecided.Any() ? audited
        : new(audited.Report with { Rows = [.. audited.Report.Rows, new AuditRow("ripple", "(what was changed)", "(what has to follow)", AuditVerdict.Undecided, "(why no rule can tell)", null, null)] });

    private static async Task DraftPlanAsync(PlanHandler handler, CancellationToken cancellationToken)
    {
        try
        {
            await handler.DraftAsync(new RunCommand.DraftPlan(1, []), cancellationToken);
        }
        catch (ModelCallException)
        {
            // The captured request ended it.
        }
    }

    private static string ExpertOf(RenderRequest request, IEnumerable<string> experts)
    {
        List<string> known = [.. experts, DomainMap.Orchestrator];
        var wanted = request.Id.StartsWith("experts/", StringComparison.Ordinal) ? request.Id["experts/".Length..] : request.Expert ?? known[0];
        return known.Contains(wanted)
            ? wanted
            : throw new RepositoryRefusedException($"The repository has no expert '{wanted}'.", $"Its orchestrator.json names {string.Join(", ", known)}.");
    }

    private static IReadOnlyList<RenderedPart> Parts(string id, RunEvent.ConversationOpened opened, PromptLibrary prompts)
    {
        var step = id == Review ? Review : Assignment;
        return id is Plan or Summary or Judgement
            ? [new(id, opened.PromptHash)]
            : [.. Conversations.PromptsOf(opened.Prompt, step).Select(prompt => new RenderedPart(prompt, prompts.Find(prompt).Hash))];
    }

    private static string Purpose(string id) => id switch
    {
        Plan => Purposes.Plan,
        Summary => Purposes.Summarise,
        Judgement => Purposes.Judge,
        Review => Purposes.Review,
        _ => Purposes.Expert,
    };
}
