using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using Orchestrator.SK.Core.Intake;

namespace Orchestrator.SK.Repositories;

/// <summary>Our own bare repository for one target: what is worked on is fetched into it, and everything that an expert wrote stays reachable in it.</summary>
/// <remarks>The target is read only, except by <see cref="Deliver"/>. Calls may come from several threads; libgit2 is entered by one at a time.</remarks>
internal sealed partial class PrivateRepository : IDisposable
{
    private const string RemoteName = "target";
    public const string RunReferences = "refs/orchestrator/";
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(60);

    private readonly Repository repository;
    private readonly string targetGit;
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, TreeSnapshot> snapshots = new(StringComparer.Ordinal);

    private PrivateRepository(Repository repository, string targetGit, string targetPath)
    {
        this.repository = repository;
        this.targetGit = targetGit;
        TargetPath = targetPath;
    }

    /// <summary>The git directory of this repository.</summary>
    public string Location => repository.Info.Path;

    /// <summary>The root of the target's files, or its git directory when it is bare.</summary>
    public string TargetPath { get; }

    /// <summary>Opens, or makes, the private repository of the target that holds the path.</summary>
    /// <param name="stateDirectory">Where this product keeps its state.</param>
    /// <param name="targetPath">The target, or any folder in it.</param>
    /// <exception cref="RepositoryRefusedException">There is no target, or it cannot be worked on.</exception>
    public static PrivateRepository Open(string stateDirectory, string targetPath)
    {
        string git = TargetRepository.Locate(targetPath);
        string root;
        using (Repository target = TargetRepository.Open(git))
        {
            root = TargetRepository.Root(target);
        }
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(git)))[..32] + ".git";
        string own = Path.Combine(Path.GetFullPath(stateDirectory), "repositories", name);
        // Each by itself: what is made on the way to a folder is everybody's to enter.
        foreach (string folder in (string[])[Path.GetFullPath(stateDirectory), Path.GetDirectoryName(own)!, own])
        {
            MakePrivate(folder);
        }
        using FileStream ownership = Exclusive(own);
        RemoveLeftLocks(own);
        // Only a bare layout is made: no template of the user's comes along.
        Repository.Init(own, isBare: true);
        Repository repository = new(own);
        PointRemote(repository, git);
        return new PrivateRepository(repository, git, root);
    }

    /// <summary>The id of the commit to work from, fetched so that it can be read.</summary>
    /// <param name="reference">A branch, tag or commit of the target; null for its HEAD.</param>
    public string ResolveBase(string? reference)
    {
        string name = string.IsNullOrWhiteSpace(reference) ? "HEAD" : reference;
        string id;
        using (Repository target = TargetRepository.Open(targetGit))
        {
            id = TargetRepository.Commit(target, name).Sha;
        }
        lock (gate)
        {
            // What HEAD leads to is what is nearly always asked for; the rest may be large.
            foreach (string[] references in (string[][])[[], ["HEAD"], ["refs/heads/*", "refs/tags/*", "refs/remotes/*"]])
            {
                Fetch(references);
                if (repository.Lookup<Commit>(id) is not null)
                {
                    return id;
                }
            }
        }
        throw new RepositoryRefusedException($"Commit {id} ('{name}') is on no branch or tag of '{TargetPath}'.",
            $"Put a branch on it: git branch <name> {id}.");
    }

    /// <summary>Whether a commit is here already, so that it need not be fetched.</summary>
    public bool Holds(string commitId)
    {
        lock (gate)
        {
            return repository.Lookup<Commit>(commitId) is not null;
        }
    }

    /// <summary>Paths of the target's files that differ from its HEAD, or that git does not know. Not even the target's index is written.</summary>
    public IReadOnlyList<string> UncommittedChanges()
    {
        return TargetRepository.Uncommitted(targetGit, TargetRepository.StatusLimit);
    }

    /// <summary>The address that a push goes to, from what the operator named.</summary>
    /// <exception cref="RepositoryRefusedException">It is none that is spoken to.</exception>
    public string PushAddress(string remote)
    {
        using Repository target = TargetRepository.Open(targetGit);
        return PushRemote.Resolve(remote, name => TargetRepository.AddressOf(target, name));
    }

    /// <summary>How the target stands beside a commit that was fetched from it.</summary>
    public TargetState State(string commitId)
    {
        using Repository target = TargetRepository.Open(targetGit);
        return TargetRepository.State(target, targetGit, path => Past(commitId, path));
    }

    /// <summary>The files of a commit. The same object is returned for the same commit.</summary>
    /// <exception cref="KeyNotFoundException">The commit is not in this repository.</exception>
    public TreeSnapshot OpenTree(string commitId)
    {
        lock (gate)
        {
            string id = OwnCommit(commitId).Sha;
            return snapshots.GetOrAdd(id, key => new TreeSnapshot(key, () => ListFiles(key), ReadBlob, folder => PackTree(key, folder)));
        }
    }

    /// <summary>Commits changes of a draft on a parent and keeps the commit reachable. The same input gives the same id.</summary>
    /// <param name="changes">From <see cref="Draft.Changes"/>.</param>
    /// <param name="parentCommit">The commit whose tree they are laid over.</param>
    /// <param name="message">Taken as it is.</param>
    /// <param name="stamp">Author and committer.</param>
    /// <param name="keepAs">Run and name, <c>run/name</c>: the commit stays under <c>refs/orchestrator/run/name</c>.</param>
    public string CommitDraft(IReadOnlyList<DraftChange> changes, string parentCommit, string message, CommitStamp stamp, string keepAs)
    {
        string reference = RunReferences + keepAs;
        if (!Reference.IsValidName(reference))
        {
            throw new ArgumentException($"'{keepAs}' cannot be part of a reference.", nameof(keepAs));
        }
        lock (gate)
        {
            Commit commit = CommitWriter.Write(repository, OwnCommit(parentCommit), changes, message, stamp);
            Keep(reference, commit.Id);
            return commit.Sha;
        }
    }

    public void Dispose() => repository.Dispose();

    private PastPath? Past(string commitId, string path)
    {
        lock (gate)
        {
            return PathHistory.Find(repository, OwnCommit(commitId), path);
        }
    }

    // Only the run's own process writes below the run's name, so a lock that is there was left by one that was killed.
    private void Keep(string reference, ObjectId id)
    {
        try
        {
            repository.Refs.Add(reference, id, allowOverwrite: true);
        }
        catch (LockedFileException)
        {
            File.Delete(Path.Combine(Location, reference + ".lock"));
            repository.Refs.Add(reference, id, allowOverwrite: true);
        }
    }

    // What is written while the repository is made or fetched into is written under the ownership that is held here: whoever left these locks is dead.
    private static void RemoveLeftLocks(string own)
    {
        string fetched = Path.Combine(own, "refs", "target");
        IEnumerable<string> references = Directory.Exists(fetched) ? Directory.EnumerateFiles(fetched, "*.lock", SearchOption.AllDirectories) : [];
        foreach (string left in (string[])["HEAD.lock", "config.lock", "FETCH_HEAD.lock"])
        {
            File.Delete(Path.Combine(own, left));
        }
        foreach (string left in references.ToList())
        {
            File.Delete(left);
        }
    }

    private Commit OwnCommit(string id) =>
        repository.Lookup<Commit>(id) ?? throw new KeyNotFoundException($"The private repository has no commit '{id}'.");

    private IReadOnlyList<TreeFile> ListFiles(string commitId)
    {
        lock (gate)
        {
            return CommitFiles.List(repository, OwnCommit(commitId));
        }
    }

    private byte[] ReadBlob(string id)
    {
        lock (gate)
        {
            return CommitFiles.Read(repository, id);
        }
    }

    private string PackTree(string commitId, string folder)
    {
        lock (gate)
        {
            Tree tree = OwnCommit(commitId).Tree;
            // One thread: it is called for several experts at once.
            repository.ObjectDatabase.Pack(
                new PackBuilderOptions(folder) { MaximumNumberOfThreads = 1 }, builder => builder.AddRecursively(tree));
            return tree.Sha;
        }
    }

    private void Fetch(string[] references)
    {
        if (references.Length == 0)
        {
            return;
        }
        using FileStream ownership = Exclusive(Location);
        IEnumerable<string> specifications = references.Select(reference => $"+{reference}:refs/target/{reference}");
        try
        {
            Commands.Fetch(repository, RemoteName, specifications, new FetchOptions { TagFetchMode = TagFetchMode.None }, null);
        }
        catch (LibGit2SharpException error)
        {
            throw new RepositoryRefusedException($"'{TargetPath}' cannot be fetched from: {error.Message}", "See what 'git fsck' says there.", error);
        }
    }

    // A URL, because a plain path with a colon in it would be taken for another host.
    private static void PointRemote(Repository repository, string git)
    {
        // Each part escaped by itself: Uri would take "%41" in the name of a folder for an "A".
        string url = "file://" + string.Join('/', git.Split('/').Select(Uri.EscapeDataString));
        if (repository.Network.Remotes[RemoteName] is not { } remote)
        {
            repository.Network.Remotes.Add(RemoteName, url);
        }
        else if (remote.Url != url)
        {
            repository.Network.Remotes.Update(RemoteName, update => update.Url = url);
        }
    }

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Holds off other processes on the same private repository until disposed.</summary>
    private static FileStream Exclusive(string directory)
    {
        string file = directory.TrimEnd('/') + ".lock";
        for (long start = Environment.TickCount64; ;)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (Environment.TickCount64 - start > LockLimit.TotalMilliseconds)
            {
                throw new IOException($"Another process holds '{file}' for more than {LockLimit.TotalSeconds} seconds.", error);
            }
            catch (IOException)
            {
                Thread.Sleep(20);
            }
        }
    }
}
