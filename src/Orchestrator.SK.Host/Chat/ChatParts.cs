using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Models;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Chat;

/// <summary>What a chat session stands on. Everything that orchestrates is behind the launcher.</summary>
/// <param name="MayAsk">Whether there is somebody to ask: without, a plan starts by itself, and a question ends its run.</param>
/// <param name="GoOn">The command that goes on with this talk.</param>
/// <param name="OpenDraftAsync">Opens the pull request of a run that pushed its branch, where the settings ask for one; the address, or null.</param>
internal sealed record ChatParts(
    RepositoryView Repository, TalkConversation Talk, RunLauncher Launcher, TimeProvider Time, bool MayAsk, string GoOn, Func<RunState, CancellationToken, Task<string?>> OpenDraftAsync)
{
    public static ChatParts From(IServiceProvider services, RepositoryView repository, TalkRecord record, bool mayAsk, string goOn)
    {
        var journal = services.GetRequiredService<IRunJournal>();
        var push = services.GetRequiredService<IOptions<OrchestratorOptions>>().Value.Push;
        var outlet = new PullRequestOutlet(ConfigurationSources.ProcessEnvironment());
        var talk = new TalkConversation(
            repository, record, journal, services.GetRequiredService<ModelCatalog>(), services.GetRequiredService<KernelFactory>(),
            services.GetRequiredService<ILogger<TalkConversation>>());
        return new(repository, talk, services.GetRequiredService<RunLauncher>(), services.GetRequiredService<TimeProvider>(), mayAsk, goOn,
            (state, cancellationToken) => outlet.OpenAfterPushAsync(state, push, journal, cancellationToken));
    }
}

/// <summary>The run that was started here and goes on.</summary>
/// <param name="planOnly">Its plan is shown and then declined by the program.</param>
internal sealed class ChatRun(bool planOnly)
{
    public bool PlanOnly => planOnly;

    public RunState State { get; private set; } = RunState.Empty;

    /// <summary>Null until the run is under way.</summary>
    public RunHandle? Handle { get; set; }

    /// <summary>A cancel that came before there was anything to cancel.</summary>
    public bool CancelAsked { get; set; }

    public SaidWords Words { get; } = new();

    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Takes an entry; returns the words that it shows to be heard.</summary>
    public IReadOnlyList<(string Expert, string Text)> Take(RunEntry entry)
    {
        State = State.Apply(entry);
        return Words.Take(entry, State);
    }
}

/// <summary>Something that a run asks, and who waits for it.</summary>
internal sealed class OpenQuestion
{
    private readonly Queue<string> _left;
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly Action<IReadOnlyDictionary<string, string>?> _done;

    public OpenQuestion(ChatSignal.QuestionsAsked asked) => (_left, _done) = (new Queue<string>(asked.Questions), answers => asked.Answers.TrySetResult(answers));

    public OpenQuestion(ChatSignal.ApprovalAsked asked)
    {
        const string Start = "Start?";
        (IsApproval, _left) = (true, new Queue<string>([Start]));
        _done = answers => asked.Answer.TrySetResult(answers is null ? null : PlanConsent.IsYes(answers[Start]));
    }

    public bool IsApproval { get; }

    public string Text => _left.Peek();

    /// <summary>Takes the answer to the question in front; true when it was the last.</summary>
    public bool Answer(string text)
    {
        _answers[_left.Dequeue()] = text;
        if (_left.Count > 0)
        {
            return false;
        }

        _done(_answers);
        return true;
    }

    /// <summary>Nobody is left to answer.</summary>
    public void GiveUp() => _done(null);
}
