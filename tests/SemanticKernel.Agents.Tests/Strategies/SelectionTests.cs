using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Strategies;

/// <summary>Who speaks next.</summary>
public sealed class SelectionTests
{
    private readonly Seat _a = new("a", "A");
    private readonly Seat _b = new("b", "B");

    [Fact]
    public async Task WithoutAnybody_NothingIsChosen()
    {
        Pick choice = new(() => _a);

        KernelException refusal = await Assert.ThrowsAsync<KernelException>(() => choice.NextAsync([], []));

        Assert.Equal("Agent Failure - No agents present to select.", refusal.Message);
        Assert.False(choice.HasChosen);
    }

    [Fact]
    public async Task TheInitialAgent_SpeaksFirst_WithoutBeingChosen_AndOnlyOnce()
    {
        Pick choice = new(() => _b) { InitialAgent = _a };

        Assert.Same(_a, await choice.NextAsync([], []));
        Assert.True(choice.HasChosen);
        Assert.Same(_b, await choice.NextAsync([_a, _b], []));
    }

    [Theory]
    [InlineData(null, "a,b,a,b,a")]
    [InlineData("a", "a,b,a,b,a")]
    [InlineData("b", "b,a,b,a,b")]
    public async Task InTurn_FollowsTheOrderOfJoining_WithNobodyTwiceInARow(string? initial, string expected)
    {
        Seat[] agents = [_a, _b];
        SequentialSelectionStrategy choice = new() { InitialAgent = agents.FirstOrDefault(agent => agent.Name == initial) };
        List<string?> chosen = [];

        for (int turn = 0; turn < 5; turn++)
        {
            chosen.Add((await choice.NextAsync(agents, [])).Name);
        }

        Assert.Equal(expected, string.Join(',', chosen));
    }

    [Fact]
    public async Task InTurn_AReset_BeginsAgain()
    {
        SequentialSelectionStrategy choice = new();
        Assert.Same(_a, await choice.NextAsync([_a, _b], []));

        choice.Reset();

        Assert.Same(_a, await choice.NextAsync([_a, _b], []));
    }

    [Fact]
    public async Task AFunction_IsGivenNamesAndHistory_AndNamesTheNext()
    {
        KernelArguments given = [];
        Seat nameless = new((_, _) => AsyncEnumerable.Empty<ChatMessageContent>()) { Id = "id-7" };
        KernelFunctionSelectionStrategy choice = ByFunction("b", given);

        Assert.Same(_b, await choice.NextAsync([_a, _b, nameless], [
            Talk.FromUser("go"), new(new("assistant"), "done") { AuthorName = "a" }, Talk.FromUser("")]));

        Assert.Equal("a,b,id-7", given["_agents_"]);
        Assert.Equal(
            """
            [
              {
                "Role": "user",
                "Content": "go"
              },
              {
                "Role": "assistant",
                "Name": "a",
                "Content": "done"
              }
            ]
            """.ReplaceLineEndings(), ((string)given["_history_"]!).ReplaceLineEndings());
    }

    [Fact]
    public async Task AFunction_MaySeeNamesOnly_UnderOtherVariables_NextToArgumentsOfItsOwn()
    {
        KernelArguments given = [];
        KernelFunctionSelectionStrategy choice = new(Recording(given, "ignored"), new Kernel())
        {
            EvaluateNameOnly = true,
            AgentsVariableName = "who",
            HistoryVariableName = "what",
            Arguments = new KernelArguments { ["rule"] = "strict" },
            ResultParser = _ => "a",
        };

        Assert.Same(_a, await choice.NextAsync([_a, _b], [Talk.FromUser("secret"), new(new("assistant"), "hidden") { AuthorName = "b" }]));

        Assert.Equal("a,b", given["who"]);
        Assert.Equal("strict", given["rule"]);
        Assert.DoesNotContain("hidden", (string)given["what"]!, StringComparison.Ordinal);
        Assert.Contains("\"b\"", (string)given["what"]!, StringComparison.Ordinal);
        Assert.Equal(["rule"], choice.Arguments.Names);
    }

    [Theory]
    [InlineData("", "unable to determine next agent.")]
    [InlineData("B", "unable to select next agent: B")]
    [InlineData("nobody", "unable to select next agent: nobody")]
    public async Task AnAnswerThatNamesNobody_IsRefused_OrLeftToTheInitialAgent(string answer, string expected)
    {
        KernelException refusal = await Assert.ThrowsAsync<KernelException>(() => ByFunction(answer, []).NextAsync([_a, _b], []));
        Assert.EndsWith(expected, refusal.Message, StringComparison.Ordinal);

        KernelFunctionSelectionStrategy careful = ByFunction(answer, [], fallback: true);
        careful.InitialAgent = _b;
        await careful.NextAsync([_a, _b], []);
        Assert.Same(_b, await careful.NextAsync([_a, _b], []));

        careful.InitialAgent = null;
        await Assert.ThrowsAsync<KernelException>(() => careful.NextAsync([_a, _b], []));
    }

    [Fact]
    public async Task APrompt_ChoosesThroughTheModel_WithoutStreaming()
    {
        ScriptedChat model = new(new Step.Say("b"));
        KernelFunction prompt = AgentGroupChat.CreatePromptFunctionForStrategy("Who of {{$_agents_}}?", null, "_agents_");
        AgentGroupChat chat = new(_a, _b) { ExecutionSettings = new() { SelectionStrategy = new KernelFunctionSelectionStrategy(prompt, model.ToKernel()) } };

        Assert.Equal(1, await chat.InvokeStreamingAsync().CountAsync());

        Assert.Equal(["Who of a,b?"], model.LastRequest.Texts());
        Assert.Equal(["B"], await chat.TextsAsync());
    }

    internal static KernelFunction Recording<T>(KernelArguments given, T answer)
        => KernelFunctionFactory.CreateFromMethod((KernelArguments arguments) =>
        {
            foreach ((string name, object? value) in arguments)
            {
                given[name] = value;
            }

            return answer;
        });

    private static KernelFunctionSelectionStrategy ByFunction(string answer, KernelArguments given, bool fallback = false)
        => new(Recording(given, answer), new Kernel()) { UseInitialAgentAsFallback = fallback };
}
