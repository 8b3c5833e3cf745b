using System.Text.Json;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>The commands that only tell something: `experts list` and `config show`.</summary>
public sealed class InformationTests : IDisposable
{
    private const string Key = "sk-canary-2342";
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ExpertsList_SaysWhoOwnsWhat()
    {
        var target = TidemarkTarget.In(_home);

        var text = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "list");
        var json = await RunningProgram.RunAsync(_home, Path.Combine(target.Root, "src"), Variables.None, "experts", "list", "-o", "json");

        text.ShouldEndWith(0, "store-backend", "extension", "testing", "documentation", "orchestrator", "!src/Tidemark/Ext/**", "whatever no expert owns");
        Assert.DoesNotContain('\e', text.Output);
        json.ShouldEndWith(0);
        using var document = JsonDocument.Parse(json.Output);
        var experts = document.RootElement.EnumerateArray().ToDictionary(expert => expert.GetProperty("id").GetString()!);
        Assert.Equal(["documentation", "extension", "orchestrator", "store-backend", "testing"], experts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["tests/**"], experts["testing"].GetProperty("writes").EnumerateArray().Select(path => path.GetString()));

        // Each file of the commit belongs to exactly one of them.
        var files = target.Git("ls-tree", "-r", "--name-only", "HEAD").Split('\n').Length;
        Assert.Equal(files, experts.Values.Sum(expert => expert.GetProperty("files").GetInt32()));
    }

    [Fact]
    public async Task Output_InAFile_IsNeverFolded()
    {
        var path = $"/{string.Join('/', Enumerable.Repeat("a long folder", 40))}";

        var result = await RunningProgram.RunAsync(_home, _home.Root, new Dictionary<string, string> { ["Orchestrator__Repositories__far__Path"] = path }, "config", "show");

        result.ShouldEndWith(0, path);
    }

    [Fact]
    public async Task ExpertsCheck_ProvesTheDomainsDisjoint_AndWarnsOfWhatIsOdd()
    {
        var target = TidemarkTarget.In(_home);
        target.Edit("orchestrator.json", "\"tests/**\"", "\"tests/**\", \"none/**\"").Commit("Change the domains");

        var text = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "check");
        var json = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "check", "-o", "json");

        text.ShouldEndWith(0, "No two of the 4 domains overlap", "warning: 'none/**' of testing matches no file");
        using var document = JsonDocument.Parse(json.Output);
        Assert.True(document.RootElement.GetProperty("disjoint").GetBoolean());
        Assert.Equal(
            target.Git("ls-tree", "-r", "--name-only", "HEAD").Split('\n').Length,
            document.RootElement.GetProperty("owners").EnumerateArray().Sum(owner => owner.GetProperty("files").GetInt32()));
    }

    [Fact]
    public async Task ExpertsCheck_OfOverlappingDomains_ShowsAPathThatBothOwn_AndNothingElseRuns()
    {
        var target = TidemarkTarget.In(_home);
        target.Edit("orchestrator.json", "\"tests/**\"", "\"tests/**\", \"src/**/*Tests.cs\"").Commit("Change the domains");

        var text = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "check");
        var json = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "check", "-o", "json");

        text.ShouldEndWith(78, "overlap: store-backend and testing both own 'src/", "overlap: extension and testing both own 'src/Tidemark/Ext/", "with '!' in orchestrator.json");
        json.ShouldEndWith(78);
        using var document = JsonDocument.Parse(json.Output);
        Assert.False(document.RootElement.GetProperty("disjoint").GetBoolean());
        Assert.All(document.RootElement.GetProperty("overlaps").EnumerateArray(), overlap => Assert.EndsWith("Tests.cs", overlap.GetProperty("witness").GetString(), StringComparison.Ordinal));
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "list")).ShouldEndWith(78, "overlap, for example at 'src/", "shows all 2 pairs");
    }

    [Fact]
    public async Task ExpertsShowAndOwner_TellOneExpert_AndWhoWritesAPath()
    {
        var target = TidemarkTarget.In(_home);

        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "show", "testing")).ShouldEndWith(0, "testing: ", "tests/**", "files.*", "owns ");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "show", "testng")).ShouldEndWith(2, "There is no expert 'testng' in this repository. Did you mean 'testing'?");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "owner", "src/Tidemark/Ext/New.cs", "./README.md", "CHANGELOG.md", "tests/.git/config", "src", "eng/check-docs.sh"))
            .ShouldEndWith(0, "extension  src/Tidemark/Ext/New.cs  (by src/Tidemark/Ext/**; not in commit", "orchestrator  README.md  (in no domain)", "only code writes it", "nobody writes git's own files", "a folder, its files are of", "eng/check-docs.sh  (in no domain; only a person changes it");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "owner", "../x")).ShouldEndWith(2, "'../x' is no path of a repository: no '..' part");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "owner")).ShouldEndWith(2);
        using var document = JsonDocument.Parse((await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "owner", "tests/A.cs", "-o", "json")).Output);
        Assert.Equal("testing", document.RootElement[0].GetProperty("owner").GetString());
        Assert.Contains("testing", document.RootElement[0].GetProperty("readers").EnumerateArray().Select(reader => reader.GetString()));
    }

    [Fact]
    public async Task ExpertsList_OfAnotherReference_ReadsThatOne()
    {
        var target = TidemarkTarget.In(_home);
        target.Git("rm", "-q", "orchestrator.json");
        target.Commit("Remove the settings");

        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "list")).ShouldEndWith(78, "orchestrator.json is not in commit");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "experts", "list", "--base", "HEAD~1")).ShouldEndWith(0, "store-backend");
    }

    [Fact]
    public async Task SpecsSearch_FindsByWordsAndByPath()
    {
        var target = TidemarkTarget.In(_home);

        var words = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "specs", "search", "remember", "the", "position", "--limit", "2");
        var path = await RunningProgram.RunAsync(_home, target.Root, Variables.None, "specs", "search", "--path", "src/Tidemark/Store.cs", "-o", "json");

        words.ShouldEndWith(0);
        Assert.StartsWith("SNAP-001: Taking\n  sdd/specs/012-ext-snapshot.md:", words.Output, StringComparison.Ordinal);
        path.ShouldEndWith(0);
        using var document = JsonDocument.Parse(path.Output);
        var hits = document.RootElement.GetProperty("hits").EnumerateArray().ToList();
        Assert.StartsWith("STORE-", hits[0].GetProperty("section").GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.All(hits, hit => Assert.NotEqual(0, hit.GetProperty("reasons").GetArrayLength()));
        Assert.Equal(target.Git("rev-parse", "HEAD"), document.RootElement.GetProperty("commit").GetString());
    }

    [Fact]
    public async Task SpecsShow_OfAnUnknownId_NamesNearOnes()
    {
        var target = TidemarkTarget.In(_home);

        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "specs", "show", "store-001")).ShouldEndWith(0, "STORE-001: ", "behind it:", "tested by:", "tests/Tidemark.Tests/StoreTests.cs:");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "specs", "show", "STORE-01")).ShouldEndWith(7, "There is no spec section 'STORE-01'", "Near it: STORE-001");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "specs", "search")).ShouldEndWith(2, "words, --path PATH", "'orchestrator specs search --help'");
    }

    [Fact]
    public async Task ConfigShow_NamesEachValueWithItsSource_AndMasksTheKey()
    {
        _home.WriteSettings("""{ "Orchestrator": { "Limits": { "MaxTurns": 11 }, "Models": { "big": { "ApiKey": "sk-canary-2342", "Endpoint": "http://user:sk-canary-2342@localhost:9/v1", "Id": "big" } } } }""");
        var extra = _home.Write("extra.json", """{ "Orchestrator": { "Limits": { "MaxWaves": 5 } } }""");
        var variables = new Dictionary<string, string> { ["OPENAI_API_KEY"] = Key, ["OPENAI_MODEL"] = "from-alias", ["Orchestrator__Limits__MaxRepairs"] = "1" };

        var text = await RunningProgram.RunAsync(_home, _home.Root, variables, "config", "show", "--config", extra);
        var json = await RunningProgram.RunAsync(_home, _home.Root, variables, "config", "show", "--config", extra, "--model", "from-flag", "-o", "json");

        text.ShouldEndWith(0, "Orchestrator:Models:default:ApiKey", "(set)", "environment (alias)");
        json.ShouldEndWith(0);
        Assert.DoesNotContain(Key, $"{text}{json}", StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        var rows = document.RootElement.EnumerateArray().ToDictionary(
            row => row.GetProperty("key").GetString()!["Orchestrator:".Length..], row => (row.GetProperty("value").GetString()!, row.GetProperty("source").GetString()!));
        Assert.Equal(("(set)", "environment (alias)"), rows["Models:default:ApiKey"]);
        Assert.Equal(("from-flag", "command line"), rows["Models:default:Id"]);
        Assert.Equal(("1", "environment"), rows["Limits:MaxRepairs"]);
        Assert.Equal("5", rows["Limits:MaxWaves"].Item1);
        Assert.EndsWith("extra.json", rows["Limits:MaxWaves"].Item2, StringComparison.Ordinal);
        Assert.Equal(("11", Path.Combine(_home.Root, "config", "orchestrator", "appsettings.json")), rows["Limits:MaxTurns"]);
        Assert.Equal(("400", "appsettings.json"), rows["Limits:MaxModelCalls"]);
    }

    [Fact]
    public async Task ConfigShow_OfAWrongValue_ShowsItFirstAndRefusesThen()
    {
        var result = await RunningProgram.RunAsync(_home, _home.Root, new Dictionary<string, string> { ["Orchestrator__Limits__MaxTurns"] = "0" }, "config", "show");

        result.ShouldEndWith(78, "'Orchestrator:Limits:MaxTurns' is '0'");
        Assert.Contains("Orchestrator:Limits:MaxTurns", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "run")]
    [InlineData("--version", "0.1.0")]
    public async Task Help_AndVersion_GoToStandardOutput(string option, string said)
    {
        var result = await RunningProgram.RunAsync(_home, _home.Root, Variables.None, option);

        result.ShouldEndWith(0);
        Assert.Contains(said, result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }
}
