using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>Wrong settings: exit code 78, with key, value and what it may be, before anything else happens.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("Orchestrator__Limits__MaxTurns", "0", "'Orchestrator:Limits:MaxTurns' is '0'", "between 1 and 500")]
    [InlineData("Orchestrator__Limits__MaxTurns", "many", "Orchestrator:Limits:MaxTurns", "'many'")]
    [InlineData("Orchestrator__Sandbox__Minimum", "some", "'Orchestrator:Sandbox:Minimum' is 'some'")]
    [InlineData("Orchestrator__Models__default__Temperature", "3", "'Orchestrator:Models:default:Temperature' is '3'", "between 0 and 2")]
    [InlineData("Orchestrator__Models__default__Endpoint", "ftp://x", "'Orchestrator:Models:default:Endpoint' is 'ftp://x'", "http")]
    [InlineData("Orchestrator__Experts__testing", "nobody", "'Orchestrator:Experts:testing' names the model 'nobody'", "default")]
    [InlineData("Orchestrator__Purposes__poetry", "default", "'Orchestrator:Purposes:poetry'", "plan, expert, review, summarise")]
    [InlineData("Orchestrator__Limits__MaxTurn", "3", "Orchestrator:Limits:MaxTurn", "MaxTurns")]
    public async Task Value_ThatIsWrong_IsNamedWithKeyAndChoices(string variable, string value, params string[] said)
    {
        var result = await RunningProgram.RunAsync(_home, _home.Root, new Dictionary<string, string> { [variable] = value }, "run", "BK-004");

        result.ShouldEndWith(78, said);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(_home.State));
    }

    [Fact]
    public async Task Faults_OfOneConfiguration_AreAllNamedAtOnce()
    {
        var variables = new Dictionary<string, string> { ["Orchestrator__Limits__MaxTurns"] = "0", ["Orchestrator__Sandbox__TimeoutSeconds"] = "-1" };

        var result = await RunningProgram.RunAsync(_home, _home.Root, variables, "run", "BK-004");

        result.ShouldEndWith(78, "'Orchestrator:Limits:MaxTurns' is '0'", "'Orchestrator:Sandbox:TimeoutSeconds' is '-1'");
    }

    [Theory]
    [InlineData("""{ "Orchestrator": { "Limits": { "MaxTurn": 3 } } }""", "Orchestrator:Limits:MaxTurn", "MaxTurns")]
    [InlineData("""{ "Orchestrator": { "Limits": { "MaxTurns": 3, } """, "extra.json", "JSON")]
    [InlineData("""{ "Orchestrator": { "Limits": { "MaxTurns": 501 } } }""", "'Orchestrator:Limits:MaxTurns' is '501'", "between 1 and 500")]
    public async Task File_ThatIsWrong_IsRefused(string content, params string[] said)
    {
        var file = _home.Write("extra.json", content);

        var result = await RunningProgram.RunAsync(_home, _home.Root, Variables.None, "run", "BK-004", "--config", file);

        result.ShouldEndWith(78, [.. said]);
    }

    /// <summary>Some are only rendered when a wave or a review opens, far from where the run began.</summary>
    [Theory]
    [InlineData("experts/documentation", "{{$domain}}")]
    [InlineData("steps/assignment", "{{$task}}")]
    [InlineData("steps/nudge", "{{$submit}}")]
    public async Task Prompt_ThatIsBroken_IsNamedWithItsLine(string prompt, string variable)
    {
        var target = TidemarkTarget.In(_home);
        var prompts = Path.Combine(_home.Root, "prompts");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "prompts"), "*.md", SearchOption.AllDirectories))
        {
            _home.Write(Path.Combine(prompts, Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "prompts"), file)), File.ReadAllText(file).Replace(file.EndsWith($"{prompt}.md", StringComparison.Ordinal) ? variable : "\0", "{{$colour}}", StringComparison.Ordinal));
        }

        await using var model = await Rehearsals.SampleAsync();
        var result = await RunningProgram.RunAsync(_home, target.Root, new Dictionary<string, string>(Variables.For(model)) { ["Orchestrator__PromptsDirectory"] = prompts }, "run", "BK-005", "--sandbox", "none");

        result.ShouldEndWith(78, $"prompts/{prompt}.md:", "colour");
    }

    [Fact]
    public async Task File_ThatIsNotThere_IsRefused() =>
        (await RunningProgram.RunAsync(_home, _home.Root, Variables.None, "run", "BK-004", "--config", "no-such.json")).ShouldEndWith(78, "--config names 'no-such.json'");

    [Fact]
    public async Task RepositorySettings_ThatAreMissing_AreAskedFor()
    {
        var target = TidemarkTarget.In(_home);
        target.Git("rm", "-q", "orchestrator.json");
        target.Commit("Remove the settings");

        (await RunAsync(target)).ShouldEndWith(78, "orchestrator.json is not in commit");
    }

    [Theory]
    [InlineData("\"src/Tidemark/**\", \"!src/Tidemark/Ext/**\"", "\"src/Tidemark/**\"", "the domains of store-backend and extension overlap, for example at 'src/Tidemark/Ext/")]
    [InlineData("\"testing\": {", "\"poet\": {", "'experts.poet' has no persona", "testing")]
    [InlineData("\"waivers\": {}", "\"waiver\": {}", "orchestrator.json", "waiver")]
    [InlineData("\"tests/**\"", "\"../tests/**\"", "'experts.testing.writes'")]
    [InlineData("\"checks\": {", "\"checks\": [", "orchestrator.json")]
    public async Task RepositorySettings_ThatAreWrong_AreRefusedWithTheReason(string old, string @new, params string[] said)
    {
        var target = TidemarkTarget.In(_home).Edit("orchestrator.json", old, @new).Commit("Spoil the settings");

        (await RunAsync(target)).ShouldEndWith(78, said);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "BK-004", "BK-005")]
    [InlineData("run", "BK-004", "--sandbox", "maybe")]
    [InlineData("run", "BK-004", "-o", "xml")]
    [InlineData("demo", "BK-006")]
    [InlineData("demo", "--latency", "-1")]
    [InlineData("dance")]
    [InlineData("run", "BK-004", "--api-key", "sk-1")]
    public async Task Usage_ThatIsWrong_EndsWith2AndPointsToTheHelp(params string[] arguments)
    {
        var result = await RunningProgram.RunAsync(_home, _home.Root, Variables.None, arguments);

        result.ShouldEndWith(2, "--help' shows what there is");
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task SettingsFiles_OfTheRepositoryAndOfTheCurrentFolder_AreNeverRead()
    {
        var target = TidemarkTarget.In(_home);
        await using var trap = new Doorman(200, "{}");
        await using var model = await Rehearsals.SampleAsync();
        var hostile = $$"""{ "Orchestrator": { "Models": { "default": { "Endpoint": "{{trap.Address}}" } }, "Sandbox": { "Minimum": "none" }, "Limits": { "MaxTurns": 7 } } }""";
        foreach (var name in new[] { "appsettings.json", "appsettings.Production.json", "orchestrator/appsettings.json", ".config/orchestrator/appsettings.json" })
        {
            target.Write(name, hostile).Write($"sdd/{name}", hostile);
        }

        target.Commit("Bring settings along");
        var fromFolder = await RunningProgram.RunAsync(_home, Path.Combine(target.Root, "sdd"), Variables.For(model), "config", "show", "-o", "json");
        var run = await RunningProgram.RunAsync(_home, Path.Combine(target.Root, "sdd"), Variables.For(model), "run", "BK-006");

        fromFolder.ShouldEndWith(0);
        Assert.DoesNotContain(trap.Address.ToString(), fromFolder.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"7\"", fromFolder.Output, StringComparison.Ordinal);
        run.ShouldEndWith(7);
        Assert.Empty(trap.Keys);
    }

    private Task<ProgramResult> RunAsync(TidemarkTarget target) => RunningProgram.RunAsync(_home, target.Root, Variables.None, "run", "BK-004");
}
