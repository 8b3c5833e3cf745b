using System.Text;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>Checks without a sandbox: what is laid out, what comes back, what is left behind.</summary>
public class CheckRunnerTests
{
    private static readonly CheckRunner Runner = new(SandboxReport.Nothing("not wanted here"), SandboxSettings.Default);

    private readonly TreeSnapshot tree = Trees.Of(
        ("a.txt", TreeMode.File, "one\n"u8.ToArray()), ("bin/run.sh", TreeMode.Executable, "#!/bin/sh\necho ran \"$@\"\nexit 5\n"u8.ToArray()),
        ("bin/link", TreeMode.Link, "../a.txt"u8.ToArray()), ("out", TreeMode.Link, "../../../etc/passwd"u8.ToArray()),
        ("abs", TreeMode.Link, "/etc/passwd"u8.ToArray()), ("gone", TreeMode.File, "x"u8.ToArray()));

    [Fact]
    public async Task Check_RunsWhatTheDraftHolds_AndItsExitCodeDecides()
    {
        Draft draft = new(tree);
        draft.Write("a.txt", "two\n");
        draft.Delete("gone");

        CheckResult result = await RunAsync(draft, "sh", "-c", "cat a.txt bin/link; bin/run.sh x; echo $?; ls; cat out abs; exit 7");

        Assert.Equal(7, result.ExitCode);
        Assert.Equal(SandboxLevel.None, result.Level);
        Assert.Equal("two\ntwo\nran x\n5\na.txt\nabs\nbin\nout\n../../../etc/passwd/etc/passwd", result.OutputTail);
        Assert.Equal(64, result.LogHash.Length);
    }

    [Fact]
    public async Task Check_FindsAThrowAwayGit_WithTheBaseCommittedAndTheDraftStaged()
    {
        Draft draft = new(tree);
        draft.Write("a.txt", "two\n");
        draft.Write("new", "x");
        draft.Delete("gone");

        CheckResult result = await RunAsync(
            draft, "sh", "-c",
            "git status --porcelain --no-renames; git log --format=%s; git show HEAD:a.txt; git remote; ls .git/hooks 2>&1 | wc -l; git fsck");

        // A link that leads out is laid out as text, which git calls a change of type.
        Assert.Equal("M  a.txt\n T abs\nD  gone\nA  new\n T out\nBase\none\n1\n", result.OutputTail);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Check_SeesACleanEnvironmentOnly()
    {
        Environment.SetEnvironmentVariable("CHECK_TEST_SECRET", "canary");

        CheckResult result = await RunAsync(new Draft(tree), "env");

        Assert.DoesNotContain("canary", result.OutputTail, StringComparison.Ordinal);
        Assert.All(
            result.OutputTail.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]),
            name => Assert.Matches("^(PATH|HOME|LANG|TZ|TERM|CI|DOTNET_[A-Z_]+|MSBUILDDISABLENODEREUSE|ORCHESTRATOR_PROCESS)$", name));
    }

    [Fact]
    public async Task Check_OfAMissingProgram_NamesIt()
    {
        CheckResult result = await RunAsync(new Draft(tree), "hatch-that-is-not-here", "run");

        Assert.Equal(127, result.ExitCode);
        Assert.Contains("hatch-that-is-not-here: there is no such program", result.OutputTail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_LeavesNothingBehind_WhateverItDoesToItsFolder()
    {
        CheckResult result = await RunAsync(
            new Draft(tree), "sh", "-c", "pwd; mkdir -p deep/er; ln -s / deep/er/root; echo x > deep/er/f; chmod 000 deep/er deep");

        Assert.Equal(0, result.ExitCode);
        Assert.False(Directory.Exists(Path.GetDirectoryName(result.OutputTail.Trim())));
        Assert.True(Directory.Exists("/etc"));
    }

    [Fact]
    public async Task Check_PastItsTimeout_SaysSo()
    {
        CheckResult result = await Runner.RunAsync(
            new CheckRequest(new Draft(tree), ["sh", "-c", "echo begun; sleep 60"], TimeSpan.FromSeconds(1)), CancellationToken.None);

        Assert.True(result.TimedOut);
        Assert.Equal("begun\n", result.OutputTail);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/x")]
    [InlineData(".git/hooks/pre-commit")]
    [InlineData("sub/.GIT/config")]
    [InlineData("a//b")]
    public async Task Check_OfAForgedTree_IsRefused(string path) =>
        await Assert.ThrowsAsync<RepositoryRefusedException>(() => RunAsync(new Draft(Trees.Of((path, "x"))), "true"));

    [Theory]
    [InlineData("link", "a", true)]
    [InlineData("d/link", "../a", true)]
    [InlineData("d/e/link", "../../a/b", true)]
    [InlineData("link", "../a", false)]
    [InlineData("d/link", "../../a", false)]
    [InlineData("d/link", "e/../../..", false)]
    [InlineData("link", "/a", false)]
    [InlineData("link", "", false)]
    public void Link_StaysInside_OnlyWhenItsTextSaysSo(string path, string target, bool inside) => Assert.Equal(inside, TreeLayout.StaysInside(path, target));

    [Theory]
    [InlineData("plain\ttext\n", "plain\ttext\n")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007x\u001b]8;;http://e\u001b\\y\u001b]52;c;QQ==\u0007z", "xyz")]
    [InlineData("a\u0000b\u0008c\u202ed\u200be", "abcde")]
    [InlineData("1%\r2%\r\nend", "1%\n2%\nend")]
    [InlineData("\u009b31mx\u0085", "x")]
    [InlineData("\u001b]unfinished\nnext line", "\nnext line")]
    public void Output_ForATerminal_IsPlain(string raw, string plain) => Assert.Equal(plain, PrintableText.From(Encoding.UTF8.GetBytes(raw), 1000));

    [Fact]
    public void Output_ThatIsTooLong_KeepsWholeCharactersOfItsEnd() => Assert.Equal("éé", PrintableText.From("xéé"u8, 4)[^2..]);

    private static Task<CheckResult> RunAsync(Draft draft, params string[] command) =>
        Runner.RunAsync(new CheckRequest(draft, command, TimeSpan.FromSeconds(60)), CancellationToken.None);
}
