using System.Text;
using LibGit2Sharp;
using Orchestrator.SK.Repositories.Processes;

namespace Orchestrator.SK.Repositories;

/// <summary>Takes the drafts of runs out of a private repository.</summary>
internal static class DraftUpkeep
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Lets go of the commits of a run: waves, drafts, folded documents. What a branch of the target holds stays there.</summary>
    /// <returns>How many commits were let go.</returns>
    public static int Forget(PrivateRepository repository, string runId)
    {
        using Repository git = new(repository.Location);
        List<Reference> references = [.. git.Refs.FromGlob($"{PrivateRepository.RunReferences}{runId}/*")];
        references.ForEach(git.Refs.Remove);
        return references.Count;
    }

    /// <summary>Keeps what one run wrote for another as well, so that the first can be pruned.</summary>
    public static void Share(PrivateRepository repository, string runId, string other)
    {
        using Repository git = new(repository.Location);
        string own = $"{PrivateRepository.RunReferences}{runId}/";
        foreach (Reference reference in git.Refs.FromGlob($"{own}*").ToList())
        {
            git.Refs.Add($"{PrivateRepository.RunReferences}{other}/{reference.CanonicalName[own.Length..]}", reference.ResolveToDirectReference().TargetIdentifier, allowOverwrite: true);
        }
    }

    /// <summary>Gives the space of what nothing leads to any more back to the disk. What was written within a day stays: a run may be about to lead to it.</summary>
    /// <exception cref="RepositoryRefusedException">git is not there, or cannot.</exception>
    public static async Task CompactAsync(PrivateRepository repository, CancellationToken cancellationToken)
    {
        ProcessResult ended = await ProcessRunner.RunAsync(
            new ProcessRequest(["git", "--git-dir", repository.Location, "-c", "gc.auto=0", "gc", "--quiet", "--prune=1.day.ago"], "/", GitVariables.Clean(), Limit), cancellationToken).ConfigureAwait(false);
        if (ended.ExitCode != 0)
        {
            throw new RepositoryRefusedException(
                $"git did not clean up '{repository.Location}': {Encoding.UTF8.GetString(ended.Output).Trim()}", "The records are gone, and the space of their drafts is not given back yet: mend it and prune again.");
        }
    }
}
