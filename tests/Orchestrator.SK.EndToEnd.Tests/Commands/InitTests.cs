using System.Text.Json;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>`init`: finds what the sample says about itself by hand, writes it once, and never over something.</summary>
public sealed class InitTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Init_OfTheSample_FindsWhatItsAuthorsWrote()
    {
        var target = TidemarkTarget.In(_home);
        var byHand = RepositorySettings.Parse(File.ReadAllText(Path.Combine(target.Root, "orchestrator.json")));
        target.Git("rm", "-q", "orchestrator.json");
        target.Commit("Remove the settings");

        var text = await Init(target.Root, "--yes");

        text.ShouldEndWith(0, "paths.backlog", "sdd/BACKLOG.md", "items, ", " open", "Not found", "paths.rfcs", "Wrote ");
        var found = RepositorySettings.Parse(File.ReadAllText(Path.Combine(target.Root, "orchestrator.json")));
        Assert.Equal(JsonSerializer.Serialize(byHand.Paths! with { Rfcs = [] }), JsonSerializer.Serialize(found.Paths));
        Assert.Equal(JsonSerializer.Serialize(byHand.Experts), JsonSerializer.Serialize(found.Experts));
        Assert.Equal(["sh", "eng/check-docs.sh"], found.Checks!["docs"].Command);
        Assert.Equal(["sh", "eng/verify.sh"], found.Verify!);

        // What was written is good for the other commands.
        target.Commit("Add the settings");
        (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "check", "BK-004")).ShouldEndWith(0, "may start");
    }

    [Fact]
    public async Task Init_Json_IsTheFileWithItsEvidence_AndWritesNothing()
    {
        var target = TidemarkTarget.In(_home);
        target.Git("rm", "-q", "orchestrator.json");
        target.Commit("Remove the settings");

        var json = await Init(target.Root, "-o", "json");

        json.ShouldEndWith(0);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("sdd/BACKLOG.md", document.RootElement.GetProperty("settings").GetProperty("paths").GetProperty("backlog").GetString());
        Assert.Equal(RepositorySettings.SchemaAddress, document.RootElement.GetProperty("settings").GetProperty("$schema").GetString());
        Assert.All(document.RootElement.GetProperty("found").EnumerateArray(), row => Assert.NotEmpty(row.GetProperty("evidence").GetString()!));
        Assert.Contains("paths.rfcs", document.RootElement.GetProperty("missing").EnumerateArray().Select(row => row.GetProperty("key").GetString()));
        Assert.False(File.Exists(Path.Combine(target.Root, "orchestrator.json")));
    }

    [Fact]
    public async Task Init_WhereOneIs_WritesOnlyWhenForced_AndWhereNobodyCanBeAsked_SaysHow()
    {
        var target = TidemarkTarget.In(_home);
        var file = Path.Combine(target.Root, "orchestrator.json");
        var before = File.ReadAllText(file);

        (await Init(target.Root, "--yes")).ShouldEndWith(7, "orchestrator.json is there already", "--force", "--dry-run");
        (await Init(target.Root, "--dry-run")).ShouldEndWith(0, "\"backlog\": \"sdd/BACKLOG.md\"");
        (await Init(target.Root, "--force")).ShouldEndWith(4, "Nothing is written", "orchestrator init --yes --force");
        (await Init(target.Root, "--force", "--no-input")).ShouldEndWith(4, "Nothing is written");
        Assert.Equal(before, File.ReadAllText(file));
        (await Init(target.Root, "--yes", "--force")).ShouldEndWith(0, "Wrote ");
        Assert.NotEqual(before, File.ReadAllText(file));
    }

    [Fact]
    public async Task Init_WhereThereIsNothingToFind_SaysWhatIsMissing()
    {
        var folder = Path.Combine(_home.Root, "empty");
        Directory.CreateDirectory(folder);
        (await Init(folder)).ShouldEndWith(7, "not in a git repository", "git init");
        TidemarkTarget.GitIn(folder, "init", "-q", "-b", "main");
        (await Init(folder)).ShouldEndWith(7, "has no commits", "git commit");
        File.WriteAllText(Path.Combine(folder, "README.md"), "# Nothing\n");
        TidemarkTarget.GitIn(folder, "add", "-A");
        TidemarkTarget.GitIn(folder, "commit", "-q", "-m", "First");
        (await Init(folder, "--yes")).ShouldEndWith(7, "No expert can be given a domain", "by hand");
        Directory.CreateDirectory(Path.Combine(folder, "src"));
        File.WriteAllText(Path.Combine(folder, "src", "a.py"), "pass\n");
        TidemarkTarget.GitIn(folder, "add", "-A");
        TidemarkTarget.GitIn(folder, "commit", "-q", "-m", "Second");
        (await Init(folder, "--yes")).ShouldEndWith(0, "no item can be run", "ripples are not audited", "Wrote ");
    }

    private Task<ProgramResult> Init(string folder, params string[] arguments) => RunningProgram.RunAsync(_home, folder, Variables.None, ["init", .. arguments]);
}
