using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>A target as somebody reads it who will not work on it: nothing is fetched, no state is kept, and a shallow clone will do.</summary>
internal sealed class TargetReader : IDisposable
{
    private readonly Repository repository;
    private readonly string git;
    private Repository? index;

    private TargetReader(Repository repository, string git) => (this.repository, this.git) = (repository, git);

    /// <summary>The root of the files, or the git directory when it is bare.</summary>
    public string Root => (repository.Info.WorkingDirectory ?? repository.Info.Path).TrimEnd('/');

    public string Name => Path.GetFileName(Root);

    public bool IsBare => repository.Info.IsBare;

    /// <exception cref="RepositoryRefusedException">There is no repository, or it cannot be read.</exception>
    public static TargetReader Open(string path)
    {
        string git = TargetRepository.Locate(path, onlyLook: true);
        return new TargetReader(TargetRepository.Open(git), git);
    }

    /// <summary>The files of a branch, tag or commit; of HEAD when null.</summary>
    public TreeSnapshot OpenTree(string? reference)
    {
        Commit commit = TargetRepository.Commit(repository, string.IsNullOrWhiteSpace(reference) ? "HEAD" : reference);
        return new TreeSnapshot(commit.Sha, () => CommitFiles.List(repository, commit), id => CommitFiles.Read(repository, id));
    }

    /// <inheritdoc cref="TargetChange.Between"/>
    public TargetChange Change(string? from, string? to) => TargetChange.Between(repository, from, to);

    /// <inheritdoc cref="TargetChange.Staged"/>
    /// <param name="indexFile">The index of the commit to come, as git names it to a hook; that of the repository when null.</param>
    public TargetChange Staged(string? indexFile)
    {
        if (string.IsNullOrEmpty(indexFile))
        {
            return TargetChange.Staged(repository);
        }

        index = TargetRepository.Open(git, indexFile: Path.GetFullPath(indexFile, Root));
        return TargetChange.Staged(index);
    }

    /// <param name="commitId">The commit whose history knows what became of a path.</param>
    public TargetState State(string commitId) => TargetRepository.State(repository, git, path => PathHistory.Find(repository, repository.Lookup<Commit>(commitId), path));

    /// <summary>Says early what <see cref="WriteAtRoot"/> would say.</summary>
    /// <exception cref="RepositoryRefusedException">It is there, or there is no working tree.</exception>
    public void RefuseToReplace(string name, bool replace)
    {
        if (IsBare)
        {
            throw new RepositoryRefusedException($"'{Root}' is bare: it has no files to write beside.", $"Run it in a clone, or take the text from --dry-run and commit it as {name}.");
        }
        string path = Path.Combine(Root, name);
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            throw new RepositoryRefusedException($"{path} is a folder.", "Give it another name.");
        }
        if (!replace && (Path.Exists(path) || new FileInfo(path).LinkTarget is not null))
        {
            throw new RepositoryRefusedException($"{path} is there already.", "Replace it: --force. See first what would be written: --dry-run.");
        }
    }

    /// <summary>Writes a file at the root of the working tree, and nothing else.</summary>
    /// <param name="name">Without folders.</param>
    /// <param name="replace">Whether one that is there may be replaced; a link is replaced itself, never what it leads to.</param>
    /// <exception cref="RepositoryRefusedException">It is there, or there is no working tree.</exception>
    public string WriteAtRoot(string name, string text, bool replace)
    {
        RefuseToReplace(name, replace);
        string path = Path.Combine(Root, name);
        string fresh = Path.Combine(Root, $".{name}.{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(fresh, text);
            File.Move(fresh, path, overwrite: replace);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RepositoryRefusedException($"{path} cannot be written: {error.Message}", "Make the folder writable, or take the text from --dry-run.", error);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    public void Dispose()
    {
        index?.Dispose();
        repository.Dispose();
    }
}
