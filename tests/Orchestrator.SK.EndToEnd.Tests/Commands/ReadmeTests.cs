using System.Diagnostics;
using System.Text.RegularExpressions;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>What README.md says about the three uses is what happens: each command is executed as it stands, and what is shown below them is said.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("Talk to it", 3)]
    [InlineData("Queue work for it", 3)]
    [InlineData("Improve its prompts", 4)]
    public async Task Commands_OfAUse_DoWhatIsSaid(string use, int commands)
    {
        var target = TidemarkTarget.In(_home);
        var folder = use == "Improve its prompts" ? Checkout(target) : target.Root;
        await using var model = await Rehearsals.SampleAsync();
        var section = Section(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md")), use);
        var blocks = Blocks().Matches(section).ToLookup(block => block.Groups["kind"].Value, block => block.Groups["lines"].Value);

        var (code, said) = await ShellAsync(folder, Variables.For(model), string.Concat(blocks["sh"]));

        Assert.True(code == 0, $"exit code {code}:\n{said}");
        Assert.Equal(commands, Commands().Count(string.Concat(blocks["sh"])));
        Assert.All(string.Concat(blocks["text"]).Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains(line, said, StringComparison.Ordinal));
        model.ShouldHavePlayedCleanly();
    }

    /// <summary>A checkout of the program's prompts beside the target, committed.</summary>
    private static string Checkout(TidemarkTarget target)
    {
        var checkout = Path.Combine(target.Root, "..", "checkout");
        foreach (var file in new[] { "prompts", "plugins" }.SelectMany(part => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, part), "*", SearchOption.AllDirectories)))
        {
            target.Write(Path.Combine(checkout, Path.GetRelativePath(AppContext.BaseDirectory, file)), File.ReadAllText(file));
        }

        TidemarkTarget.GitIn(checkout, "init", "-q", "-b", "main");
        TidemarkTarget.GitIn(checkout, "add", "-A");
        TidemarkTarget.GitIn(checkout, "commit", "-q", "-m", "Import the prompts");
        return checkout;
    }

    private static string Section(string readme, string title)
    {
        var start = readme.IndexOf($"\n### {title}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"README.md has no section '### {title}'.");
        var end = readme.IndexOf("\n##", start + 5, StringComparison.Ordinal);
        return end < 0 ? readme[start..] : readme[start..end];
    }

    // Whatever reads from a terminal finds the end of a person's words at once.
    private async Task<(int Code, string Said)> ShellAsync(string folder, Dictionary<string, string> variables, string commands)
    {
        var start = new ProcessStartInfo("sh", ["-exc", $"exec 2>&1\n{commands}"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in _home.ShellVariables().Concat(variables).Append(new("Orchestrator__Sandbox__Minimum", "none")))
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(Limit);
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        try
        {
            var said = await shell.StandardOutput.ReadToEndAsync(limit.Token);
            await shell.WaitForExitAsync(limit.Token);
            return (shell.ExitCode, said);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"```(?<kind>sh|text)\n(?<lines>(?:(?!```).*\n)+)```", RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^(?:printf .*\| )?orchestrator ", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Commands();
}
