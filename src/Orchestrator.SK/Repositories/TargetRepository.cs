using LibGit2Sharp;
using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Repositories;

/// <summary>Finds and opens the target. Everything here reads; only <see cref="Delivery"/> writes, and it says so.</summary>
/// <remarks>LibGit2Sharp runs no hook, no filter program, no file system monitor and no ssh command, whatever the target's configuration asks for.</remarks>
internal static class TargetRepository
{
    /// <summary>How long the files of a target may take to be compared with its HEAD.</summary>
    public static readonly TimeSpan StatusLimit = TimeSpan.FromSeconds(60);

    /// <summary>The git directory of the repository that holds the path, walking up.</summary>
    /// <param name="path">The repository, or any folder in it.</param>
    /// <param name="onlyLook">One commit is enough: a shallow clone will do.</param>
    /// <exception cref="RepositoryRefusedException">There is none, or it is of a kind that cannot be read.</exception>
    public static string Locate(string path, bool onlyLook = false)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            throw new RepositoryRefusedException($"'{path}' is not a folder.", "Name the folder of a git repository.");
        }
        TargetShape.RefuseOddPlace(path, full);
        string git = Guarded(path, () => Repository.Discover(full))
            ?? throw new RepositoryRefusedException($"'{path}' is not in a git repository.", "Run it inside one, or make one: git init, git add, git commit.");
        RefuseUnreadable(path, git, onlyLook);
        return git;
    }

    /// <summary>Opens the repository; the caller disposes it.</summary>
    /// <param name="writer">Whose name stands in the log of a reference that is written; else it would be the one that the target's configuration says.</param>
    /// <param name="indexFile">Another index than the repository's own, as git makes one for a commit of named files.</param>
    public static Repository Open(string gitDirectory, Signature? writer = null, string? indexFile = null) =>
        Guarded(gitDirectory, () => new Repository(gitDirectory, new RepositoryOptions { IndexPath = indexFile, Identity = writer is null ? null : new Identity(writer.Name, writer.Email) }));

    /// <summary>The root of the target's files, or its git directory when it is bare: what a target is known by.</summary>
    /// <exception cref="RepositoryRefusedException">There is no target, or it cannot be worked on.</exception>
    public static string RootOf(string path)
    {
        using Repository target = Open(Locate(path));
        return Root(target);
    }

    public static string Root(Repository target) => (target.Info.WorkingDirectory ?? target.Info.Path).TrimEnd('/');

    /// <summary>The commit that a name leads to.</summary>
    /// <exception cref="RepositoryRefusedException">There is none.</exception>
    public static Commit Commit(Repository target, string name)
    {
        try
        {
            if (name.Length <= 300 && target.Lookup(name)?.Peel<Commit>() is { } commit)
            {
                return commit;
            }
        }
        catch (LibGit2SharpException)
        {
            // Not a reference by its form, ambiguous, or not a commit: to the person it is all the same.
        }
        throw new RepositoryRefusedException(
            name == "HEAD" ? "HEAD of the repository names no commit." : $"The repository has no branch, tag or commit '{name}'.",
            "See 'git branch --all' and 'git tag' for those it has.");
    }

    /// <summary>Paths of the target's files that differ from its HEAD, or that git does not know. Not even the target's index is written.</summary>
    /// <param name="limit">A pipe among the files, by the name of one that is read, would be waited for without end.</param>
    /// <exception cref="RepositoryRefusedException">The index cannot be read, or the files cannot within the limit.</exception>
    public static IReadOnlyList<string> Uncommitted(string git, TimeSpan limit)
    {
        // What hangs in a read is left behind with a repository of its own: it cannot be called back.
        Task<IReadOnlyList<string>> reading = Task.Factory.StartNew(
            () => Guarded(git, () =>
            {
                using Repository target = Open(git);
                return Uncommitted(target);
            }), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WaitAny([reading], limit) == 0 ? reading.GetAwaiter().GetResult() : throw new RepositoryRefusedException(
            $"The files of '{git}' could not be compared with its HEAD within {limit.TotalSeconds:0} seconds.", "Look for pipes among them: find . -type p. See whether 'git status' ends.");
    }

    private static IReadOnlyList<string> Uncommitted(Repository target)
    {
        if (target.Info.IsBare)
        {
            return [];
        }
        if (target.Head.Tip is { } head)
        {
            CommitFiles.RefuseEndless(head);
        }
        StatusOptions options = new()
        {
            ExcludeSubmodules = true, RecurseUntrackedDirs = false, IncludeIgnored = false, DetectRenamesInIndex = false, DetectRenamesInWorkDir = false,
        };
        try
        {
            return [.. target.RetrieveStatus(options).Select(entry => entry.FilePath).Order(StringComparer.Ordinal)];
        }
        catch (LibGit2SharpException error) when (error.Message.Contains("mandatory extension", StringComparison.Ordinal))
        {
            throw new RepositoryRefusedException($"The index of '{Root(target)}' is split or sparse, which cannot be read: {error.Message}.",
                "Write it in the plain form: git update-index --no-split-index; git sparse-checkout reapply --no-sparse-index.", error);
        }
    }

    public static TargetState State(Repository target, string git, Func<string, PastPath?> past) => new(Uncommitted(git, StatusLimit), Operation(target), IsShallow(git), past);

    /// <summary>The address of a remote, as data; null when there is none of that name.</summary>
    public static string? AddressOf(Repository target, string remote) => target.Network.Remotes[remote]?.PushUrl;

    private static string? Operation(Repository target) => target.Info.CurrentOperation switch
    {
        CurrentOperation.None => null,
        CurrentOperation.Merge => "a merge",
        CurrentOperation.Revert or CurrentOperation.RevertSequence => "a revert",
        CurrentOperation.CherryPick or CurrentOperation.CherryPickSequence => "a cherry-pick",
        CurrentOperation.Bisect => "a bisection",
        CurrentOperation.ApplyMailbox => "a series of patches",
        _ => "a rebase",
    };

    private static bool IsShallow(string git) => File.Exists(Path.Combine(TargetShape.CommonDirectory(git), "shallow"));

    private static void RefuseUnreadable(string path, string git, bool onlyLook)
    {
        TargetShape.RefuseFalse(path, git);
        string common = TargetShape.CommonDirectory(git);
        string configuration = Path.Combine(common, "config");
        if (File.Exists(configuration))
        {
            Guarded(path, () => RefuseByConfiguration(path, configuration));
        }
        if (!onlyLook && IsShallow(git))
        {
            throw new RepositoryRefusedException($"'{path}' is a shallow clone: its history is cut off.", "Fetch the rest: git fetch --unshallow.");
        }
        using Repository repository = Open(git);
        TargetShape.RefuseOtherFiles(path, git, repository);
        if (Guarded(path, () => repository.Info.IsHeadUnborn && !repository.Refs.Any()))
        {
            throw new RepositoryRefusedException($"'{path}' has no commits.", "Work starts from a commit: git add, git commit.");
        }
    }

    private static bool RefuseByConfiguration(string path, string file)
    {
        using Configuration configuration = Configuration.BuildFrom(file);
        string? format = configuration.Get<string>("extensions.objectformat")?.Value;
        string? storage = configuration.Get<string>("extensions.refstorage")?.Value;
        bool partial = configuration.Any(entry =>
            entry.Key.Equals("extensions.partialclone", StringComparison.OrdinalIgnoreCase)
            || (entry.Key.StartsWith("remote.", StringComparison.OrdinalIgnoreCase) && entry.Key.EndsWith(".promisor", StringComparison.OrdinalIgnoreCase)));
        return (format, storage, partial) switch
        {
            ({ } other, _, _) when !other.Equals("sha1", StringComparison.OrdinalIgnoreCase) => throw new RepositoryRefusedException(
                $"'{path}' names its objects by {other}, which cannot be read.", "Use a repository with SHA-1 names: git init --object-format=sha1."),
            (_, { } other, _) when !other.Equals("files", StringComparison.OrdinalIgnoreCase) => throw new RepositoryRefusedException(
                $"'{path}' stores its references as {other}, which cannot be read.", "Turn them into files: git refs migrate --ref-format=files."),
            (_, _, true) => throw new RepositoryRefusedException(
                $"'{path}' is a partial clone: objects are missing.", "Clone it whole: git clone without --filter."),
            _ => true,
        };
    }

    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (LibGit2SharpException error) when (error.Message.Contains("not owned by", StringComparison.OrdinalIgnoreCase))
        {
            // Git asks for the folder of the files, where there is one.
            string folder = path.TrimEnd('/') is var trimmed && trimmed.EndsWith("/.git", StringComparison.Ordinal) ? trimmed[..^"/.git".Length] : trimmed;
            throw new RepositoryRefusedException(
                $"'{folder}' belongs to another user.", $"If you trust it: git config --global --add safe.directory '{folder}'.", error);
        }
        catch (Exception error) when (error is LibGit2SharpException or IOException or UnauthorizedAccessException)
        {
            throw new RepositoryRefusedException($"'{path}' cannot be read: {error.Message}", "See what 'git fsck' and 'git status' say there.", error);
        }
    }
}
