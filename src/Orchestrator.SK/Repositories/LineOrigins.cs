using System.Text;
using LibGit2Sharp;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Repositories;

/// <summary>The commit that wrote a line.</summary>
/// <param name="Path">The file's path in that commit.</param>
internal sealed record LineCommit(string CommitId, string Path, string Author, DateTimeOffset When, string Subject);

/// <summary>Compares texts line by line as git does. The objects that git wants for it last as long as this does.</summary>
internal sealed class LineComparison : IDisposable
{
    private readonly ScratchFolder folder = ScratchFolder.Make("lines");
    private readonly Repository repository;

    public LineComparison()
    {
        Repository.Init(folder.Root, isBare: true);
        repository = new Repository(folder.Root);
    }

    public LineMatch Between(string before, string after)
    {
        ContentChanges changes = repository.Diff.Compare(Store(before), Store(after), new CompareOptions { ContextLines = 0, InterhunkLines = 0 });
        // git looks into no binary file: none of its lines is known from before.
        return changes.IsBinaryComparison
            ? new LineMatch(0, FileHistory.Count(after), new HashSet<int>(), Enumerable.Range(1, FileHistory.Count(after)).ToHashSet())
            : new LineMatch(FileHistory.Count(before), FileHistory.Count(after), changes.DeletedLines.Select(line => line.LineNumber).ToHashSet(), changes.AddedLines.Select(line => line.LineNumber).ToHashSet());
    }

    public void Dispose()
    {
        repository.Dispose();
        folder.Dispose();
    }

    private Blob Store(string text)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        return repository.ObjectDatabase.CreateBlob(content);
    }
}

internal sealed partial class PrivateRepository
{
    /// <summary>The commit that brought a line of a file, as git tells it; null when git cannot tell.</summary>
    /// <param name="commitId">The commit in which the line stands.</param>
    /// <param name="line">From 1.</param>
    public LineCommit? CommitOf(string commitId, string path, int line)
    {
        lock (gate)
        {
            try
            {
                BlameHunk hunk = repository.Blame(path, new BlameOptions { StartingAt = OwnCommit(commitId), MinLine = line, MaxLine = line }).HunkForLine(line - 1);
                Commit commit = hunk.FinalCommit;
                return new LineCommit(commit.Sha, hunk.InitialPath, commit.Author.Name, commit.Author.When, commit.MessageShort);
            }
            catch (Exception error) when (error is LibGit2SharpException or ArgumentException)
            {
                return null;
            }
        }
    }
}
