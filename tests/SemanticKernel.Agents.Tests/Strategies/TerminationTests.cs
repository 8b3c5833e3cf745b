using System.Text.RegularExpressions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.ChatCompletion;
using SemanticKernel.Agents.Tests.Fakes;

namespace SemanticKernel.Agents.Tests.Strategies;

/// <summary>When a chat is complete.</summary>
public sealed partial class TerminationTests
{
    private readonly Seat _a = new("a", "A");
    private readonly Seat _b = new("b", "B");

    [Fact]
    public async Task OnlyListedAgents_CanEndTheChat()
    {
        Stop ending = new(_ => true) { Agents = [_a] };

        Assert.False(await ending.ShouldTerminateAsync(_b, []));
        Assert.Equal(0, ending.Asked);
        Assert.True(await ending.ShouldTerminateAsync(_a, []));

        ending.Agents = [];
        Assert.True(await ending.ShouldTerminateAsync(_b, []));
    }

    [Theory]
    [InlineData(AggregateTerminationCondition.All, false)]
    [InlineData(AggregateTerminationCondition.Any, true)]
    public async Task SeveralEndings_AreAllAsked_AndAllOrAnyDecide(AggregateTerminationCondition condition, bool expected)
    {
        Stop yes = new(_ => true), no = new(_ => false) { MaximumIterations = 1 };
        AggregatorTerminationStrategy ending = new(yes, no) { Condition = condition };

        Assert.Equal(expected, await ending.ShouldTerminateAsync(_a, []));
        Assert.Equal((1, 1), (yes.Asked, no.Asked));
        Assert.Equal(99, ending.MaximumIterations);
        Assert.Equal(AggregateTerminationCondition.All, new AggregatorTerminationStrategy(yes).Condition);
    }

    [Fact]
    public async Task SeveralEndings_HonourEachOnesAgents()
    {
        AggregatorTerminationStrategy ending = new(new Stop(_ => true) { Agents = [_a] }, new Stop(_ => true));

        Assert.True(await ending.ShouldTerminateAsync(_a, []));
        Assert.False(await ending.ShouldTerminateAsync(_b, []));
    }

    [Theory]
    [InlineData("It is DONE.", true)]
    [InlineData("approved", true)]
    [InlineData("done", false)]
    public async Task AnExpression_IsLookedForInTheNewestMessage(string newest, bool expected)
    {
        ChatHistory history = [Talk.FromUser("DONE"), Talk.FromUser(newest)];

        Assert.Equal(expected, await new RegexTerminationStrategy("DONE", "^approved$").ShouldTerminateAsync(_a, history));
        Assert.Equal(expected, await new RegexTerminationStrategy(Ending()).ShouldTerminateAsync(_a, history));
    }

    [Fact]
    public async Task AFunction_IsGivenTheSpeakerAndTheHistory_AndItsAnswerIsParsed()
    {
        KernelArguments given = [];
        KernelFunctionTerminationStrategy ending = new(SelectionTests.Recording(given, "yes"), new Kernel())
        {
            Arguments = new KernelArguments { ["rule"] = "strict" },
            ResultParser = result => result.GetValue<string>() == "no",
        };

        Assert.False(await ending.ShouldTerminateAsync(_a, [Talk.FromUser("go")]));

        Assert.Equal("a", given["_agent_"]);
        Assert.Equal("strict", given["rule"]);
        Assert.Contains("\"Content\": \"go\"", (string)given["_history_"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFunctionWithoutAParser_EndsTheChat_AfterTheFirstTurn()
        => Assert.True(await new KernelFunctionTerminationStrategy(SelectionTests.Recording([], "no"), new Kernel()).ShouldTerminateAsync(_a, []));

    [Fact]
    public async Task AReducer_ShortensWhatTheFunctionSees()
    {
        KernelArguments given = [];
        ChatHistory history = [Talk.FromUser("old"), Talk.FromUser("middle"), Talk.FromUser("new")];
        KernelFunctionTerminationStrategy ending = new(SelectionTests.Recording(given, "x"), new Kernel()) { HistoryReducer = new ChatHistoryTruncationReducer(1) };

        await ending.ShouldTerminateAsync(_a, history);

        Assert.DoesNotContain("old", (string)given["_history_"]!, StringComparison.Ordinal);
        Assert.Contains("new", (string)given["_history_"]!, StringComparison.Ordinal);
        Assert.Equal(3, history.Count);
    }

    [GeneratedRegex("DONE|^approved$", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();
}
