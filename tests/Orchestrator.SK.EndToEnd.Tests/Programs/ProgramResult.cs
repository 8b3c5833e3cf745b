namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>What a program said, and how it ended.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void ShouldEndWith(int exitCode, params string[] said)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode} instead of {exitCode}.\n{this}");
        foreach (var text in said)
        {
            Assert.True($"{Output}\n{Error}".Contains(text, StringComparison.Ordinal), $"'{text}' was not said.\n{this}");
        }

        // A person who made a mistake is told so; a stack trace is for our own.
        Assert.DoesNotContain("   at Orchestrator.", Error, StringComparison.Ordinal);
    }

    public override string ToString() => $"--- standard output\n{Output}\n--- standard error\n{Error}";
}
