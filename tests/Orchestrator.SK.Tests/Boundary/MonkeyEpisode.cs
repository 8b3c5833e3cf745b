using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;
using Orchestrator.SK.Tests.Plugins;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>Plays calls through a whole conversation: agent, loop, tools, gate, draft and record; after each, what it did is compared with a model.</summary>
/// <param name="Fault">What went wrong, with the call; null when nothing did.</param>
/// <param name="Transcript">A hash over all answers: the same calls give the same.</param>
/// <param name="Changes">What the draft is at the end.</param>
internal sealed record MonkeyEpisode(string? Fault, string Transcript, IReadOnlyList<DraftChange> Changes)
{
    private const int MaxCallsATurn = 16;

    public static async Task<MonkeyEpisode> PlayAsync(TreeSnapshot tree, IReadOnlyList<MonkeyCall> calls)
    {
        using var desk = await Desk.OpenAsync(tree, path => path.StartsWith("src/", StringComparison.Ordinal), new RunLimits(MaxTurns: (calls.Count / MaxCallsATurn) + 2, MaxWrites: int.MaxValue));
        var (model, answered, fault, transcript) = (new MonkeyModel(tree), 0, (string?)null, new StringBuilder());
        desk.Recorded = recorded =>
        {
            if (recorded is RunEvent.ToolCompleted done && fault is null && answered < calls.Count)
            {
                transcript.Append(done.Outcome).Append(done.Result).Append('\n');
                var call = calls[answered];
                var wrong = done.CallId != $"call-{answered}" ? $"{done.CallId} was answered out of turn"
                    : done.Outcome == "E_INTERNAL" ? "a tool threw" : model.Take(call, done.Outcome, done.Result, desk.Own.Draft) ?? model.Difference(desk.Own.Draft);
                fault = wrong is null ? null : $"call {answered}, {call}: {wrong}";
                answered++;
            }
        };
        var monkey = new Monkey(calls);
        var kernel = Kernel.CreateBuilder();
        kernel.Services.Add(new Microsoft.Extensions.DependencyInjection.ServiceDescriptor(typeof(IChatCompletionService), monkey));
        var built = kernel.Build();
        built.Plugins.AddRange(desk.Kernel.Plugins);
        var agent = new ChatCompletionAgent { Name = "store-backend", Kernel = built };
        try
        {
            await new ExpertConversation(agent, desk.Own, new("Go on.", "Sum up."), new ContextWindow(10_000_000, 1_000), TimeProvider.System, NullLogger.Instance).RunAsync("Work.", CancellationToken.None);
            fault ??= Same(desk.Own.Draft, desk.Replayed()) ? null : "the record tells of another draft";
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            fault ??= $"call {answered}: {error}";
        }

        fault ??= monkey.Fault ?? (answered == calls.Count ? null : $"{answered} of {calls.Count} calls were answered");
        return new(fault, Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(transcript.ToString()))), desk.Own.Draft.Changes);
    }

    private static bool Same(Draft one, Draft other) => one.Changes.Count == other.Changes.Count && one.Changes.Zip(other.Changes)
        .All(pair => pair.First.Path == pair.Second.Path && pair.First.Mode == pair.Second.Mode && (pair.First.Content ?? []).AsSpan().SequenceEqual(pair.Second.Content ?? []));

    /// <summary>The model: asks for the calls in turns of up to sixteen, and hands in when there are no more.</summary>
    private sealed class Monkey(IReadOnlyList<MonkeyCall> calls) : IChatCompletionService
    {
        private int asked;

        public string? Fault { get; private set; }

        public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>();

        public Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
            ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
        {
            // What the turn before asked for stands at the end, answered once each and in order.
            var last = chatHistory.Reverse().SelectMany(message => message.Items).OfType<FunctionResultContent>().Select(result => result.CallId).Take(Enumerable.Range(asked - Turn(asked - 1), Turn(asked - 1)).Count(index => HasName(calls[index].Tool))).Reverse();
            var expected = Enumerable.Range(asked - Turn(asked - 1), Turn(asked - 1)).Where(index => HasName(calls[index].Tool)).Select(index => $"call-{index}").ToList();
            Fault ??= last.Take(expected.Count).SequenceEqual(expected) ? null : $"the calls before {asked} were not answered once each";
            var reply = new ChatMessageContent(AuthorRole.Assistant, content: null);
            for (var end = Math.Min(calls.Count, asked + MaxCallsATurn); asked < end; asked++)
            {
                reply.Items.Add(calls[asked].ToContent($"call-{asked}"));
            }

            if (reply.Items.Count == 0)
            {
                reply.Items.Add(new FunctionCallContent("submit", "report", "last", new() { ["status"] = "done", ["summary"] = "Done.", ["specs"] = Array.Empty<string>() }));
            }

            return Task.FromResult<IReadOnlyList<ChatMessageContent>>([reply]);
        }

        public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
            ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield break;
        }

        // What no tool can be called is answered beside the calls: the next request must not hold it.
        private static bool HasName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

        private static int Turn(int last) => last < 0 ? 0 : (last % MaxCallsATurn) + 1;
    }
}
