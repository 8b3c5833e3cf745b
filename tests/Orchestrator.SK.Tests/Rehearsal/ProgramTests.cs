using System.Diagnostics;
using System.Net.Http.Json;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class ProgramTests
{
    [Theory]
    [InlineData("--script is missing")]
    [InlineData("--script is missing", "--port", "1")]
    [InlineData("--script needs a value", "--script")]
    [InlineData("--script is given twice", "--script", "a", "--script", "b")]
    [InlineData("'--scrpt' is unknown", "--scrpt", "a")]
    [InlineData("--port must be a whole number from 0 to 65535, not '65536'", "--script", "a", "--port", "65536")]
    [InlineData("--latency must be a whole number from 0 to 3600000, not '-1'", "--script", "a", "--latency", "-1")]
    public void Arguments_ThatAreWrong_AreNamed(string expected, params string[] arguments)
    {
        Assert.Null(CommandLine.Parse(arguments, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void Arguments_AllGiven_AreRead()
    {
        var line = CommandLine.Parse(["--record", "r", "--script", "s", "--latency", "50", "--port", "4010"], out _);

        Assert.Equal(new CommandLine("s", 4010, TimeSpan.FromMilliseconds(50), "r"), line);
    }

    [Fact]
    public async Task Program_PlaysTheScript_UntilItIsTerminated()
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """{"fixtures":[{"match":{},"response":{"content":"x"}}]}""");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var program = Start("--script", script);
        try
        {
            var address = await program.StandardOutput.ReadLineAsync(limit.Token);
            using var client = new HttpClient { BaseAddress = new Uri(address!) };
            using var reply = await client.PostAsJsonAsync(
                "chat/completions", new { model = "m", messages = new[] { new { role = "user", content = "q" } } }, limit.Token);
            Assert.True(reply.IsSuccessStatusCode);

            using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);
            await program.WaitForExitAsync(limit.Token);

            Assert.Equal(0, program.ExitCode);
        }
        finally
        {
            program.Kill();
            File.Delete(script);
        }
    }

    [Fact]
    public async Task Program_WithAScriptThatIsNotThere_ExitsWith2()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var program = Start("--script", "no-such-script.json");

        var said = await program.StandardError.ReadToEndAsync(limit.Token);
        await program.WaitForExitAsync(limit.Token);

        Assert.Equal(2, program.ExitCode);
        Assert.StartsWith("rehearsal: no-such-script.json: ", said, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "rehearsal.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
