using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Repositories;
using Orchestrator.SK.Tests.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Finishing;

/// <summary>The pull request of a real run: all of it rests on the record.</summary>
public class PullRequestTests
{
    private const string Evil = "Fixes #7 @root <img src=x> ![p](https://evil.example/a) | [skip ci]";

    [Fact]
    public async Task FinishedRun_CompilesTheSameText_AndFailsWithoutAnyOneOfItsRecords()
    {
        await using var rig = await RunRig.StartAsync(Script(), Undecided);
        Assert.Equal(RunOutcome.Delivered, (await rig.RunAsync()).Outcome);
        var entries = await rig.RecordAsync();

        var text = Render(entries);
        await rig.RestartAsync();
        await rig.ReplayAsync();
        Assert.Equal(text, Render(await rig.RecordAsync()));
        foreach (var part in (string[])["## Summary", "## Changes by expert", "## Traces", "## Audit", "## Checks and verify", "## Cost", "## Record"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Contains("`src/log.txt` | LOG-001 | LOG-001: no test names it | store-backend | `a1`", text, StringComparison.Ordinal);
        Assert.Contains("`sh verify.sh` | 0 |", text, StringComparison.Ordinal);
        Assert.Contains("judged: not applicable", text, StringComparison.Ordinal);
        Assert.Contains("A model finds this missing, and no rule can tell: the overview", text, StringComparison.Ordinal);
        foreach (var gone in entries)
        {
            var left = entries.Where(entry => entry != gone).ToList();
            var compiled = PullRequestCompiler.Compile(left, EntryJson.Line);
            Assert.True(compiled.Request is null && compiled.Faults.Count > 0, $"The pull request does without entry {gone.Sequence} ({RunEventNames.Of(gone.Event)}).");
            Assert.All(compiled.Faults, fault => Assert.True(fault.Claim.Length > 0 && fault.Reason.Length > 0));
        }
    }

    // Numbered anew, no gap tells: only what the other entries say.
    [Theory]
    [InlineData("run.accepted", "the item and the base commit")]
    [InlineData("intake.passed", "the item's title and specs")]
    [InlineData("plan.proposed", "the plan")]
    [InlineData("assignments.added", "assignment a1")]
    [InlineData("wave.opened", "the wave of assignment a1")]
    [InlineData("report.received", "what was done for assignment a")]
    [InlineData("wave.united", "the changes of wave 1")]
    [InlineData("documents.folded", "the changes of changelog and backlog")]
    [InlineData("audit.completed", "the audit of the delivered tree")]
    [InlineData("audit.judged", "what a model judged of the audit of ")]
    [InlineData("verify.completed", "the verify of the delivered tree")]
    [InlineData("summary.written", "the summary")]
    [InlineData("branch.delivered", "the branch and its commit")]
    [InlineData("run.ended", "the outcome")]
    [InlineData("conversation.opened", "whose conversation")]
    [InlineData("model.replied", "cost")]
    [InlineData("file.written", "who changed ")]
    public async Task FinishedRun_WithoutARecordThatNothingCountsAny_NamesTheClaim(string type, string claim)
    {
        var entries = await Recorded.Value;
        // The first call is the plan's, which is its conversation's only one: no other entry counts it.
        var gone = entries.Where(entry => RunEventNames.Of(entry.Event) == type).Skip(type == "model.replied" ? 1 : 0).First();
        var left = entries.Where(entry => entry != gone).Select((entry, index) => entry with { Sequence = index + 1 }).ToList();
        var compiled = PullRequestCompiler.Compile(left, EntryJson.Line);
        Assert.Null(compiled.Request);
        Assert.Contains(compiled.Faults, fault => fault.Claim.Contains(claim, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WordsOfModels_InThePullRequest_AreWords()
    {
        var text = Render(await Recorded.Value);

        foreach (var armed in (string[])["Fixes #7", "@root", "<img", "![p]", "https://evil", "[skip ci]"])
        {
            Assert.DoesNotContain(armed, text, StringComparison.Ordinal);
        }

        Assert.Contains("img src=x", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a|b", "a\\|b")]
    [InlineData("see owner/name#12 and GH-3", "see owner/nameno. 12 and no. 3")]
    [InlineData("**bold** `code`", "\\*\\*bold\\*\\* \\`code\\`")]
    [InlineData("a\u202eb\u0007c", "abc")]
    [InlineData("www.evil.example", "www\\.evil.example")]
    [InlineData("List<int> & more", "List&lt;int&gt; &amp; more")]
    public void Words_WithMarkup_LoseIt(string given, string expected) => Assert.Equal(expected, MarkdownText.Words(given));

    [Theory]
    [InlineData("a`b", "``a`b``")]
    [InlineData("`", "`` ` ``")]
    [InlineData("x|y\nz", "`x\\|y z`")]
    public void Code_OfAnyText_StaysOneSpan(string given, string expected) => Assert.Equal(expected, MarkdownText.Code(given));

    [Fact]
    public async Task Delivery_AsAPatch_MakesTheSameTreeOnTheBase()
    {
        await using var rig = await RunRig.StartAsync(Script(), Undecided);
        var state = await rig.RunAsync();
        var file = Path.Combine(rig.Target.State, "delivery.patch");

        await MailPatch.WriteAsync(Path.Combine(rig.Target.Root, ".git"), state.Delivery!.Commit, file, CancellationToken.None);
        rig.Target.Git("checkout", "-q", "-b", "second-job", state.Request!.Base);
        rig.Target.Git("am", "--keep-cr", "-q", file);

        Assert.Equal(rig.Target.Git("rev-parse", $"{state.Delivery.Commit}^{{tree}}"), rig.Target.Git("rev-parse", "second-job^{tree}"));
    }

    [Fact]
    public async Task Gh_ThatIsThere_GetsADraftWithTheBodyAsAFileAndNoSecretButItsOwn()
    {
        var home = Directory.CreateTempSubdirectory("gh-").FullName;
        try
        {
            var log = Path.Combine(home, "log");
            File.WriteAllText(Path.Combine(home, "gh"), $"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{log}'\nenv >> '{log}'\npwd >> '{log}'\necho https://github.com/o/n/pull/1\n");
            GitTarget.MakeExecutable(Path.Combine(home, "gh"));
            Dictionary<string, string> environment = new() { ["PATH"] = $"{home}:/usr/bin:/bin", ["GH_TOKEN"] = "t", ["OPENAI_API_KEY"] = "never" };

            var address = await ForgeRequest.OpenAsync("git@github.com:o/n.git", "BK-001-add-a-log", "BK-001: $(touch x) a log", "/body.md", environment, CancellationToken.None);

            var said = File.ReadAllText(log);
            Assert.Equal("https://github.com/o/n/pull/1", address);
            Assert.StartsWith("pr\ncreate\n--draft\n--repo=github.com/o/n\n--head=BK-001-add-a-log\n--title=BK-001: $(touch x) a log\n--body-file=/body.md\n", said, StringComparison.Ordinal);
            Assert.DoesNotContain("never", said, StringComparison.Ordinal);
            var refused = await Assert.ThrowsAsync<RepositoryRefusedException>(() => ForgeRequest.OpenAsync("/some/path.git", "b", "t", "/b", environment, CancellationToken.None));
            Assert.Contains("HOST/OWNER/NAME", refused.Message, StringComparison.Ordinal);

            File.WriteAllText(Path.Combine(home, "gh"), "#!/bin/sh\nprintf 'a pull request for branch \"b\" into branch \"main\" already exists:\nhttps://github.com/o/n/pull/7\n' >&2\nexit 1\n");
            Assert.Equal("https://github.com/o/n/pull/7", await ForgeRequest.OpenAsync("https://github.com/o/n", "b", "t", "/b", environment, CancellationToken.None));
            environment["PATH"] = "/nowhere";
            Assert.Contains("'gh'", Assert.Throws<RepositoryRefusedException>(() => ForgeRequest.Require(environment)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static readonly Lazy<Task<IReadOnlyList<RunEntry>>> Recorded = new(RecordAsync);

    private static async Task<IReadOnlyList<RunEntry>> RecordAsync()
    {
        await using var rig = await RunRig.StartAsync(Script(), Undecided);
        await rig.RunAsync();
        return await rig.RecordAsync();
    }

    private static string Render(IReadOnlyList<RunEntry> entries)
    {
        var compiled = PullRequestCompiler.Compile(entries, EntryJson.Line);
        Assert.Empty(compiled.Faults);
        return PullRequestMarkdown.Render(compiled.Request!);
    }

    // Words that no rule can decide.
    private static void Undecided(GitTarget target) =>
        target.Write("sdd/REFERENCE.md", "# Reference\n\n## Ripple-check table\n\n| If you changed… | Also check / update |\n|---|---|\n| **Code** (`src/`) | the guide of readers |\n| | the overview of readers |\n");

    private static RunScript Script() => new RunScript()
        .Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")])
        .Turn("a1", 0, Write("src/log.txt", "append\r\nline without end"))
        .Turn("a1", 1, Done(Evil, changelog: [new { group = "Added", text = "A log" }]))
        .Works("a2", "tests/log.txt")
        .Judges(null, new { row = 1, verdict = "not_applicable", reason = $"No reader asks. {Evil}", path = "", quote = "" }, new { row = 2, verdict = "missing", reason = "Nothing says so.", path = "", quote = "" })
        .Summary("Add a log", $"{Evil}\n---\ndiff --git a/x b/x\nFrom 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\nIt appends.");
}
