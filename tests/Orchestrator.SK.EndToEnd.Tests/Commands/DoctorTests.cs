using System.Text.Json;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>`orchestrator doctor` says what a run would stumble over, and how to mend it, before a run does.</summary>
public sealed class DoctorTests : IDisposable
{
    private static readonly Dictionary<string, string> Endpoint = new() { ["OPENAI_BASE_URL"] = "http://127.0.0.1:9/v1", ["OPENAI_MODEL"] = "m", ["Orchestrator__Sandbox__Minimum"] = "none" };

    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task SoundSettings_ArePassed_AndNobodyIsCalled()
    {
        var target = TidemarkTarget.In(_home);

        var text = await RunningProgram.RunAsync(_home, target.Root, Endpoint, "doctor");
        var rows = await RowsAsync(0, target.Root, Endpoint);

        text.ShouldEndWith(0, "Runs can start;", "git version", "'m' at http://127.0.0.1:9/v1 for plan, expert, review, summarise, judge, talk", "their domains disjoint", "trusted in this version");
        Assert.Equal(["checks", "git", "journal", "model default", "orchestrator.json", "price m", "prompts", "repository", "sandbox", "settings", "state", "trust"], rows.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("warn", rows["price m"].Health);
        Assert.All(rows.Where(row => row.Key is not ("price m" or "sandbox")), row => Assert.Equal("ok", row.Value.Health));
    }

    [Fact]
    public async Task Faults_AreAllNamed_AndTheWorstDecidesTheExitCode()
    {
        var target = TidemarkTarget.In(_home, trusted: false);

        // From the repository up: each is worse than the one before.
        await RowsAsync(ExitCodes.Repository, _home.Root, Endpoint, ("repository", "is not in a git repository"));
        await RowsAsync(ExitCodes.Endpoint, _home.Root, With(("OPENAI_BASE_URL", "https://models.invalid/v1")), ("model default", "needs a key"), ("repository", "is not in a git repository"));
        await RowsAsync(0, target.Root, Endpoint, ("trust", "Nobody has trusted this version"));
        target.Edit("orchestrator.json", "\"tests/**\"", "\"tests/**\", \"src/**/*Tests.cs\"").Commit("Let domains overlap");
        await RowsAsync(ExitCodes.Configuration, target.Root, With(("OPENAI_BASE_URL", "https://models.invalid/v1")), ("orchestrator.json", "overlap"), ("model default", "needs a key"));
        await RowsAsync(ExitCodes.Configuration, _home.Root, With(("Orchestrator__Limits__MaxCost", "1")), ("price m", "is not known: no run starts"), ("repository", "is not in a git repository"));
    }

    [Fact]
    public async Task Settings_ThatAreWrong_AreRows()
    {
        var rows = await RowsAsync(ExitCodes.Configuration, _home.Root, With(("Orchestrator__Limits__MaxTokens", "7")), ("settings", "'Orchestrator:Limits:MaxTokens' is '7'"));

        Assert.Equal(["git", "settings"], rows.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task State_ThatCannotBeWritten_IsNamedWithItsRemedy()
    {
        var file = _home.Write("a-file", "");

        await RowsAsync(ExitCodes.Configuration, _home.Root, With(("Orchestrator__StateDirectory", Path.Combine(file, "state"))), ("state", "cannot be written"));
    }

    [Fact]
    public async Task Online_AsksEveryModelOnce_AndSaysWhatItTook()
    {
        var target = TidemarkTarget.In(_home);
        await using var model = await Rehearsals.PlayAsync("""
            {"fixtures":[
              {"match":{"toolName":"note-write"},"response":{"toolCalls":[{"name":"note-write","arguments":{"number":"2342"}}]}},
              {"match":{},"response":{"content":"ready"}}]}
            """);

        var text = await RunningProgram.RunAsync(_home, target.Root, Variables.For(model).Append(new("Orchestrator__Sandbox__Minimum", "none")).ToDictionary(), "doctor", "--online");

        // This model forgets what it read, and that is what is found.
        text.ShouldEndWith(ExitCodes.Endpoint, "a forced call came", "a stream came, with its usage", "the word at the start did not come back", "Asking default took 3 calls,", "1 fault to mend");
        Assert.Equal(3, model.Requests.Count(request => request.Method == "POST"));
        model.ShouldHavePlayedCleanly();
    }

    private static Dictionary<string, string> With(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>(Endpoint);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return all;
    }

    private async Task<Dictionary<string, (string Health, string Found, string? Remedy)>> RowsAsync(int exitCode, string folder, Dictionary<string, string> variables, params (string Subject, string Found)[] expected)
    {
        var result = await RunningProgram.RunAsync(_home, folder, variables, "doctor", "-o", "json");
        result.ShouldEndWith(exitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(exitCode, json.RootElement.GetProperty("exitCode").GetInt32());
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToDictionary(
            row => row.GetProperty("subject").GetString()!,
            row => (Health: row.GetProperty("health").GetString()!, Found: row.GetProperty("found").GetString()!, Remedy: row.TryGetProperty("remedy", out var remedy) ? remedy.GetString() : null));
        foreach (var (subject, found) in expected)
        {
            Assert.Contains(found, rows[subject].Found, StringComparison.Ordinal);
        }

        return rows;
    }
}
