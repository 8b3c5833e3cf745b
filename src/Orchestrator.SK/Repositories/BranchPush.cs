using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories.Processes;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Repositories;

/// <summary>Pushes a delivered branch from the private repository with the git program: no configuration, hook or helper of anybody's but what the operator names.</summary>
/// <remarks>Never forced. A branch that is not there is made, and only if it still is not there; one that holds the commit already is done; any other is another's.</remarks>
internal sealed class BranchPush(PushOptions options)
{
    private const int MaxReason = 400;

    // Whatever a configuration that git finds after all might say.
    private static readonly string[] Hardening =
    [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=", "core.sshCommand=", "core.gitProxy=", "protocol.allow=never", "protocol.https.allow=always", "protocol.http.allow=always",
        "protocol.ssh.allow=always", "protocol.file.allow=always", "push.gpgSign=false", "push.recurseSubmodules=no", "push.followTags=false", "gc.auto=0", "maintenance.auto=false", "credential.helper=",
    ];

    /// <summary>Pushes; returns why it did not come to be, or null when the branch stands there.</summary>
    /// <param name="git">The git directory of the private repository.</param>
    /// <param name="remote">From <see cref="PushRemote"/>.</param>
    /// <param name="before">What this very run pushed there before; null for nothing.</param>
    public async Task<string?> PushAsync(string git, string remote, string branch, string commit, string? before, CancellationToken cancellationToken)
    {
        var reference = $"refs/heads/{branch}";
        var (listed, there) = await ThereAsync(git, remote, reference, cancellationToken);
        if (listed.ExitCode != 0)
        {
            return Reason(listed);
        }

        if (there == commit)
        {
            return null;
        }

        if (there is not null && there != before)
        {
            return $"the remote has a branch {branch} already, at {there[..Math.Min(8, there.Length)]}, which this run did not push.";
        }

        // The lease names what must stand there: nothing, or what this run pushed. So even with it nobody's work is written over.
        var pushed = await RunAsync(git, ["push", "--porcelain", "--no-verify", $"--force-with-lease={reference}:{there}", "--", remote, $"{commit}:{reference}"], cancellationToken);
        // Whoever died while it pushed may have left a git that finished the work: what stands there decides.
        return pushed.ExitCode == 0 || (await ThereAsync(git, remote, reference, cancellationToken)).There == commit ? null : Reason(pushed);
    }

    private async Task<(ProcessResult Listed, string? There)> ThereAsync(string git, string remote, string reference, CancellationToken cancellationToken)
    {
        var listed = await RunAsync(git, ["ls-remote", "--", remote, reference], cancellationToken);
        return (listed, PrintableText.From(listed.Output, 64 * 1024).Split('\n').Where(line => line.EndsWith($"\t{reference}", StringComparison.Ordinal)).Select(line => line.Split('\t')[0]).LastOrDefault());
    }

    private Task<ProcessResult> RunAsync(string git, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        IEnumerable<string> switches = Hardening.Concat(options.CredentialHelper.Length > 0 ? [$"credential.helper={options.CredentialHelper}"] : Array.Empty<string>()).SelectMany(value => (string[])["-c", value]);
        Dictionary<string, string> variables = new(GitVariables.Clean(), StringComparer.Ordinal)
        {
            ["GIT_TERMINAL_PROMPT"] = "0", ["GIT_ALLOW_PROTOCOL"] = PushRemote.Protocols, ["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes",
        };
        foreach (var (name, value) in options.PassVariables.Select(name => (name, Environment.GetEnvironmentVariable(name))))
        {
            variables[name] = value ?? variables.GetValueOrDefault(name, "");
        }

        return ProcessRunner.RunAsync(new ProcessRequest(["git", "--git-dir", git, .. switches, .. arguments], "/", variables, TimeSpan.FromSeconds(options.TimeoutSeconds)), cancellationToken);
    }

    private string Reason(ProcessResult ended)
    {
        var said = ProcessSecrets.Redact(PrintableText.From(ended.Output, 4096)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = ended.TimedOut ? $"git was stopped after {options.TimeoutSeconds} seconds (Orchestrator:Push:TimeoutSeconds)." : string.Join(' ', said.Where(line => line is not ("Done" or "") && !line.StartsWith("hint:", StringComparison.Ordinal)));
        return text.Length == 0 ? $"git ended with exit code {ended.ExitCode}." : text.Length > MaxReason ? $"{text[..(MaxReason - 1)]}…" : text;
    }
}
