using System.Text.Json;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>`audit`: what a change of somebody's repository forgets, from the commits alone.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Audit_OfAForgetfulBranch_NamesTheFiles_InEveryForm_AndWritesNothing()
    {
        var target = Forgetful();
        var before = FolderPicture.Of(target.Root);

        var text = await Audit(target.Root);
        text.ShouldEndWith(3, "README.md", "missing", "[sibling-mention]", "not tape", "guides/backends/tape.md", "[counterpart]", "CHANGELOG.md", "an entry of the changelog");
        Assert.Empty(text.Error);
        var json = await Audit(target.Root, "-o", "json");
        json.ShouldEndWith(3);
        using var document = JsonDocument.Parse(json.Output);
        var row = document.RootElement.GetProperty("rows").EnumerateArray().First(row => row.GetProperty("rule").GetString() == "sibling-mention" && row.GetProperty("path").GetString() == "README.md");
        Assert.Equal(("Missing", 64, "src/Tidemark/Backends/TapeBackend.cs"), (row.GetProperty("verdict").GetString(), row.GetProperty("contentHash").GetString()!.Length, row.GetProperty("triggerPath").GetString()));
        (await Audit(target.Root, "-o", "sarif")).ShouldEndWith(3, "\"2.1.0\"", "\"sibling-mention\"");
        (await Audit(target.Root, "-o", "github")).ShouldEndWith(3, "::error file=README.md,line=");
        (await Audit(target.Root, "-o", "junit")).ShouldEndWith(3, "<testsuites ", "<failure ");
        await using var server = await Rehearsals.PlayAsync("""
            {"fixtures":[{"match":{"systemMessage":"You judge rows of an audit","userMessage":"must hold: a spec that names TapeBackend"},"response":{"content":{"answers":[
              {"row":1,"verdict":"holds","reason":"The contract of backends covers it.","path":"sdd/specs/003-backend-contract.md","quote":"# Backend contract"},
              {"row":2,"verdict":"holds","reason":"Nobody asked for it.","path":"README.md","quote":"# Tidemark"}]}}}]}
            """);
        var judged = await RunningProgram.RunAsync(_home, target.Root, Variables.For(server), ["audit", "--judge"]);
        judged.ShouldEndWith(3, "not tape", "Judged by a model", "holds: a spec that names TapeBackend", "sdd/specs/003-backend-contract.md:1; a model says: The contract of backends covers it.", "missing, 1 judged");
        Assert.Contains("'rehearsal' judged 1 of 1 row that no rule decides", judged.Error, StringComparison.Ordinal);
        server.ShouldHavePlayedCleanly();
        Assert.Empty(FolderPicture.Of(target.Root).ChangesSince(before));
    }

    [Fact]
    public async Task Audit_WithBaselineSwitchesAndWaivers_ShowsOnlyWhatIsNew()
    {
        var target = Forgetful();
        var baseline = Path.Combine(_home.Root, "baseline.json");

        (await Audit(target.Root, "--baseline", baseline, "--write-baseline")).ShouldEndWith(0, "rows to");
        (await Audit(target.Root, "--baseline", baseline)).ShouldEndWith(0, "waived");
        (await Audit(target.Root, "--rule", "number-collision")).ShouldEndWith(0);
        (await Audit(target.Root, "--rule", "nonsense")).ShouldEndWith(2, "no rule 'nonsense'");
        (await Audit(target.Root, "--baseline", Path.Combine(_home.Root, "none.json"))).ShouldEndWith(78, "is no baseline");
        await File.WriteAllTextAsync(baseline, "{ \"version\": 1,\n  \"rows\": 3 }");
        (await Audit(target.Root, "--baseline", baseline)).ShouldEndWith(78, "line 2 has not the form of one", "--write-baseline");
        target.Edit("orchestrator.json", "\"waivers\": {}", "\"waivers\": {}, \"audit\": { \"waivers\": [{ \"path\": \"**\", \"reason\": \"a sketch\", \"by\": \"Ada\" }] }").Commit("Waive it");
        (await Audit(target.Root, "--base", "HEAD~2", "--all")).ShouldEndWith(0, "a sketch (Ada)");
    }

    [Fact]
    public async Task Audit_SettingsThatSayOnlyHowToAudit_AreEnough_AndTheRestIsFound()
    {
        var target = Forgetful();
        target.Write("orchestrator.json", """
            { "audit": { "off": ["changelog-entry"] } } // no experts here
            """).Commit("Only audit");

        var audit = await Audit(target.Root, "--base", "HEAD~2");
        audit.ShouldEndWith(3, "not tape");
        Assert.DoesNotContain("[changelog-entry]", audit.Output, StringComparison.Ordinal);
        target.Write("orchestrator.json", """{ "audit": { "of": [] } }""").Commit("A slip");
        (await Audit(target.Root)).ShouldEndWith(78, "of");

        var rules = await Audit(target.Root, "--rules", "-o", "json");
        using var document = JsonDocument.Parse(rules.Output);
        Assert.Contains(document.RootElement.GetProperty("rules").EnumerateArray(), rule => rule.GetProperty("rule").GetString() == "sibling-mention" && rule.GetProperty("reason").GetString()!.Length > 20);
    }

    [Fact]
    public async Task Audit_InAShallowCloneWithoutSettings_AndOfWhatIsStaged_Works()
    {
        var target = Forgetful();
        target.Git("rm", "-q", "orchestrator.json");
        target.Commit("Take the settings out");
        var clone = Path.Combine(_home.Root, "clone");
        target.Git("clone", "-q", "--depth", "3", "file://" + target.Root, clone);
        (await Audit(clone, "--base", "HEAD~2")).ShouldEndWith(3, "not tape");
        var last = Path.Combine(_home.Root, "last");
        target.Git("clone", "-q", "--depth", "1", "file://" + target.Root, last);
        (await Audit(last)).ShouldEndWith(7, "--base REF", "git fetch --depth=2");

        target.Edit("README.md", "guides/backends/memory.md", "guides/backends/memoir.md").Git("add", "README.md");
        var message = Path.Combine(_home.Root, "message");
        await File.WriteAllTextAsync(message, "Mend a link\n");
        (await Audit(target.Root, "--staged", "--message", message)).ShouldEndWith(3, "guides/backends/memoir.md", "[document-link]");

        // 'git commit FILE' makes an index of its own and names it to the hook.
        target.Git("reset", "-q", "--hard");
        target.Git("read-tree", "--index-output=.git/other", "HEAD");
        (await RunningProgram.RunAsync(_home, target.Root, new Dictionary<string, string> { ["GIT_INDEX_FILE"] = ".git/other" }, ["audit", "--staged"])).ShouldEndWith(0, "nothing to check");
        target.Edit("README.md", "guides/backends/memory.md", "guides/backends/memoir.md").Git("add", "README.md");
        (await RunningProgram.RunAsync(_home, target.Root, new Dictionary<string, string> { ["GIT_INDEX_FILE"] = ".git/other" }, ["audit", "--staged"])).ShouldEndWith(0, "nothing to check");

        target.Git("checkout", "-q", "--orphan", "first");
        target.Git("commit", "-qm", "All of it");
        (await Audit(target.Root, "--base", "4b825dc642cb6eb9a060e54bf8d69288fbee4904")).ShouldEndWith(3, "guides/backends/memoir.md");
    }

    /// <summary>A branch with a backend that no list, page or changelog knows.</summary>
    private TidemarkTarget Forgetful()
    {
        var target = TidemarkTarget.In(_home);
        return target.Write("src/Tidemark/Backends/TapeBackend.cs", "namespace Tidemark.Backends;\n\n/// <summary>Blobs on tape.</summary>\npublic sealed class TapeBackend\n{\n    public void TakeSnapshot()\n    {\n    }\n}\n").Commit("Add a backend for tapes");
    }

    private Task<ProgramResult> Audit(string folder, params string[] arguments) => RunningProgram.RunAsync(_home, folder, Variables.None, ["audit", .. arguments]);
}
