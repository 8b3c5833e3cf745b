using System.Threading.Channels;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Chats;

/// <summary>Four experts work at once, each on a thread of its own, inside the choice of who speaks next.</summary>
public sealed class WaveTests
{
    private static readonly string[] Names = ["alpha", "beta", "gamma", "delta"];

    /// <summary>A chat without agents does not even ask its strategy.</summary>
    private static readonly Seat Orchestrator = new("orchestrator");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWave_InsideTheChoice_RunsAtOnceAndSpeaksInTheOrderOfCompletion(bool streaming)
    {
        Wave wave = new();
        AgentGroupChat chat = new(Orchestrator) { ExecutionSettings = new() { SelectionStrategy = wave, TerminationStrategy = new Stop(history => history.Count == 6) } };
        chat.AddChatMessage(Talk.FromUser("Build it."));
        Task<string[]> run = streaming
            ? chat.InvokeStreamingAsync().Select(chunk => chunk.Content!).ToArrayAsync().AsTask()
            : chat.InvokeAsync().TextsAsync();

        // All four wait for their model at the same time, while the chat is free.
        await wave.AllAtWork.WaitAsync(Talk.Limit);
        Assert.False(chat.IsActive);
        chat.AddChatMessage(Talk.FromUser("Hurry."));
        foreach (string name in Names.Reverse())
        {
            await wave.FinishAsync(name);
        }

        string[] spoken = ["delta has done it", "gamma has done it", "beta has done it", "alpha has done it"];
        string[] heard = await run.WaitAsync(Talk.Limit);
        Assert.Equal(spoken, heard);
        Assert.True(chat.IsComplete);
        string[] recorded = await chat.TextsAsync();
        Assert.Equal(["Build it.", "Hurry.", .. spoken], recorded);
        Assert.All(wave.Threads, thread => Assert.Equal(["Your part.", "", "", thread.ChatHistory[^1].Content!], thread.ChatHistory.Texts()));
    }

    [Fact]
    public async Task AFailedConversation_ComesOutOfTheChat_WhichThenGoesOn()
    {
        Wave wave = new();
        AgentGroupChat chat = new(Orchestrator) { ExecutionSettings = new() { SelectionStrategy = wave, TerminationStrategy = Stop.Never(1) } };
        Task<string[]> run = chat.InvokeAsync().TextsAsync();
        await wave.AllAtWork.WaitAsync(Talk.Limit);

        wave.Fail("beta", new TimeoutException("beta is late"));
        await Assert.ThrowsAsync<TimeoutException>(() => run.WaitAsync(Talk.Limit));

        await wave.FinishAsync("alpha");
        Assert.Equal(["alpha has done it"], await chat.InvokeAsync().TextsAsync().WaitAsync(Talk.Limit));
    }

    [Fact]
    public async Task Cancelling_WhileTheWaveRuns_FreesTheChat()
    {
        using CancellationTokenSource stop = new();
        Wave wave = new();
        AgentGroupChat chat = new(Orchestrator) { ExecutionSettings = new() { SelectionStrategy = wave } };
        Task<string[]> run = chat.InvokeAsync(stop.Token).TextsAsync();
        await wave.AllAtWork.WaitAsync(Talk.Limit);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Talk.Limit));
        Assert.False(chat.IsActive);
    }

    /// <summary>Starts all conversations at the first choice; each choice then takes the next one that is done.</summary>
    private sealed class Wave : SelectionStrategy
    {
        private readonly Dictionary<string, TaskCompletionSource> _models = Names.ToDictionary(name => name, _ => new TaskCompletionSource());
        private readonly Dictionary<string, Task> _conversations = [];
        private readonly Channel<Task<Seat>> _done = Channel.CreateUnbounded<Task<Seat>>();
        private readonly TaskCompletionSource _allAtWork = new();
        private int _atWork;

        public List<ChatHistoryAgentThread> Threads { get; } = [];

        public Task AllAtWork => _allAtWork.Task;

        public Task FinishAsync(string name)
        {
            _models[name].SetResult();
            return _conversations[name].WaitAsync(Talk.Limit);
        }

        public void Fail(string name, Exception failure) => _models[name].SetException(failure);

        protected override async Task<Agent> SelectAgentAsync(
            IReadOnlyList<Agent> agents, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
        {
            foreach (string name in Names.Where(name => !_conversations.ContainsKey(name)))
            {
                ChatHistoryAgentThread thread = new();
                Threads.Add(thread);
                _conversations[name] = QueueAsync(WorkAsync(name, thread, cancellationToken));
            }

            return await await _done.Reader.ReadAsync(cancellationToken);
        }

        private async Task QueueAsync(Task<Seat> conversation)
        {
            await ((Task)conversation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _done.Writer.WriteAsync(conversation);
        }

        private async Task<Seat> WorkAsync(string name, ChatHistoryAgentThread thread, CancellationToken cancellationToken)
        {
            ScriptedChat model = new(new Step.CallTool("x"), new Step.WaitFor(_models[name].Task, name + " has done it"));
            ChatCompletionAgent expert = Talk.Expert(name, model, _ => ComeToWork());
            ChatMessageContent report = await expert.InvokeAsync("Your part.", thread, null, cancellationToken).SingleAsync(cancellationToken);
            return new Seat(name, report.Content!);
        }

        private void ComeToWork()
        {
            if (Interlocked.Increment(ref _atWork) == Names.Length)
            {
                _allAtWork.SetResult();
            }
        }
    }
}
