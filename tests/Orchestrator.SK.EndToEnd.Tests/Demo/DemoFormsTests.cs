using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.EndToEnd.Tests.Demo;

/// <summary>The small demonstration, for programs that read it; and what a user's own settings may do to it, which is nothing.</summary>
public sealed class DemoFormsTests
{
    [Fact]
    public async Task JsonLines_AreTheJournalItself_AndOnlyTheDocumentationExpertWorks()
    {
        using var home = new ProgramHome();
        var folder = Path.Combine(home.Root, "kept");

        var result = await RunningProgram.RunAsync(home, home.Root, Variables.None, "demo", "BK-005", "-o", "jsonl", "--keep", folder, "--latency", "0");

        result.ShouldEndWith(0);
        var lines = result.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => line.GetProperty("seq").GetInt32()));
        Assert.Equal(("run.accepted", "run.ended"), (lines[0].GetProperty("type").GetString(), lines[^1].GetProperty("type").GetString()));
        var entries = await Journals.OnlyRunAsync(Path.Combine(folder, "state", "journal.db"));
        Assert.Equal(entries.Select(EntryJson.Line), result.OutputLines);
        Assert.Equal(["documentation"], entries.Of<RunEvent.ConversationOpened>().Select(opened => opened.Expert).Except(["orchestrator"]));
        Assert.Equal(OutcomeKind.Delivered, entries.Of<RunEvent.Ended>().Single().Outcome.Kind);
    }

    [Fact]
    public async Task Json_IsOneObject_AndSaysWhatAScriptNeeds()
    {
        using var home = new ProgramHome();

        var result = await RunningProgram.RunAsync(home, home.Root, Variables.None, "demo", "BK-005", "-o", "json", "--latency", "0");

        result.ShouldEndWith(0);
        using var json = JsonDocument.Parse(result.Output);
        var run = json.RootElement;
        Assert.Equal(1, run.GetProperty("schema").GetInt32());
        Assert.Equal(("BK-005", "Delivered", 0), (run.GetProperty("item").GetString(), run.GetProperty("outcome").GetString(), run.GetProperty("exitCode").GetInt32()));
        Assert.StartsWith("BK-005-", run.GetProperty("branch").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, run.GetProperty("verify").GetProperty("exitCode").GetInt32());
        Assert.Equal(["documentation"], run.GetProperty("experts").EnumerateArray().Select(expert => expert.GetProperty("expert").GetString()).Except(["orchestrator"]));
        Assert.True(run.GetProperty("usage").GetProperty("input").GetInt64() > 0);

        // Without --keep it is in the temporary folder, and stays there for a look.
        var folder = Assert.Single(Directory.GetDirectories(home.Temporary, "orchestrator-demo-*"));
        Assert.True(Directory.Exists(Path.Combine(folder, "tidemark", ".git")));
    }

    [Fact]
    public async Task Demo_OfAUserWithModelsOfTheirOwn_CallsNoneOfThem()
    {
        using var home = new ProgramHome();
        await using var real = await Rehearsals.PlayAsync("""{"fixtures":[]}""");
        home.WriteSettings($$"""
            { "Orchestrator": { "Models": { "big": { "Endpoint": "{{real.BaseAddress}}", "Id": "big" } }, "DefaultModel": "big",
              "Experts": { "documentation": "big" }, "Purposes": { "plan": "big" }, "Limits": { "MaxModelCalls": 1 }, "StateDirectory": "{{home.State}}" } }
            """);
        var variables = Variables.For(real);
        variables["Orchestrator__Purposes__summarise"] = "big";

        var result = await RunningProgram.RunAsync(home, home.Root, variables, "demo", "BK-005", "--latency", "0");

        result.ShouldEndWith(0);
        Assert.Empty(real.Requests);
        Assert.False(Directory.Exists(home.State));
    }

    [Fact]
    public async Task Demo_IntoAFolderThatHoldsSomething_RefusesAndLeavesItAlone()
    {
        using var home = new ProgramHome();
        var precious = home.Write("kept/tidemark/precious.txt", "mine");

        var result = await RunningProgram.RunAsync(home, home.Root, Variables.None, "demo", "--keep", Path.Combine(home.Root, "kept"));

        result.ShouldEndWith(7, "exists already", "Name a new folder");
        Assert.Equal("mine", await File.ReadAllTextAsync(precious));
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(home.Root, "kept", "tidemark")));
    }
}
