using System.Globalization;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>Random calls, legal and hostile, through the whole tool path over a real repository with bait in it.</summary>
public sealed class MonkeyTests : IDisposable
{
    private const int CallsAnEpisode = 250;
    private readonly GitTarget target = new();
    private readonly PrivateRepository repository;
    private readonly TreeSnapshot tree;

    public MonkeyTests()
    {
        var commit = Commit();
        repository = PrivateRepository.Open(target.State, target.Root);
        tree = repository.OpenTree(repository.ResolveBase(commit));
    }

    /// <summary>How many calls; the fast suite has time for some thousands, <c>.ci/run</c> sets 100,000.</summary>
    private static int Calls => Number("ORCHESTRATOR_MONKEY_CALLS", 5_000);

    private static int Seed => Number("ORCHESTRATOR_MONKEY_SEED", 1);

    public void Dispose()
    {
        repository.Dispose();
        target.Dispose();
    }

    [Fact]
    public async Task Calls_LegalAndHostile_LeaveTheDomainAsTheModelSays_AndTheRestAsItWas()
    {
        var before = target.Fingerprint();
        for (var episode = 0; episode * CallsAnEpisode < Calls; episode++)
        {
            var calls = new MonkeyGrammar(Seed + episode).Draw(CallsAnEpisode);
            var played = await MonkeyEpisode.PlayAsync(tree, calls);
            if (played.Fault is not null)
            {
                var fewest = await ShrinkAsync(calls);
                Assert.Fail($"seed {Seed + episode}: {played.Fault}\n\nThe fewest calls that fail:\n{string.Join('\n', fewest)}\n{(await MonkeyEpisode.PlayAsync(tree, fewest)).Fault}");
            }

            AssertOutsideIsAsItWas(played, episode);
        }

        Assert.Equal(before, target.Fingerprint());
    }

    [Fact]
    public async Task Calls_OfOneSeed_GiveOneTranscript()
    {
        var first = await MonkeyEpisode.PlayAsync(tree, new MonkeyGrammar(7).Draw(CallsAnEpisode));
        var second = await MonkeyEpisode.PlayAsync(tree, new MonkeyGrammar(7).Draw(CallsAnEpisode));
        var other = await MonkeyEpisode.PlayAsync(tree, new MonkeyGrammar(8).Draw(CallsAnEpisode));

        Assert.Equal(first.Transcript, second.Transcript);
        Assert.NotEqual(first.Transcript, other.Transcript);
    }

    [Fact]
    public async Task Shrinking_LeavesWhatFails()
    {
        // A tool that is none answers, but a conversation that ends early leaves the rest without one.
        var ends = new MonkeyCall("report-submit", [("status", "done"), ("summary", "x"), ("specs", Array.Empty<string>())]);
        IReadOnlyList<MonkeyCall> calls = [.. new MonkeyGrammar(3).Draw(20), ends, .. new MonkeyGrammar(4).Draw(20)];

        var fewest = await ShrinkAsync(calls);

        Assert.True(fewest.Count <= 17, $"{fewest.Count} calls are left");
        Assert.Contains(ends, fewest);
    }

    private Task<IReadOnlyList<MonkeyCall>> ShrinkAsync(IReadOnlyList<MonkeyCall> calls) =>
        MonkeyShrinking.FewestAsync(calls, async fewer => (await MonkeyEpisode.PlayAsync(tree, fewer)).Fault is not null);

    private void AssertOutsideIsAsItWas(MonkeyEpisode played, int episode)
    {
        var after = repository.OpenTree(repository.CommitDraft(
            played.Changes, tree.CommitId, "Monkey", new CommitStamp("A", "a@example.org", DateTimeOffset.UnixEpoch), $"monkey/{episode}"));
        Assert.All(TreeDifference.Between(tree, after), pair => Assert.StartsWith("src/", (pair.Before ?? pair.After)!.Path, StringComparison.Ordinal));
        Assert.Equal(played.Changes.Select(change => change.Path), TreeDifference.Between(tree, after).Select(pair => (pair.Before ?? pair.After)!.Path));
    }

    /// <summary>What a monkey may work on, and bait beside it.</summary>
    internal static void Fill(GitTarget target)
    {
        target.Write("src/a", "one\ntwo\n");
        target.Write("src/c.cs", "no end");
        target.Write("src/crlf.txt", "one\r\ntwo\r\nthree\r\n");
        target.Write("src/bom.txt", "\uFEFFone\n");
        target.Write("src/run.sh", "one\n", executable: true);
        target.Write("src/dir/c.cs", "one\ntwo\n");
        target.Write("src/.gitattributes", "*.x text\n");
        target.Write("src/.mcp.json", "{}\n");
        File.WriteAllBytes(Path.Combine(target.Root, "src", "latin1"), [(byte)'a', 0xE9]);
        File.WriteAllBytes(Path.Combine(target.Root, "src", "binary"), [0, 1, 2]);
        File.CreateSymbolicLink(Path.Combine(target.Root, "src", "link"), "../other/secret.txt");
        File.CreateSymbolicLink(Path.Combine(target.Root, "src", "out"), "../../nowhere");
        target.Write("other/secret.txt", "TOPSECRET-other\n");
        target.Write("docs/a.md", "TOPSECRET-docs\n");
    }

    private string Commit()
    {
        Fill(target);
        target.Write("CHANGELOG.md", "TOPSECRET-log\n");
        var first = target.Commit();
        target.Git("update-index", "--add", "--cacheinfo", $"160000,{first},src/module");
        target.Git("commit", "-q", "-m", "Add a submodule");
        return target.Git("rev-parse", "HEAD");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
