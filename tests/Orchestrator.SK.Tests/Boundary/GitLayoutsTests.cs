using System.IO.Enumeration;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>The whole way of a target, from the first look to the branch, against git directories that lead elsewhere: nothing beside the target changes, and in it nothing but the branch.</summary>
public class GitLayoutsTests
{
    private static readonly CommitStamp Stamp = new("Orchestrator", "o@example.org", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Names => [.. GitLayout.All.Select(layout => layout.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Layout_OnTheWholeWay_RunsNothing_AndLeadsNowhereElse(string name)
    {
        var layout = GitLayout.All.Single(one => one.Name == name);
        using GitTarget target = new();
        target.Write("a.txt", "one\n");
        target.Write("src/b.txt", "two\n");
        target.Commit();
        target.Write("a.txt", "dirty\n");
        layout.Arm(target);
        File.Delete(target.Canary);
        var (before, around) = (target.Fingerprint(), Around(target));

        var (branch, refusal) = await Task.Run(() => GoAsync(target)).WaitAsync(Limit);

        Assert.False(File.Exists(target.Canary), $"'{name}' ran something, or was written to.");
        Assert.True(layout.Refusal is null == refusal is null, $"'{name}': {refusal ?? "not refused"}");
        Assert.Contains(layout.Refusal ?? "", refusal ?? "", StringComparison.Ordinal);
        string[] made = branch is null ? [] : [$"refs/heads/{branch}", $"logs/refs/heads/{branch}"];
        Assert.Equal(before, target.Fingerprint(made));
        Assert.Equal(around, Around(target));
        if (branch is not null)
        {
            // The log of a reference names its writer, and that is not the one whom the target's configuration names.
            Assert.Contains(" Orchestrator <o@example.org> ", await File.ReadAllTextAsync(Path.Combine(target.Root, ".git", "logs", "refs", "heads", branch)), StringComparison.Ordinal);
        }
    }

    private static async Task<(string? Branch, string? Refusal)> GoAsync(GitTarget target)
    {
        try
        {
            using (var reader = TargetReader.Open(target.Root))
            {
                var seen = reader.OpenTree(null);
                _ = reader.State(seen.CommitId).Past("gone.txt");
                _ = seen.Files.Where(file => file.IsRegular).Sum(file => seen.ReadBytes(file.Path).Length);
            }

            using var repository = PrivateRepository.Open(target.State, Path.Combine(target.Root, "src"));
            var head = repository.ResolveBase(null);
            _ = repository.State(head).Past("gone.txt");
            Draft draft = new(repository.OpenTree(head));
            draft.Write("a.txt", draft.Read("a.txt").Text + "two\n");
            CheckRunner runner = new(SandboxReport.Nothing("not wanted here"), SandboxSettings.Default);
            var check = await runner.RunAsync(new CheckRequest(draft, ["sh", "-c", "cat a.txt && git status --porcelain"], TimeSpan.FromSeconds(20)), CancellationToken.None);
            Assert.True(check.ExitCode == 0, check.OutputTail);
            var commit = repository.CommitDraft(draft.Changes, head, "Change", Stamp, "run/a");
            return (repository.Deliver(commit, "id-1").Branch, null);
        }
        catch (RepositoryRefusedException refused)
        {
            return (null, refused.Message);
        }
    }

    // What stands beside the target and is not our own state.
    private static IEnumerable<string> Around(GitTarget target)
    {
        var home = Path.GetDirectoryName(target.Canary)!;
        return [.. new FileSystemEnumerable<string>(home, (ref FileSystemEntry entry) => $"{entry.ToFullPath()} {(entry.IsDirectory || entry.FileName is "pipe" ? "" : $"{entry.LastWriteTimeUtc:O} {entry.Length}")}", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        {
            // A link is looked at and not walked through: it may lead to what is being worked on.
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 && !IsOurs(target, entry.ToFullPath()),
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !IsOurs(target, entry.ToFullPath()),
        }.Order(StringComparer.Ordinal)];
    }

    private static bool IsOurs(GitTarget target, string path) => path.StartsWith(target.State, StringComparison.Ordinal) || path.StartsWith(target.Root, StringComparison.Ordinal);
}
