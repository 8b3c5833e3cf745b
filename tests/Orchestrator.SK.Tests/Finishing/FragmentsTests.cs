using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Finishing;

namespace Orchestrator.SK.Tests.Finishing;

public class FragmentsTests
{
    private static readonly ExpertReport[] Reports =
    [
        Report(("Fixed", "A leak"), ("added", "A log")),
        Report(("Added", "A log"), ("Documentation", "A guide")),
        Report((" ADDED ", "Another log"), ("Novelty", "Something")),
        Report(("Security", "A lock\n- [skip ci]"), ("Added", "   ")),
    ];

    [Fact]
    public void Changelog_IsInOneCanonicalOrder()
    {
        var entries = Fragments.Changelog("BK-001", Reports).Select(entry => $"{entry.Group}: {entry.Text}");

        Assert.Equal(
            ["Added: A log", "Added: Another log", "Changed: Something", "Fixed: A leak", "Security: A lock - (skip ci)", "Documentation: A guide"], entries);
    }

    [Fact]
    public void Changelog_EveryOrderOfReports_GivesTheSameList()
    {
        var expected = Fragments.Changelog("BK-001", Reports);

        foreach (var order in Permutations([0, 1, 2, 3]))
        {
            Assert.Equal(expected, Fragments.Changelog("BK-001", order.Select(index => Reports[index])));
        }
    }

    [Fact]
    public void Changelog_NobodyHandsIn_IsEmpty() => Assert.Empty(Fragments.Changelog("BK-001", [ExpertReport.Done("done")]));

    private static ExpertReport Report(params (string Group, string Text)[] entries) =>
        ExpertReport.Done("done") with { Changelog = [.. entries.Select(entry => new ChangelogFragment(entry.Group, entry.Text))] };

    private static IEnumerable<IReadOnlyList<int>> Permutations(IReadOnlyList<int> items) => items.Count == 0
        ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (IReadOnlyList<int>)[first, .. rest]));
}
