using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>The branch that a delivery made in the target, and the commit it names.</summary>
internal sealed record Delivery(string Branch, string CommitId);

internal sealed partial class PrivateRepository
{
    private const int MaxNumber = 999;

    /// <summary>Looks whether a delivery could be written, before anything is spent on one.</summary>
    /// <exception cref="RepositoryRefusedException">This user may not write where a branch and its objects go.</exception>
    public void RequireWritable() => RequireWritable(targetGit);

    /// <param name="targetGit">The git directory of the target.</param>
    /// <inheritdoc cref="RequireWritable()"/>
    public static void RequireWritable(string targetGit)
    {
        var common = TargetShape.CommonDirectory(targetGit);
        if (((string[])["objects", "refs/heads"]).Select(folder => Path.Combine(common, folder)).FirstOrDefault(folder => Directory.Exists(folder) && !FolderHandle.MayWriteIn(folder)) is { } closed)
        {
            throw new RepositoryRefusedException(
                $"This user may not write to '{closed}', and a run delivers one branch there.",
                "Let it, or start from a clone of your own. 'orchestrator check' and 'orchestrator plan' only read.");
        }
    }

    /// <summary>Writes the commit into the target's object database and makes one new branch for it.</summary>
    /// <remarks>Files, index and configuration of the target stay as they are.</remarks>
    /// <param name="commitId">A commit of this repository whose line of single parents leads to one that the target has.</param>
    /// <param name="branchName">From <see cref="BranchNames"/>; when taken, the next free of <c>name-2</c>, <c>name-3</c>, …</param>
    /// <exception cref="RepositoryRefusedException">The target lost the base, refuses to be written, or has no free name.</exception>
    public Delivery Deliver(string commitId, string branchName)
    {
        if (!Reference.IsValidName("refs/heads/" + branchName))
        {
            throw new ArgumentException($"'{branchName}' cannot be a branch.", nameof(branchName));
        }
        lock (gate)
        {
            Commit commit = OwnCommit(commitId);
            // Looked at again: a run takes long, and what leads elsewhere now would be written through.
            TargetShape.RefuseFalse(TargetPath, targetGit);
            using Repository target = TargetRepository.Open(targetGit, commit.Committer);
            try
            {
                CopyCommits(target, commit);
                RemoveLeftLock(target, commit.Id);
                Delivery delivery = new(MakeBranch(target, branchName, commit.Id), commitId);
                File.Delete(Intent);
                return delivery;
            }
            catch (Exception error) when (error is LibGit2SharpException or IOException or UnauthorizedAccessException)
            {
                throw new RepositoryRefusedException(
                    $"The branch '{branchName}' cannot be written to '{TargetPath}': {error.Message}",
                    $"The work is kept as commit {commitId} in '{Location}'; once it can be written, 'orchestrator runs resume' delivers it.", error);
            }
        }
    }

    /// <summary>Takes a delivered branch back out of the target; the commit stays in this repository. False when the branch is gone already.</summary>
    /// <exception cref="RepositoryRefusedException">Somebody has worked on it, has it checked out, or it cannot be deleted.</exception>
    public bool Discard(string branchName, string commitId)
    {
        lock (gate)
        {
            using Repository target = TargetRepository.Open(targetGit);
            if (target.Branches[branchName] is not { IsRemote: false } branch)
            {
                return false;
            }
            if (branch.Tip.Sha != commitId)
            {
                throw new RepositoryRefusedException($"The branch '{branchName}' is at {branch.Tip.Sha[..8]} and no longer at the delivered {commitId[..8]}: somebody worked on it.",
                    "Delete it yourself with git branch -D if that may go.");
            }
            if (branch.IsCurrentRepositoryHead || target.Worktrees.Any(worktree => worktree?.WorktreeRepository.Head.CanonicalName == branch.CanonicalName))
            {
                throw new RepositoryRefusedException($"The branch '{branchName}' is checked out.", "Check out another one first: git switch -.");
            }
            target.Refs.Remove(branch.CanonicalName);
            return true;
        }
    }

    private void CopyCommits(Repository target, Commit commit)
    {
        Stack<Commit> missing = [];
        for (Commit at = commit; target.Lookup<Commit>(at.Id) is null; at = at.Parents.Single())
        {
            missing.Push(at);
            if (at.Parents.Count() != 1)
            {
                throw new RepositoryRefusedException($"'{TargetPath}' no longer has the base of commit {commit.Sha}.",
                    "Start again from a commit that it has.");
            }
        }
        while (missing.TryPop(out Commit? next))
        {
            Commit parent = target.Lookup<Commit>(next.Parents.Single().Id);
            Tree tree = CommitWriter.WriteTree(target, parent.Tree, ChangesOf(next));
            Commit copy = target.ObjectDatabase.CreateCommit(next.Author, next.Committer, next.Message, tree, [parent], prettifyMessage: false);
            if (copy.Id != next.Id)
            {
                throw new InvalidOperationException($"Commit {next.Sha} became {copy.Sha} in the target.");
            }
        }
    }

    private List<DraftChange> ChangesOf(Commit commit)
    {
        TreeSnapshot before = OpenTree(commit.Parents.Single().Sha);
        TreeSnapshot after = OpenTree(commit.Sha);
        return [.. TreeDifference.Between(before, after).Select(pair => pair.After is { } file
            ? new DraftChange(file.Path, pair.Before?.BlobId, after.ReadBytes(file.Path), file.Mode)
            : new DraftChange(pair.Before!.Path, pair.Before.BlobId, null, null))];
    }

    // Whoever is killed while it makes a branch leaves the branch's lock, and the next number would be taken for it. What is about to be made is written down first: a lock of just that
    // is this program's own, every other is left.
    private void AddBranch(Repository target, string name, ObjectId commit)
    {
        File.WriteAllText(Intent, $"{commit.Sha} {name}");
        target.Refs.Add("refs/heads/" + name, commit, allowOverwrite: false);
    }

    private void RemoveLeftLock(Repository target, ObjectId commit)
    {
        if (File.Exists(Intent) && File.ReadAllText(Intent).Split(' ', 2) is [var made, var name] && made == commit.Sha && Reference.IsValidName("refs/heads/" + name))
        {
            File.Delete(Path.Combine(TargetShape.CommonDirectory(target.Info.Path), "refs", "heads", name + ".lock"));
        }
    }

    private string Intent => Path.Combine(Location, "delivering");

    private string MakeBranch(Repository target, string wanted, ObjectId commit)
    {
        HashSet<string> taken = new(target.Branches.Where(branch => !branch.IsRemote).Select(branch => branch.FriendlyName), StringComparer.OrdinalIgnoreCase);
        for (int number = 1; number <= MaxNumber; number++)
        {
            string name = number == 1 ? wanted : $"{wanted}-{number}";
            if (target.Branches[name]?.Tip?.Id == commit)
            {
                // This very commit was delivered before the record could say so: nothing is delivered twice.
                return name;
            }
            if (taken.Contains(name) || taken.Any(other => other.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase)) || TargetShape.IsInTheWay(target.Info.Path, name))
            {
                continue;
            }
            try
            {
                AddBranch(target, name, commit);
                return name;
            }
            catch (Exception error) when (error is NameConflictException or LockedFileException)
            {
                // Somebody made it since the list was read: the next number.
            }
        }
        throw new RepositoryRefusedException($"The target has {MaxNumber} branches named '{wanted}'.", "Delete those that are merged: git branch -d.");
    }
}
