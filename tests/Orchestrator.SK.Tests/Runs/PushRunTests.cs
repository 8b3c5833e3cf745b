using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Repositories;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>The push of a verified branch: to the operator's remote, never over anybody's work, held while it carries what others execute.</summary>
public sealed class PushRunTests : IDisposable
{
    private const string Branch = "BK-001-add-a-log";

    private readonly string home = Directory.CreateTempSubdirectory("push-").FullName;

    private string Remote => Path.Combine(home, "remote é.git");

    private static RunScript Script(string path = "src/log.txt") => new RunScript().Plan("simple", [Assignment("a1", "store-backend", path)]).Works("a1", path);

    [Fact]
    public async Task Branch_ThatIsVerified_IsPushedToTheRemoteOfThatName()
    {
        await using var rig = await StartAsync(Script(), remote: "origin");
        rig.Target.Git("remote", "add", "origin", Remote);

        var state = await rig.RunAsync();

        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        Assert.Equal((Remote, Branch, state.Delivery!.Commit), (state.Pushed!.Remote, state.Pushed.Branch, state.Pushed.Commit));
        Assert.Equal($"{state.Delivery.Commit} refs/heads/{Branch}", Refs());
        Assert.Equal((await rig.RecordAsync()).Count, (await rig.ReplayAsync()).Entries);
    }

    [Fact]
    public async Task Branch_OfAnotherAtTheRemote_IsNotWrittenOver()
    {
        await using var rig = await StartAsync(Script());
        rig.Target.Git("push", "-q", Remote, $"main:refs/heads/{Branch}");
        var before = Refs();

        var state = await rig.RunAsync();

        Assert.Equal((OutcomeKind.Stopped, 7), (state.Outcome!.Kind, state.Outcome.ExitCode));
        Assert.Contains("already, at", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Contains("'orchestrator runs push run-1' tries again", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(before, Refs());
        Assert.Contains(Branch, rig.Branches());
    }

    [Fact]
    public async Task Remote_WhoseHookDeclines_LeavesTheBranchHere()
    {
        await using var rig = await StartAsync(Script());
        File.WriteAllText(Path.Combine(Remote, "hooks", "pre-receive"), "#!/bin/sh\necho 'no pushes on Sundays' >&2\nexit 1\n");
        GitTarget.MakeExecutable(Path.Combine(Remote, "hooks", "pre-receive"));

        var state = await rig.RunAsync();

        Assert.Equal(7, state.Outcome!.ExitCode);
        Assert.Contains("no pushes on Sundays", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(Branch, rig.Branches());
    }

    [Fact]
    public async Task Push_OfWhatExecutesLater_IsHeldUntilAPersonAllowsIt()
    {
        await using var held = await StartAsync(Script("src/conftest.py"));

        var state = await held.RunAsync();

        Assert.Equal((OutcomeKind.NeedsInput, 4), (state.Outcome!.Kind, state.Outcome.ExitCode));
        Assert.Contains("src/conftest.py (test configuration)", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.EndsWith("orchestrator runs push run-1 --allow-executes-later", state.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("", Refs());
        Assert.Contains(Branch, held.Branches());
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("rather not", false)]
    public async Task Person_WhoIsAsked_DecidesAboutTheHeldPush(string answer, bool pushed)
    {
        var person = new OneAnswer(answer);
        await using var rig = await StartAsync(Script("src/Makefile"), person: person);

        var state = await rig.RunAsync();

        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Contains("src/Makefile (build script)", Assert.Single(person.Asked), StringComparison.Ordinal);
        Assert.Equal(pushed, Refs().Length > 0);
        Assert.Equal((await rig.RecordAsync()).Count, (await rig.ReplayAsync()).Entries);
    }

    [Fact]
    public async Task Push_OfWhatExecutesLater_IsAllowedByTheOperator()
    {
        await using var rig = await StartAsync(Script("src/conftest.py"), settings: ("Orchestrator:Push:AllowExecutesLater", "true"));

        Assert.Equal(RunOutcome.Delivered, (await rig.RunAsync()).Outcome);
        Assert.Contains(Branch, Refs(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KilledBetweenDeliveryAndPush_PushesOnce()
    {
        await using var rig = await StartAsync(Script());
        var whole = await rig.RunAsync();
        var record = await rig.RecordAsync();

        // What a killed run leaves: a record that ends at its delivery, with the branch there already, or not yet.
        var left = RunState.Replay(record.TakeWhile(entry => entry.Event is not RunEvent.BranchPushed));
        Assert.Equal(new RunCommand.Push(Remote, Branch, whole.Delivery!.Commit), RunDecider.Decide(left));
        using var repository = PrivateRepository.Open(rig.Target.State, rig.Target.Root);
        var push = new BranchPush(new Orchestrator.SK.Hosting.PushOptions());
        Assert.Null(await push.PushAsync(repository.Location, Remote, Branch, whole.Delivery.Commit, null, CancellationToken.None));
        GitTarget.GitIn(Remote, "update-ref", "-d", $"refs/heads/{Branch}");
        Assert.Null(await push.PushAsync(repository.Location, Remote, Branch, whole.Delivery.Commit, null, CancellationToken.None));
        Assert.Contains(whole.Delivery.Commit, Refs(), StringComparison.Ordinal);

        // Onto what this very run pushed before it may go; and only onto that.
        var older = GitTarget.GitIn(rig.Target.Root, "rev-parse", "main");
        GitTarget.GitIn(Remote, "update-ref", $"refs/heads/{Branch}", older);
        Assert.NotNull(await push.PushAsync(repository.Location, Remote, Branch, whole.Delivery.Commit, null, CancellationToken.None));
        Assert.Null(await push.PushAsync(repository.Location, Remote, Branch, whole.Delivery.Commit, older, CancellationToken.None));
    }

    [Theory]
    [InlineData("nowhere", "no remote 'nowhere'")]
    [InlineData("ext::sh -c 'touch /tmp/x'", "is no address")]
    [InlineData("ext::sh", "would run a helper")]
    [InlineData("--upload-pack=touch", "is no address")]
    [InlineData("https://user:secret@example.org/x.git", "holds a user or a password")]
    [InlineData("https://token@example.org/x.git", "holds a user or a password")]
    [InlineData("ssh://git:secret@example.org/x.git", "holds a user or a password")]
    [InlineData("ftp://example.org/x.git", "no address that is spoken to")]
    [InlineData("../x.git", "no address that is spoken to")]
    [InlineData("https://example.org/\u001b[2J", "is no address")]
    public void Address_ThatMayNotBeSpokenTo_IsRefused(string given, string said)
    {
        var refused = Assert.Throws<RepositoryRefusedException>(() => PushRemote.Resolve(given, _ => null));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("token@", refused.Message, StringComparison.Ordinal);
        Assert.Throws<RepositoryRefusedException>(() => PushRemote.Resolve("origin", _ => given == "nowhere" ? null : given));
    }

    [Theory]
    [InlineData("https://example.org/x.git")]
    [InlineData("ssh://git@example.org:2222/x.git")]
    [InlineData("git@example.org:team/x.git")]
    [InlineData("/srv/git/my repository.git")]
    [InlineData("file:///srv/git/x.git")]
    public void Address_ThatGitSpeaksTo_IsTaken(string given)
    {
        Assert.Equal(given, PushRemote.Resolve(given, _ => null));
        Assert.Equal(given, PushRemote.Resolve("origin", _ => given));
    }

    [Fact]
    public async Task Git_ThatPushes_FollowsNobodysConfiguration()
    {
        await using var rig = await StartAsync(Script());
        var canary = Path.Combine(home, "canary");
        var global = Path.Combine(home, "gitconfig");
        File.WriteAllText(global, $"[core]\n\thooksPath = {home}/hooks\n\tsshCommand = touch {canary}\n[credential]\n\thelper = \"!touch {canary}\"\n[url \"{home}/elsewhere.git\"]\n\tinsteadOf = {Remote}\n");
        Directory.CreateDirectory(Path.Combine(home, "hooks"));
        File.WriteAllText(Path.Combine(home, "hooks", "pre-push"), $"#!/bin/sh\ntouch '{canary}'\n");
        GitTarget.MakeExecutable(Path.Combine(home, "hooks", "pre-push"));
        rig.Target.Git("config", "core.hooksPath", Path.Combine(home, "hooks"));
        rig.Target.Git("config", $"url.{home}/elsewhere.git.pushInsteadOf", Remote);
        Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", global);
        try
        {
            Assert.Equal(RunOutcome.Delivered, (await rig.RunAsync()).Outcome);
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_CONFIG_GLOBAL", null);
        }

        Assert.False(File.Exists(canary));
        Assert.Contains(Branch, Refs(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    private string Refs() => GitTarget.GitIn(Remote, "for-each-ref", "--format=%(objectname) %(refname)");

    private async Task<RunRig> StartAsync(RunScript script, string? remote = null, Orchestrator.SK.Stages.IPerson? person = null, params (string Key, string Value)[] settings)
    {
        Directory.CreateDirectory(Remote);
        GitTarget.GitIn(Remote, "init", "-q", "--bare");
        return await RunRig.StartAsync(script, person: person, settings: [("Orchestrator:Push:Remote", remote ?? Remote), .. settings]);
    }
}
