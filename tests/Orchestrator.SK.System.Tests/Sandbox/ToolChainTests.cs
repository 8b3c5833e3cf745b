using System.Text;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.System.Tests.Sandbox;

/// <summary>The usual commands of a repository work inside, offline, from packages that the operator shows read-only.</summary>
public sealed class ToolChainTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("toolchain-").FullName;

    public ToolChainTests()
    {
        // Started by root, checks run as somebody else, who has to see what is shown.
        File.SetUnixFileMode(_root, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task DotnetTest_WithPackagesInAFolderOfTheOperator_Passes()
    {
        string cache = Path.Combine(_root, "packages");
        string global = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string name in (string[])["xunit*", "microsoft.net.test.sdk", "microsoft.testplatform*", "microsoft.codecoverage", "newtonsoft.json"])
        {
            foreach (string package in Directory.GetDirectories(global, name))
            {
                Copy(package, Path.Combine(cache, Path.GetFileName(package)));
            }
        }
        string Newest(string package) => Directory.GetDirectories(Path.Combine(cache, package)).Select(Path.GetFileName).Order(StringComparer.Ordinal).Last()!;
        SandboxSettings settings = SandboxSettings.Default with
        {
            ReadOnlyPaths = [cache],
            Variables = new Dictionary<string, string> { ["NUGET_FALLBACK_PACKAGES"] = cache, ["NuGetAudit"] = "false" },
        };

        CheckResult result = await RunAsync(settings, ["dotnet", "test"],
            ("Sums.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Microsoft.NET.Test.Sdk" Version="{Newest("microsoft.net.test.sdk")}" />
                    <PackageReference Include="xunit" Version="{Newest("xunit")}" />
                    <PackageReference Include="xunit.runner.visualstudio" Version="{Newest("xunit.runner.visualstudio")}" />
                  </ItemGroup>
                </Project>
                """),
            ("SumTests.cs", "public class SumTests { [Xunit.Fact] public void Sum_OfTwo_IsFour() => Xunit.Assert.Equal(4, 2 + 2); }"));

        Assert.True(result.ExitCode == 0, result.OutputTail);
        Assert.Matches("Passed: +1", result.OutputTail);
    }

    [Fact]
    public async Task NpmTest_WithInstalledPackagesShownInTheTree_Passes()
    {
        string modules = Path.Combine(_root, "node_modules");
        Directory.CreateDirectory(Path.Combine(modules, "doubler"));
        File.WriteAllText(Path.Combine(modules, "doubler", "package.json"), """{ "name": "doubler", "version": "1.0.0", "main": "index.js" }""");
        File.WriteAllText(Path.Combine(modules, "doubler", "index.js"), "module.exports = n => 2 * n;");
        SandboxSettings settings = SandboxSettings.Default with { TreeFolders = new Dictionary<string, string> { ["web/node_modules"] = modules } };

        CheckResult result = await RunAsync(settings, ["sh", "-c", "cd web && npm test && ! touch node_modules/doubler/x && git -C .. status --porcelain"],
            (".gitignore", "node_modules/\n"),
            ("web/package.json", """{ "name": "web", "version": "1.0.0", "scripts": { "test": "node --test" } }"""),
            ("web/doubler.test.js", "require('node:test')('doubles', () => require('node:assert').strictEqual(require('doubler')(2), 4));"));

        Assert.True(result.ExitCode == 0, result.OutputTail);
        Assert.Contains("pass 1", result.OutputTail, StringComparison.Ordinal);
        Assert.DoesNotContain("??", result.OutputTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PythonTests_WithAnEnvironmentOfTheOperator_Pass()
    {
        string site = Path.Combine(_root, "site", "halver");
        Directory.CreateDirectory(site);
        File.WriteAllText(Path.Combine(site, "__init__.py"), "def halve(n): return n // 2\n");
        SandboxSettings settings = SandboxSettings.Default with
        {
            ReadOnlyPaths = [Path.Combine(_root, "site")],
            Variables = new Dictionary<string, string> { ["PYTHONPATH"] = Path.Combine(_root, "site") },
        };

        CheckResult result = await RunAsync(settings, ["python3", "-m", "unittest", "-v"],
            ("test_halver.py", "import unittest, halver\nclass T(unittest.TestCase):\n    def test_halves(self):\n        self.assertEqual(halver.halve(4), 2)\n"));

        Assert.True(result.ExitCode == 0, result.OutputTail);
        Assert.Contains("test_halves", result.OutputTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TreeFolder_WhereTheCommitHoldsFiles_HidesNothing()
    {
        string shown = Path.Combine(_root, "shown");
        Directory.CreateDirectory(shown);
        SandboxSettings settings = SandboxSettings.Default with { TreeFolders = new Dictionary<string, string> { ["vendor"] = shown, ["link/inner"] = shown } };

        CheckResult result = await RunAsync(settings, ["sh", "-c", "cat vendor/a.txt; ls link"], ("vendor/a.txt", "tracked\n"), ("link", "a file\n"));

        Assert.Equal("tracked\nlink\n", result.OutputTail);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task<CheckResult> RunAsync(SandboxSettings settings, string[] command, params (string Path, string Content)[] files)
    {
        SandboxReport report = await SandboxProbe.ProbeAsync(_root, CancellationToken.None);
        Assert.True(report.Level is SandboxLevel.Full, $"The sandbox is {report.Level}: {string.Join("; ", report.Leaks)}");
        Dictionary<string, byte[]> blobs = files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Content));
        Draft content = new(new TreeSnapshot(
            "base", () => [.. blobs.Select(file => new TreeFile(file.Key, TreeMode.File, file.Key, file.Value.Length))], id => blobs[id]));
        return await new CheckRunner(report, settings).RunAsync(new CheckRequest(content, command, TimeSpan.FromMinutes(4)), CancellationToken.None);
    }
}
