using System.Text.RegularExpressions;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories.Processes;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Repositories;

/// <summary>Opens a draft pull request with GitHub's <c>gh</c>: no shell, the body as a file, an empty folder to start in, and of the environment what <c>gh</c> needs to know its user by.</summary>
internal static partial class ForgeRequest
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string[] Passed = ["PATH", "HOME", "XDG_CONFIG_HOME", "GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GH_CONFIG_DIR", "HTTPS_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <exception cref="RepositoryRefusedException">There is no <c>gh</c>.</exception>
    public static void Require(IReadOnlyDictionary<string, string> environment)
    {
        if (ProgramPath.Find("gh", "/", environment.GetValueOrDefault("PATH", "")) is null)
        {
            throw Missing();
        }
    }

    /// <summary>Asks <c>gh</c>; returns the address of the pull request, also of one that the branch has already.</summary>
    /// <param name="remote">The address that the branch was pushed to.</param>
    /// <param name="bodyFile">Full path of the rendered body.</param>
    /// <exception cref="RepositoryRefusedException">There is no <c>gh</c>, it does not know the remote, or it failed.</exception>
    public static async Task<string> OpenAsync(string remote, string branch, string title, string bodyFile, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var match = Address().Match(remote);
        if (!match.Success)
        {
            throw new RepositoryRefusedException($"'{remote}' is no repository that gh knows: it takes HOST/OWNER/NAME.", "Push to a forge first ('orchestrator runs push RUN --to REMOTE'), or take the files: --to DIR.");
        }

        using var folder = ScratchFolder.Make("gh");
        var variables = Passed.Where(environment.ContainsKey).ToDictionary(name => name, name => environment[name], StringComparer.Ordinal);
        variables["GH_PROMPT_DISABLED"] = variables["NO_COLOR"] = variables["GH_NO_UPDATE_NOTIFIER"] = "1";
        var ended = await ProcessRunner.RunAsync(new ProcessRequest(
            ["gh", "pr", "create", "--draft", $"--repo={match.Groups["host"].Value}/{match.Groups["owner"].Value}/{match.Groups["name"].Value}", $"--head={branch}", $"--title={title}", $"--body-file={bodyFile}"],
            folder.Root, variables, Limit), cancellationToken).ConfigureAwait(false);
        var said = ProcessSecrets.Redact(PrintableText.From(ended.Output, 4096)).Trim();
        return ended.ExitCode switch
        {
            0 => said.Split('\n').LastOrDefault(line => line.StartsWith("https://", StringComparison.Ordinal)) ?? said,
            127 => throw Missing(),
            _ when Existing().Match(said) is { Success: true } open => open.Groups["address"].Value,
            _ => throw new RepositoryRefusedException($"gh opened no pull request (exit code {ended.ExitCode}): {said}", "Nothing was changed. 'gh auth status' tells whether it knows you; --to DIR writes the files."),
        };
    }

    private static RepositoryRefusedException Missing() => new("There is no program 'gh' in PATH.", "Install GitHub's CLI, or take the files: name a folder instead of 'gh'.");

    [GeneratedRegex(@"already exists:\s*(?<address>https://\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Existing();

    [GeneratedRegex(@"\A(?:https://|ssh://(?:[A-Za-z0-9._-]+@)?|[A-Za-z0-9._-]+@)(?<host>[A-Za-z0-9.-]+)(?::\d+)?[:/](?<owner>[A-Za-z0-9_.-]+)/(?<name>[A-Za-z0-9_.-]+?)(?:\.git)?/?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
