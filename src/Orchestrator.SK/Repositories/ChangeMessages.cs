using LibGit2Sharp;
using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Repositories;

/// <summary>What the commits between two say.</summary>
internal static class ChangeMessages
{
    /// <summary>A branch of more is no change that somebody looks at.</summary>
    private const int MaxCommits = 500;

    /// <summary>Oldest first, merges left out. Where the history is cut off, as much as there is.</summary>
    public static IReadOnlyList<ChangeMessage> Between(Repository repository, Commit? from, Commit to)
    {
        List<ChangeMessage> messages = [];
        try
        {
            CommitFilter filter = new() { IncludeReachableFrom = to, ExcludeReachableFrom = from, SortBy = CommitSortStrategies.Topological };
            foreach (Commit commit in repository.Commits.QueryBy(filter).Take(MaxCommits))
            {
                if (commit.Parents.Count() < 2)
                {
                    messages.Insert(0, Of(commit));
                }
            }
        }
        catch (NotFoundException)
        {
            // A shallow clone: what it has was taken.
        }
        return messages.Count == 0 && from?.Sha != to.Sha ? [Of(to)] : messages;
    }

    private static ChangeMessage Of(Commit commit) => Parse(commit.Message);

    public static ChangeMessage Parse(string text)
    {
        string[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith('#'))];
        int subject = Array.FindIndex(lines, line => line.Trim().Length > 0);
        return subject < 0 ? new ChangeMessage("", "") : new ChangeMessage(lines[subject].Trim(), string.Join('\n', lines.Skip(subject + 1)).Trim());
    }
}
