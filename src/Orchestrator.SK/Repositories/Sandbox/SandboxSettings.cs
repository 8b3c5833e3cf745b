using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>What the operator allows checks to see beside the system itself.</summary>
/// <param name="ReadOnlyPaths">Absolute folders that are shown read-only at their own place: tool chains, package caches.</param>
/// <param name="ProgramPaths">Absolute folders that come first in PATH. Each must lie in a folder that is shown.</param>
/// <param name="Variables">What the environment of a check holds beside ours.</param>
/// <param name="TreeFolders">Path in the tree to the absolute folder that is shown there read-only, where the commit has nothing: installed packages.</param>
internal sealed record SandboxSettings(
    IReadOnlyList<string> ReadOnlyPaths, IReadOnlyList<string> ProgramPaths,
    IReadOnlyDictionary<string, string> Variables, IReadOnlyDictionary<string, string> TreeFolders, SandboxLimits Limits)
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static SandboxSettings Default { get; } = new([], [], new Dictionary<string, string>(), new Dictionary<string, string>(), new SandboxLimits(8192, 8192));

    /// <summary>The folder of the .NET installation that the 'dotnet' of this process leads to; null when there is none.</summary>
    public static string? DotnetRoot { get; } = FindDotnet();

    public static SandboxSettings From(SandboxOptions options) => new(options.ReadOnlyPaths, options.ProgramPaths, options.Environment, options.TreeFolders, new SandboxLimits(options.MemoryMegabytes, options.Processes));

    /// <summary>These settings with only those tree folders for which the commit leaves room: what it holds itself is what is checked.</summary>
    public SandboxSettings For(Draft content) => this with
    {
        TreeFolders = TreeFolders
            .Where(folder => !content.IsFolder(folder.Key) && !content.Exists(folder.Key) && !Paths.FoldersOf(folder.Key).Any(content.Exists))
            .ToDictionary(StringComparer.Ordinal),
    };

    /// <summary>The whole environment of a check. Nothing of ours comes along.</summary>
    public Dictionary<string, string> EnvironmentWith(string home)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal)
        {
            ["PATH"] = string.Join(':', [.. ProgramPaths, .. DotnetRoot is { } root ? [root] : Array.Empty<string>(), SystemPath]),
            ["HOME"] = home,
            ["LANG"] = "C.UTF-8",
            ["TZ"] = "UTC",
            ["TERM"] = "dumb",
            ["CI"] = "1",
            ["DOTNET_CLI_HOME"] = home,
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",
            ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
            // A build node that stays behind would outlive the check, and dies with it instead.
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };
        if (DotnetRoot is not null)
        {
            environment["DOTNET_ROOT"] = DotnetRoot;
        }
        foreach ((string name, string value) in Variables)
        {
            environment[name] = value;
        }
        return environment;
    }

    private static string? FindDotnet()
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "dotnet")).FirstOrDefault(File.Exists);
        return found is null ? null : Path.GetDirectoryName(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found);
    }
}
