using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Intake;
using Orchestrator.SK.Core.Planning;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Intake;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>What a repository's own file wants to have run is shown once for each version of it; without a person nothing runs.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly string state = Directory.CreateTempSubdirectory("trust-").FullName;

    private static RunScript Script => new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]).Works("a1", "src/log.txt");

    [Fact]
    public async Task Run_OfAnUntrustedFile_IsRefusedBeforeAnythingHappens()
    {
        await using var rig = await RunRig.StartAsync(Script, settings: ("Orchestrator:TrustedSettings:0", new string('0', 64)));

        var refused = await Assert.ThrowsAsync<UntrustedSettingsException>(() => rig.RunAsync());

        Assert.Contains("\n  verify: sh verify.sh\n", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"orchestrator config trust -C '{rig.Target.Root}'", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await rig.RecordAsync());
        Assert.Empty(rig.Server.Requests);
        Assert.Equal(["main"], rig.Branches());
    }

    [Fact]
    public async Task Person_WhoTrustsAVersion_IsAskedForThatVersionOnce()
    {
        var person = new Believer(true);
        await using var rig = await RunRig.StartAsync(Script, person: person, settings: ("Orchestrator:TrustedSettings:0", new string('0', 64)));

        Assert.Equal(RunOutcome.Delivered, (await rig.RunAsync()).Outcome);
        await rig.RunAsync(run: "run-2");

        Assert.Equal(["verify: sh verify.sh"], Assert.Single(person.Asked).Commands);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path.Combine(rig.Target.State, "trusted")));
        rig.Target.Write("orchestrator.json", File.ReadAllText(Path.Combine(rig.Target.Root, "orchestrator.json")) + "\n");
        rig.Target.Commit();
        await rig.RunAsync(run: "run-3");
        Assert.Equal(2, person.Asked.Count);
    }

    [Fact]
    public async Task Person_WhoSaysNo_IsAskedAgainTheNextTime()
    {
        var person = new Believer(false);
        await using var rig = await RunRig.StartAsync(Script, person: person, settings: ("Orchestrator:TrustedSettings:0", new string('0', 64)));

        await Assert.ThrowsAsync<UntrustedSettingsException>(() => rig.RunAsync());
        await Assert.ThrowsAsync<UntrustedSettingsException>(() => rig.RunAsync(run: "run-2"));

        Assert.Equal(2, person.Asked.Count);
    }

    [Fact]
    public async Task Commands_OfTheOperator_NeedNoTrustAndReplaceTheRepositorys()
    {
        string? root = null;
        await using var rig = await RunRig.StartAsync(Script, target => { root = target.Root; target.Write("verify.sh", "exit 9\n"); }, settings:
        [
            ("Orchestrator:TrustedSettings:0", new string('0', 64)), ("Orchestrator:Repositories:mine:Verify:0", "true"), ("Orchestrator:Repositories:mine:Path", "set below"),
        ]);
        rig.Set("Orchestrator:Repositories:mine:Path", root!);
        await rig.RestartAsync();

        var run = await rig.RunAsync();

        Assert.Equal((RunOutcome.Delivered, "true"), (run.Outcome, Assert.Single(run.Verify!.Check.Command)));
    }

    [Fact]
    public void Commands_OfTheOperator_ForChecksAlone_LeaveVerifyToBeTrusted()
    {
        var own = RepositorySettings.Parse("""{ "experts": { "a": { "writes": ["a/**"] } }, "checks": { "lint": ["evil"] }, "verify": ["make"] }""");
        var options = new OrchestratorOptions { Repositories = { ["x"] = new RepositoryOptions { Path = "/r/x/", Checks = { ["format"] = ["fmt", "."] }, Formatters = { "format" } } } };

        var (used, asked) = OperatorCommands.Over(own, options, "/r/x");

        Assert.Equal(("fmt .", true), ($"{Assert.Single(used.Checks!).Value}", used.Checks!["format"].Formats));
        Assert.Equal(["verify: make"], WantedCommands.Of("/r/x", "c", "t", asked).Commands);
        Assert.Equal(2, WantedCommands.Of("/r/y", "c", "t", OperatorCommands.Over(own, options, "/r/y").Own).Commands.Count);
    }

    [Fact]
    public void File_ThatOthersCanWrite_OrThatIsALink_TrustsNothing()
    {
        var trusted = Trusted();
        var wanted = new WantedCommands("/r", "c", TrustedSettings.HashOf("x"), ["verify: make"]);
        trusted.Add("/r", wanted.Hash);
        Assert.True(trusted.Allows(wanted));

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(trusted.File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        }

        Assert.False(trusted.Allows(wanted));
        var elsewhere = Path.Combine(state, "elsewhere");
        File.Move(trusted.File, elsewhere);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(elsewhere, UnixFileMode.UserRead);
        }

        File.CreateSymbolicLink(trusted.File, elsewhere);
        Assert.False(trusted.Allows(wanted));
    }

    [Fact]
    public void File_ThatWantsNothing_NeedsNoTrust() => Assert.True(Trusted().Allows(new WantedCommands("/r", "c", TrustedSettings.HashOf("x"), [])));

    [Fact]
    public void Commands_WithControlCharacters_AreShownAsText() =>
        Assert.DoesNotContain('\u001b', $"{new WantedCommands("/r", "c", TrustedSettings.HashOf("x"), ["verify: \u001b[2Jls"])}");

    public void Dispose() => Directory.Delete(state, recursive: true);

    private TrustedSettings Trusted()
    {
        var options = new OrchestratorOptions { StateDirectory = state };
        return new(new Places(options), Options.Create(options), TimeProvider.System);
    }

    private sealed class Believer(bool answer) : IPerson
    {
        public List<WantedCommands> Asked { get; } = [];

        public Task<bool> TrustAsync(WantedCommands wanted, CancellationToken cancellationToken)
        {
            Asked.Add(wanted);
            return Task.FromResult(answer);
        }

        public Task<IReadOnlyDictionary<string, string>?> AskAsync(IReadOnlyList<string> questions, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

        public Task<bool?> ApproveAsync(Plan plan, RunState state, CancellationToken cancellationToken) => Task.FromResult<bool?>(true);
    }
}
