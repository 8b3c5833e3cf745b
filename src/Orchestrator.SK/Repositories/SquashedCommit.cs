using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

internal sealed partial class PrivateRepository
{
    /// <summary>Commits the tree of one commit on another parent: a whole run as one commit. The same input gives the same id.</summary>
    public string CommitTreeOf(string commitId, string parentCommit, string message, CommitStamp stamp, string keepAs)
    {
        lock (gate)
        {
            Signature signature = new(stamp.Name, stamp.Email, stamp.At);
            Commit commit = repository.ObjectDatabase.CreateCommit(signature, signature, message, OwnCommit(commitId).Tree, [OwnCommit(parentCommit)], prettifyMessage: false);
            Keep(RunReferences + keepAs, commit.Id);
            return commit.Sha;
        }
    }
}
