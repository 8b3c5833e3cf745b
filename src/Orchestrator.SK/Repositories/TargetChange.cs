using LibGit2Sharp;
using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Repositories;

/// <summary>Two sides of a change as a target has them, and what was said of it.</summary>
/// <param name="Base">The id of the commit that the change starts from.</param>
/// <param name="Head">The id of the commit that it ends in; null for what is staged.</param>
internal sealed record TargetChange(string Base, string? Head, TreeSnapshot Before, TreeSnapshot After, IReadOnlyList<ChangeMessage> Messages)
{
    /// <summary>What git calls the tree without files: the base of a first commit.</summary>
    private const string Nothing = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private static readonly string[] MainBranches = ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"];

    /// <summary>What a head has changed since it left the base, as a pull request shows it. Without a base: since it left the main branch; on the main branch, its last commit; a first commit brought all that it has.</summary>
    /// <exception cref="RepositoryRefusedException">A name leads to no commit, or there is nothing to compare with.</exception>
    public static TargetChange Between(Repository repository, string? from, string? to)
    {
        Commit head = TargetRepository.Commit(repository, Or(to, "HEAD"));
        if (from == Nothing || (string.IsNullOrWhiteSpace(from) && Start(repository, head) is null))
        {
            return new TargetChange(Nothing, head.Sha, new TreeSnapshot(Nothing, () => [], _ => []), Tree(repository, head), ChangeMessages.Between(repository, null, head));
        }
        Commit start = string.IsNullOrWhiteSpace(from) ? Start(repository, head)! : TargetRepository.Commit(repository, from);
        Commit root = MergeBase(repository, start, head) ?? start;
        return new TargetChange(root.Sha, head.Sha, Tree(repository, root), Tree(repository, head), ChangeMessages.Between(repository, root, head));
    }

    /// <summary>What is staged, against HEAD: the next commit. Nothing is written, not even an object.</summary>
    /// <exception cref="RepositoryRefusedException">The index is in the middle of a merge.</exception>
    public static TargetChange Staged(Repository repository)
    {
        Commit head = TargetRepository.Commit(repository, "HEAD");
        if (!repository.Index.IsFullyMerged)
        {
            throw new RepositoryRefusedException("The index has conflicts.", "Resolve them, and stage the files: git status, git add.");
        }
        return new TargetChange(head.Sha, null, Tree(repository, head), new TreeSnapshot("staged", () => Index(repository), id => CommitFiles.Read(repository, id)), []);
    }

    // Null for a commit that has none before it.
    private static Commit? Start(Repository repository, Commit head)
    {
        foreach (string name in MainBranches)
        {
            if (repository.Refs[name]?.ResolveToDirectReference()?.Target?.Peel<Commit>() is { } main && main.Sha != head.Sha && MergeBase(repository, main, head) is { } root && root.Sha != head.Sha)
            {
                return root;
            }
        }
        try
        {
            return head.Parents.FirstOrDefault() ?? (repository.Info.IsShallow ? throw Cut(head) : null);
        }
        catch (NotFoundException)
        {
            throw Cut(head);
        }
    }

    private static RepositoryRefusedException Cut(Commit head) => new($"Commit {head.Sha[..8]} has no commit before it here, so nothing tells what it changed.",
        "Name one: --base REF. In a shallow clone fetch it first: git fetch --depth=2, or --depth=1 origin main.");

    private static Commit? MergeBase(Repository repository, Commit one, Commit other)
    {
        try
        {
            return repository.ObjectDatabase.FindMergeBase(one, other);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private static TreeSnapshot Tree(Repository repository, Commit commit) => new(commit.Sha, () => CommitFiles.List(repository, commit), id => CommitFiles.Read(repository, id));

    private static IReadOnlyList<TreeFile> Index(Repository repository) =>
    [
        .. repository.Index.Select(entry => entry.Mode is Mode.GitLink
            ? new TreeFile(entry.Path, TreeMode.Submodule, entry.Id.Sha, 0)
            : new TreeFile(entry.Path, entry.Mode switch { Mode.SymbolicLink => TreeMode.Link, Mode.ExecutableFile => TreeMode.Executable, _ => TreeMode.File }, entry.Id.Sha, repository.ObjectDatabase.RetrieveObjectMetadata(entry.Id).Size)),
    ];

    private static string Or(string? text, string other) => string.IsNullOrWhiteSpace(text) ? other : text;
}
