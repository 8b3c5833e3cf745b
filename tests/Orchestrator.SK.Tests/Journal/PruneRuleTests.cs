using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Tests.Journal;

public class PruneRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    // The newest first, as the journal gives them.
    private static readonly RunSize[] Runs =
    [
        Run("e", "running", 100, 10), Run("d", "ended", 1, 400), Run("c", "interrupted", 50, 300), Run("b", "ended", 20, 100), Run("a", "ended", 40, 200), Run("0", "ended", null, 0),
    ];

    [Theory]
    [InlineData(10, null, null, "a b")]
    [InlineData(30, null, null, "a")]
    [InlineData(null, 150L, null, "a d")]
    [InlineData(10, 150L, null, "a")]
    [InlineData(null, null, 850L, "0 a")]
    [InlineData(null, null, 2_000L, "")]
    [InlineData(null, null, 0L, "0 a b d")]
    public void Choose_TakesTheOldestOfThoseThatEnded(int? days, long? larger, long? downTo, string runs) =>
        Assert.Equal(runs, string.Join(' ', new PruneRule(days is { } age ? TimeSpan.FromDays(age) : null, larger, downTo).Choose(Runs, Now).Select(run => run.Row.RunId)));

    private static RunSize Run(string id, string state, int? days, long characters) => new(new RunRow(id, "/target", state, 1, 1), days is { } age ? Now.AddDays(-age) : null, characters);
}
