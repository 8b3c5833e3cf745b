using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Tests.Planning;

public class PlanParserTests
{
    private const string Good = """
        {"mode":"standard","kind":"feature","summary":"s","contract":["c"],
         "assignments":[{"id":"a1","expert":"testing","task":"t","specs":["LOG-001"],"paths":["tests/a.cs"],"after":[]}]}
        """;

    [Fact]
    public void TryParse_Plan_IsRead()
    {
        var plan = PlanParser.TryParse(Good, out var fault);

        Assert.Equal("", fault);
        Assert.Equal((PlanMode.Standard, PlanKind.Feature, "a1"), (plan!.Mode, plan.Kind, plan.Assignments.Single().Id));
    }

    [Theory]
    [InlineData("```json\n{0}\n```")]
    [InlineData("```\n{0}\n```  \n")]
    [InlineData("\n  {0}")]
    public void TryParse_Fence_IsTakenOff(string form) =>
        Assert.NotNull(PlanParser.TryParse(form.Replace("{0}", Good, StringComparison.Ordinal), out _));

    [Theory]
    [InlineData("\"standard\"", "\"huge\"", "simple, standard, complex")]
    [InlineData("\"feature\"", "\"epic\"", "feature, fix, docs, sdd")]
    [InlineData("\"standard\"", "7", "simple, standard, complex")]
    [InlineData("\"summary\":\"s\",", "", "summary")]
    [InlineData("\"summary\":\"s\"", "\"summary\":null", "summary")]
    [InlineData("\"summary\":\"s\"", "\"summary\":\"s\",\"extra\":1", "extra")]
    [InlineData("\"summary\":\"s\"", "\"summary\":\"s\",\"summary\":\"t\"", "summary")]
    [InlineData("[\"c\"]", "[null]", "null")]
    [InlineData("[\"LOG-001\"]", "[null]", "null")]
    [InlineData("[\"tests/a.cs\"]", "[\"tests/a.cs\",null]", "null")]
    [InlineData("\"after\":[]", "\"after\":[null]", "null")]
    [InlineData("\"after\":[]}", "\"after\":[]},null", "null")]
    [InlineData("\"after\":[]", "\"after\":\"a2\"", "after")]
    public void TryParse_Fault_NamesWhatIsWrong(string good, string bad, string named)
    {
        var plan = PlanParser.TryParse(Good.Replace(good, bad, StringComparison.Ordinal), out var fault);

        Assert.Null(plan);
        Assert.Contains(named, fault, StringComparison.Ordinal);
        Assert.EndsWith("Answer with the JSON object alone.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("I would start with the tests.")]
    [InlineData("```")]
    [InlineData("``````")]
    [InlineData("{\"mode\":")]
    public void TryParse_NoPlan_IsAFaultAndNoException(string reply)
    {
        Assert.Null(PlanParser.TryParse(reply, out var fault));
        Assert.StartsWith("The reply is not a plan: ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_DeepNesting_IsAFaultAndNoException() => Assert.Null(PlanParser.TryParse(new string('[', 100_000), out _));
}
