using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents.Properties;

public class BacklogProperties
{
    [Fact]
    public void Parse_EveryMutation_GivesItemsThatLieInOrderAndReadTheSameAlone()
    {
        foreach (var (seed, text) in Mutations.Of(BacklogSamples.All, 2_000))
        {
            var end = 0;
            foreach (var item in BacklogParser.Parse("sdd/BACKLOG.md", text).Items)
            {
                Assert.True(item.Span.Start >= end && item.Span.Length > 0 && item.Span.End <= text.Length, $"seed {seed}: {item.Id} lies at {item.Span}, after {end} of {text.Length}");
                end = item.Span.End;
                var alone = BacklogParser.Parse("sdd/BACKLOG.md", text.Substring(item.Span.Start, item.Span.Length)).Items;
                Assert.True(
                    alone is [var one] && (one.Id, one.Mark, one.Title, one.Suffix, one.Body) == (item.Id, item.Mark, item.Title, item.Suffix, item.Body),
                    $"seed {seed}: {item.Id} of line {item.Line} reads otherwise alone");
                Assert.Equal(item.Line, text.AsSpan(0, item.Span.Start).Count('\n') + 1);
            }
        }
    }

    [Fact]
    public void Parse_HostileTexts_AreReadInTime()
    {
        foreach (var (name, text) in HostileTexts.OfSize(50_000))
        {
            TimeLimit.Within(name, () => BacklogParser.Parse("sdd/BACKLOG.md", text));
        }
    }
}
