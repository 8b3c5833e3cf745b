namespace Orchestrator.SK.Tests.Models.Faults;

/// <summary>The corpus over real HTTP and the real connector: every case ends as its row says, none silently.</summary>
public class FaultCorpusTests
{
    public static TheoryData<string, ReplyForm> Cases
    {
        get
        {
            var cases = new TheoryData<string, ReplyForm>();
            foreach (var (fault, form) in FaultCases.All.SelectMany(fault => fault.Forms.Select(form => (fault, form))))
            {
                cases.Add($"{fault}", form);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Fault_OnTheWire_EndsAsItsRowSays(string name, ReplyForm form)
    {
        var fault = FaultCases.All.Single(one => $"{one}" == name);
        await using var stage = new FaultStage(fault, form);

        var ended = await stage.PlayAsync(form);

        Assert.True(fault.Ends == ended, $"{fault} ({form})\nhas to end: {fault.Ends}\nand ended:  {ended}\ntold: {stage.Told}");
        Assert.Contains(fault.Says, stage.Told, StringComparison.Ordinal);
        Assert.DoesNotContain("/home/somebody", stage.Told, StringComparison.Ordinal);
        Assert.Empty(stage.Violations());
        if (form == ReplyForm.Watched && fault.Ends.StartsWith("done at", StringComparison.Ordinal))
        {
            // What broke off is void for who watches too: in the end it is what the connector got.
            Assert.EndsWith("done", stage.Watched, StringComparison.Ordinal);
            Assert.DoesNotContain("halfdone", stage.Watched, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Corpus_HasNoCaseTwice() => Assert.Equal(FaultCases.All.Count, FaultCases.All.Select(fault => fault.Id).Distinct(StringComparer.Ordinal).Count());
}
