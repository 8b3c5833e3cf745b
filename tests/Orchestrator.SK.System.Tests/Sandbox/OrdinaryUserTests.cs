using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.System.Tests.Sandbox;

/// <summary>The same suites as a user without rights: what holds for root because it may do everything must hold for those who may not.</summary>
public sealed partial class OrdinaryUserTests : IDisposable
{
    private const string Nobody = "65534";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    // Beside the repository's own folders, so that the user may write there and nowhere else.
    private readonly string _home = Directory.CreateTempSubdirectory("ordinary-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("Orchestrator.SK.Tests", "FullyQualifiedName~BoundaryCorpusTests|FullyQualifiedName~ReadOnlyTargetTests", 483)]
    [InlineData("Orchestrator.SK.System.Tests", "FullyQualifiedName~SandboxProbesTests|FullyQualifiedName~SandboxTests.Attack", 80)]
    public async Task Suite_AsAnOrdinaryUser_Passes(string project, string filter, int atLeast)
    {
        string dll = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), project + ".dll"));
        Assert.True(File.Exists(dll), $"{dll} is not built.");
        string[] command = ["dotnet", "test", dll, "--filter", filter];
        if (Environment.IsPrivilegedProcess)
        {
            using Process chown = Process.Start("chown", [Nobody, _home]);
            await chown.WaitForExitAsync();
            command = ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--", .. command];
        }

        (int exitCode, string output) = await RunAsync(command);

        Assert.True(exitCode == 0, $"Exit code {exitCode}. The folders of the checkout have to be readable by others.\n{output[^Math.Min(output.Length, 4_000)..]}");
        Assert.True(Passed().Match(output) is { Success: true } passed && int.Parse(passed.Groups["count"].Value) >= atLeast, output);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = _home, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in (string[])["HOME", "DOTNET_CLI_HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME"])
        {
            start.Environment[name] = _home;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Limit);
        return (process.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"Passed: +(?<count>[0-9]+)")]
    private static partial Regex Passed();
}
