using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>One trick at a time against the whole way: opened, read, changed, laid out, delivered. A refusal is as good as a delivery; running anything is not, nor is hanging.</summary>
public sealed class GitTricksTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Tricks => [.. GitTricks.Names];

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task Trick_OnTheWholeWay_RunsNothingAndTouchesNothing(string trick)
    {
        using GitTarget target = new();
        target.Write("a.txt", "one\n");
        target.Write("sub/.keep", "");
        string head = target.Commit();
        GitTricks.Set(target, trick);
        target.Write("a.txt", "dirty, so that filters would be asked\n");
        IReadOnlyList<string> before = Picture(target);

        string? refused = await Task.Run(() => GoTheWholeWay(target, head)).WaitAsync(Limit);

        Assert.False(File.Exists(target.Canary), $"{trick}: {(File.Exists(target.Canary) ? File.ReadAllText(target.Canary) : "")}");
        Assert.Equal(before, Picture(target));
        Assert.True(refused is null || refused.Length > 20, "A refusal says why.");
        Assert.Equal(Refused.Contains(trick), refused is not null);
    }

    [Fact]
    public void Traps_WhenTheGitProgramMeetsThem_DoSpring()
    {
        string[] sprung =
        [
            .. GitTricks.Names.Where(trick =>
            {
                using GitTarget target = new();
                target.Write("a.txt", "one\n");
                target.Commit();
                GitTricks.Set(target, trick);
                target.Write("a.txt", "dirty\n");
                if (trick is "program core.fsmonitor" or "program filter.evil.clean" or "hook pre-commit" or "hook reference-transaction" or "configuration of the work tree" or "attributes from elsewhere")
                {
                    target.Git("commit", "-q", "-a", "-m", "Change");
                }
                return File.Exists(target.Canary);
            }),
        ];

        Assert.Equal(6, sprung.Length);
    }

    [Fact]
    public void Pipe_AmongTheFilesByANameThatIsRead_IsGivenUpOn()
    {
        using GitTarget target = new();
        target.Write("deep/a.txt", "one\n");
        target.Commit();
        using System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(target.Root, "deep", ".gitignore")]);
        Assert.True(made.WaitForExit(10_000));

        RepositoryRefusedException refused = Assert.Throws<RepositoryRefusedException>(() => TargetRepository.Uncommitted(Path.Combine(target.Root, ".git"), TimeSpan.FromMilliseconds(300)));

        Assert.Contains("find . -type p", refused.Remedy, StringComparison.Ordinal);
    }

    // What cannot be read in good faith is refused, with the reason.
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "references packed under odd names", "a reference that points at itself", "a graft", "an index that is none", "an object that is gone", "an object that is another",
        "a fifo among the references", "a fifo in place of the ignored names", "a fifo in place of the head", "a fifo in place of the configuration",
        "a fifo in place of the packed references", "a fifo in place of the index", "a fifo in place of the borrowed stores", "a fifo in place of the branch",
    };

    private static string? GoTheWholeWay(GitTarget target, string head)
    {
        try
        {
            using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
            Assert.Equal(head, repository.ResolveBase("main"));
            repository.UncommittedChanges();
            Draft draft = new(repository.OpenTree(head));
            draft.Write("a.txt", draft.Read("a.txt").Text + "two\n");
            using (SandboxRoom room = SandboxRoom.Make(TreeLayout.SizeOf(draft)))
            {
                TreeLayout.Write(draft, room.Tree);
                Assert.Equal("one\ntwo\n", File.ReadAllText(Path.Combine(room.Tree, "a.txt")));
            }
            string commit = repository.CommitDraft(
                draft.Changes, head, "Change", new CommitStamp("O", "o@example.org", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), "run/a");
            repository.Deliver(commit, "id-1");
            Assert.Equal("one\ntwo", GitTarget.GitIn(target.Root, "-c", "core.fsmonitor=false", "-c", "core.pager=cat", "cat-file", "blob", "refs/heads/id-1:a.txt"));
            return null;
        }
        catch (RepositoryRefusedException refused)
        {
            return $"{refused.Message} {refused.Remedy}";
        }
    }

    private static IReadOnlyList<string> Picture(GitTarget target) => target.Fingerprint("refs/heads/id-1", "logs/refs/heads/id-1");
}
