using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Core.Documents;

/// <summary>What decides whether a delivery is verified, and is therefore no expert's to write: what <c>protected</c> names, or else the scripts that checks and verify start.</summary>
public sealed class GuardedPaths
{
    private static readonly HashSet<string> Interpreters = new(
        ["sh", "bash", "dash", "zsh", "ksh", "python", "python3", "node", "deno", "bun", "ruby", "perl", "php", "pwsh", "Rscript", "lua"], StringComparer.Ordinal);

    private readonly List<PathPattern> _patterns;
    private readonly HashSet<string> _scripts;

    /// <param name="exists">Whether the base commit has a file of this path.</param>
    public GuardedPaths(RepositorySettings settings, Func<string, bool> exists)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _patterns = [.. (settings.Protected ?? []).Select(PathPattern.Parse)];
        var commands = settings.Protected is null ? (settings.Checks?.Values.Select(check => check.Command) ?? []).Append(settings.Verify ?? []) : [];
        _scripts = commands.Select(command => Script(command, exists)).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    public bool Matches(string path) => _scripts.Contains(path) || _patterns.Exists(pattern => pattern.IsMatch(path));

    // The program itself, or the first file that an interpreter is given.
    private static string? Script(IReadOnlyList<string> command, Func<string, bool> exists)
    {
        if (command.Count == 0)
        {
            return null;
        }

        var own = Plain(command[0]);
        return exists(own) ? own
            : Interpreters.Contains(command[0][(command[0].LastIndexOf('/') + 1)..]) ? command.Skip(1).Where(word => !word.StartsWith('-')).Select(Plain).Take(1).FirstOrDefault(exists)
            : null;
    }

    private static string Plain(string path) => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
}
