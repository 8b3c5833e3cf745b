using Microsoft.SemanticKernel.Agents;
using Microsoft.SemanticKernel.Agents.Chat;
using Microsoft.SemanticKernel.Agents.Extensions;

namespace SemanticKernel.Agents.Tests.Surface;

/// <summary>What may be called, overridden and set is the same, whichever assembly the types come from.</summary>
public sealed class SurfaceTests
{
    private static readonly Type[] Subset =
    [
        typeof(Agent), typeof(AgentChannel), typeof(AgentChannel<>), typeof(AgentChat), typeof(AgentGroupChat), typeof(AgentInvokeOptions),
        typeof(AgentResponseItem<>), typeof(AgentThread), typeof(AgentThreadOperationException), typeof(AgentGroupChatSettings),
        typeof(AggregateTerminationCondition), typeof(AggregatorTerminationStrategy), typeof(KernelFunctionSelectionStrategy),
        typeof(KernelFunctionTerminationStrategy), typeof(RegexTerminationStrategy), typeof(SelectionStrategy), typeof(SequentialSelectionStrategy),
        typeof(TerminationStrategy), typeof(ChatCompletionAgent), typeof(ChatHistoryAgent), typeof(ChatHistoryAgentThread), typeof(ChatHistoryExtensions),
    ];

    public static TheoryData<string> Expected => [.. ExpectedTexts()];

    [Theory]
    [MemberData(nameof(Expected))]
    public void EveryTypeOfTheSubset_SeenFromOutside_IsTheOfficialOne(string expected)
    {
        string header = expected.Split('\n')[0];
        Type type = Subset.Single(candidate => Header(candidate) == header);

        Assert.Equal(Sorted(expected), Sorted(SurfaceText.Of(type)));
    }

    [Fact]
    public void TheExpectedSurface_HasEveryTypeOfTheSubset_AndNoOther()
        => Assert.Equal(Subset.Select(Header).Order(), ExpectedTexts().Select(text => text.Split('\n')[0]).Order());

#if SKAGENTS_STANDIN
    [Fact]
    public void TheStandIn_Exports_TheSubsetAndNothingElse()
        => Assert.Equal(Subset.Select(type => type.FullName!).Order(), typeof(Agent).Assembly.GetExportedTypes().Select(type => type.FullName!).Order());
#endif

    [Fact]
    public void NobodyElse_SeesTheInternals_SoOverridesCompileAgainstEveryAssembly()
        => Assert.All(Subset, type => Assert.DoesNotContain(
            type.Assembly.GetCustomAttributes(typeof(System.Runtime.CompilerServices.InternalsVisibleToAttribute), false),
            attribute => ((System.Runtime.CompilerServices.InternalsVisibleToAttribute)attribute).AssemblyName == typeof(SurfaceTests).Assembly.GetName().Name));

    private static string[] ExpectedTexts()
    {
        using StreamReader reader = new(typeof(SurfaceTests).Assembly.GetManifestResourceStream("Surface.txt")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd().Split("\n\n");
    }

    private static string Header(Type type) => SurfaceText.Of(type).Split('\n')[0];

    private static string[] Sorted(string text) => [.. text.Split('\n').Order(StringComparer.Ordinal)];
}
