using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Tests.PromptLab;

/// <summary>The built program, as a maintainer calls it: in a checkout, with the sample beside it.</summary>
public sealed partial class CommandTests
{
    [Fact]
    public async Task Readme_OfThePrompts_SaysWhatHappens()
    {
        using var lab = new Lab().WithRepository().Committed();
        var readme = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "prompts", "README.md"));
        var commands = 0;
        var output = "";
        foreach (Match block in Blocks().Matches(readme))
        {
            var lines = block.Groups["lines"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (block.Groups["kind"].Value == "text")
            {
                Assert.All(lines, line => Assert.Contains(line, output, StringComparison.Ordinal));
                continue;
            }

            output = "";
            foreach (var line in lines)
            {
                var (code, said, complained) = await RunAsync(lab, line.Split(' ')[1..]);
                Assert.True(code == 0, $"{line}\n{said}\n{complained}");
                output += said + complained;
                commands++;
            }
        }

        Assert.Equal(7, commands);
    }

    [Fact]
    public async Task Lint_WithAnError_ExitsWith3_OneWholeLineAFinding()
    {
        using var lab = new Lab();
        lab.Edit("prompts/steps/review.md", "{{$diff}}", "{{$dif}}");

        var (code, said, complained) = await RunAsync(lab, "prompts", "lint", "--from", ".");
        var (other, nothing, _) = await RunAsync(lab, "prompts", "lint", "steps/nudge", "--from", ".");

        Assert.Equal(3, code);
        Assert.Contains("prompts/steps/review.md:8:3: ORP002 warning: 'diff' is declared and never used: what the product gives here does not reach the model.\n", said, StringComparison.Ordinal);
        Assert.Contains("prompts/steps/review.md:24:1: ORP001 error: '{{$dif}}' is not declared under inputs. Did you mean 'diff'?\n", said, StringComparison.Ordinal);
        Assert.Contains("experts and spec ids were not checked:", complained, StringComparison.Ordinal);
        Assert.Contains(" prompts: 1 error, 1 warning, ", complained, StringComparison.Ordinal);
        Assert.Equal((0, ""), (other, nothing));
    }

    [Fact]
    public async Task Json_OfEachCommand_IsOneObjectWithASchema()
    {
        using var lab = new Lab().WithRepository().Committed();
        string[][] calls =
        [
            ["prompts", "list"], ["prompts", "lint"], ["prompts", "render", "steps/assignment", "--item", "BK-005"], ["prompts", "diff", "experts/testing", "--item", "BK-005"],
        ];
        foreach (var call in calls)
        {
            var (code, said, complained) = await RunAsync(lab, [.. call, "--from", ".", "-C", "../tidemark", "-o", "json"]);

            Assert.True(code == 0, complained);
            using var json = JsonDocument.Parse(said);
            Assert.Equal(1, json.RootElement.GetProperty("schema").GetInt32());
        }
    }

    [Theory]
    [InlineData(2, "There is no prompt 'experts/testin'. Did you mean 'experts/testing'?", "render", "experts/testin", "--item", "BK-004")]
    [InlineData(2, "'shared/rules' is not sent by itself", "render", "shared/rules", "--item", "BK-004")]
    [InlineData(2, "Option '--item' is required.", "render", "experts/testing")]
    [InlineData(7, "is not in a git repository", "diff", "experts/testing")]
    [InlineData(78, "no prompts here", "list", "--from", "nowhere")]
    public async Task Mistakes_AreSaid_WithTheExitCodeThatFits(int expected, string message, params string[] arguments)
    {
        using var lab = new Lab();

        var (code, _, complained) = await RunAsync(lab, arguments.Contains("--from") ? ["prompts", .. arguments] : ["prompts", .. arguments, "--from", "."]);

        Assert.Contains(message, complained, StringComparison.Ordinal);
        Assert.Equal(expected, code);
    }

    private static async Task<(int Code, string Said, string Complained)> RunAsync(Lab lab, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), .. arguments])
        {
            WorkingDirectory = lab.Checkout, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["XDG_STATE_HOME"] = lab.State;
        start.Environment["XDG_CONFIG_HOME"] = lab.State;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var program = Process.Start(start)!;
        var said = program.StandardOutput.ReadToEndAsync(limit.Token);
        var complained = program.StandardError.ReadToEndAsync(limit.Token);
        await program.WaitForExitAsync(limit.Token);
        return (program.ExitCode, await said, await complained);
    }

    [GeneratedRegex(@"```(?<kind>sh|text)\n(?<lines>(?:(?!```).*\n)+)```", RegexOptions.CultureInvariant)]
    private static partial Regex Blocks();
}
