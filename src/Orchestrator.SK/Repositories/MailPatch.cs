using System.Text;
using Orchestrator.SK.Repositories.Processes;

namespace Orchestrator.SK.Repositories;

/// <summary>A delivered commit as a patch for somebody who has nothing but the base: <c>git am --keep-cr</c> makes the same tree of it.</summary>
internal static class MailPatch
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // Nothing that a configuration or an attribute says may change a byte of it.
    private static readonly string[] Form =
        ["format-patch", "--quiet", "-1", "--binary", "--full-index", "--no-renames", "--no-signature", "--no-ext-diff", "--no-textconv", "--no-color", "--no-attach", "--no-cover-letter", "--no-numbered", "--no-thread",
         "--subject-prefix=PATCH", "--src-prefix=a/", "--dst-prefix=b/", "--diff-algorithm=myers", "--unified=3"];

    /// <summary>Writes the patch into a file.</summary>
    /// <param name="git">The git directory that holds the commit.</param>
    /// <exception cref="RepositoryRefusedException">git is not there, or cannot.</exception>
    public static async Task WriteAsync(string git, string commit, string file, CancellationToken cancellationToken)
    {
        var ended = await ProcessRunner.RunAsync(
            new ProcessRequest(["git", "--git-dir", git, .. Form, $"--output={file}", commit], "/", GitVariables.Clean(), Limit), cancellationToken).ConfigureAwait(false);
        if (ended.ExitCode != 0)
        {
            throw new RepositoryRefusedException($"git made no patch of commit {commit}: {Encoding.UTF8.GetString(ended.Output).Trim()}", "The branch stands as before. See what 'git --version' says: 2.30 or newer is needed.");
        }
    }
}
