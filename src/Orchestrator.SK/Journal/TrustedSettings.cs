using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Journal;

/// <summary>What a repository's own file wants to have run, and which file exactly that is.</summary>
/// <param name="Repository">The root of the repository.</param>
/// <param name="Commit">The commit that has the file.</param>
/// <param name="Hash">SHA-256 of the file's bytes, in lower-case hexadecimal.</param>
/// <param name="Commands">Each command with its key, made safe to show.</param>
internal sealed record WantedCommands(string Repository, string Commit, string Hash, IReadOnlyList<string> Commands)
{
    /// <param name="text">The file.</param>
    public static WantedCommands Of(string repository, string commit, string text, RepositorySettings settings) => new(
        repository, commit, TrustedSettings.HashOf(text),
        [
            .. (settings.Checks ?? new Dictionary<string, CheckSettings>()).Select(check => $"checks.{check.Key}: {check.Value}{(check.Value.Formats ? " (a formatter)" : "")}"),
            .. settings.Verify is { Count: > 0 } verify ? new[] { $"verify: {string.Join(' ', verify)}" } : [],
        ]);

    /// <summary>The commands and the file, for a person who decides.</summary>
    public override string ToString() =>
        $"{RepositorySettings.FileName} of '{Repository}' (commit {Commit[..Math.Min(8, Commit.Length)]}, sha256 {Hash[..12]}) wants to run, in the sandbox:{string.Concat(Commands.Select(command => $"\n  {PathRules.Escape(command, 300)}"))}";
}

/// <summary>A repository's own file names commands, and nobody has trusted it yet.</summary>
internal sealed class UntrustedSettingsException(WantedCommands wanted, string? reference) : Exception(
    $"{wanted}\nNobody has trusted this version of the file. Look at it, then: orchestrator config trust -C '{wanted.Repository.Replace("'", "'\\''", StringComparison.Ordinal)}'{(string.IsNullOrEmpty(reference) ? "" : $" --base {reference}")}");

/// <summary>Which versions of <c>orchestrator.json</c> this user has trusted, by the hash of their content: each is shown and asked for once. What changes nothing that runs is not asked for.</summary>
/// <remarks>One line for each in a file of the state folder that only this user can read: hash, time, repository. A line that is none counts for nothing.</remarks>
internal sealed class TrustedSettings(Places places, IOptions<OrchestratorOptions> options, TimeProvider time)
{
    // Ours: what the demo delivers an item of.
    private static readonly Lazy<string?> Sample = new(() => HashOfFile(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark", RepositorySettings.FileName)));

    public string File { get; } = Path.Combine(places.State, "trusted");

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether what the file wants may be run: it wants nothing, it is the sample's, or somebody has trusted it.</summary>
    public bool Allows(WantedCommands wanted) =>
        wanted.Commands.Count == 0 || wanted.Hash == Sample.Value || options.Value.TrustedSettings.Contains(wanted.Hash, StringComparer.OrdinalIgnoreCase) || Hashes().Contains(wanted.Hash);

    /// <summary>Notes that this user has looked at the file.</summary>
    public void Add(string repository, string hash)
    {
        if (Hashes().Contains(hash))
        {
            return;
        }

        PrivateFiles.CreateDirectory(places.State);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(File, options);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{hash} {time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {PathRules.Escape(repository, 1000)}\n")));
    }

    private HashSet<string> Hashes() => IsPrivate(File)
        ? System.IO.File.ReadLines(File).Select(line => line.Split(' ')[0]).ToHashSet(StringComparer.Ordinal)
        : [];

    // Who else could write it could trust for us.
    private static bool IsPrivate(string file)
    {
        var info = new FileInfo(file);
        return info.Exists && info.LinkTarget is null && (OperatingSystem.IsWindows() || (info.UnixFileMode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0);
    }

    private static string? HashOfFile(string file) => System.IO.File.Exists(file) ? HashOf(System.IO.File.ReadAllText(file)) : null;
}
