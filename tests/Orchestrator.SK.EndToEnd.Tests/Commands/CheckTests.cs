using System.Text.Json;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>`check`: what a run would say first, without a model, a journal or a fetch.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Check_ItemThatMayStart_SaysWhatARunWouldStartFrom()
    {
        var target = TidemarkTarget.In(_home);
        target.Write("new.txt", "not committed\n");
        var before = FolderPicture.Of(target.Root);

        var text = await Check(target.Root, "bk-004");
        var json = await Check(target.Root, "BK-004", "-o", "json");

        text.ShouldEndWith(0, "BK-004 ", ": may start", "sdd/BACKLOG.md:", "1 path not committed", "warning  1 uncommitted change(s), such as new.txt", "ripple   ", "expert   store-backend", "verify   sh eng/check-docs.sh");
        Assert.Empty(text.Error);
        json.ShouldEndWith(0);
        using var document = JsonDocument.Parse(json.Output);
        var root = document.RootElement;
        Assert.Equal((1, true, "BK-004"), (root.GetProperty("version").GetInt32(), root.GetProperty("mayStart").GetBoolean(), root.GetProperty("item").GetProperty("id").GetString()));
        Assert.Equal((target.Git("rev-parse", "HEAD"), "HEAD"), (root.GetProperty("base").GetProperty("commit").GetString(), root.GetProperty("base").GetProperty("reference").GetString()));
        Assert.Equal(["new.txt"], Strings(root.GetProperty("base"), "uncommitted"));
        Assert.Equal("uncommitted", Assert.Single(root.GetProperty("warnings").EnumerateArray()).GetProperty("code").GetString());
        Assert.NotEmpty(root.GetProperty("specs").EnumerateArray());
        Assert.NotEmpty(root.GetProperty("ripples").EnumerateArray());
        Assert.Contains("store-backend", root.GetProperty("experts").EnumerateArray().Select(expert => expert.GetProperty("id").GetString()));

        // Whoever only looks leaves nothing behind.
        Assert.Empty(FolderPicture.Of(target.Root).ChangesSince(before));
        Assert.False(Directory.Exists(Path.Combine(_home.State, "repositories")));
    }

    [Fact]
    public async Task Check_Refused_SaysTheSameAsARun_InBothForms()
    {
        var target = TidemarkTarget.In(_home);
        target.Write("sdd/BACKLOG.md", File.ReadAllText(Path.Combine(target.Root, "sdd/BACKLOG.md")) + "\n- [x] **ID-901 — Idea** *(promoted to BK-004)*\n\n- [ ] **ID-902 — Bare**\n").Commit("Add items");

        foreach (var (id, code, said) in new[]
        {
            ("ID-901", "moved-on", "ID-901 was not shipped under this id: it is marked [x] because it was promoted to BK-004"), ("ID-902", "no-spec", "No spec covers ID-902: its entry names no spec."),
            ("BK-0044", "unknown-item", "Near it: BK-004"), ("nonsense", "unknown-item", "'nonsense' is no item's id"),
        })
        {
            (await Check(target.Root, id)).ShouldEndWith(7, "ay not start", "refused  ", said, "         → ");
            var json = await Check(target.Root, id, "-o", "json");
            json.ShouldEndWith(7);
            using var document = JsonDocument.Parse(json.Output);
            var refusal = Assert.Single(document.RootElement.GetProperty("refusals").EnumerateArray());
            Assert.Equal((false, code), (document.RootElement.GetProperty("mayStart").GetBoolean(), refusal.GetProperty("code").GetString()));
            Assert.Contains(said, refusal.GetProperty("message").GetString(), StringComparison.Ordinal);
            (await RunningProgram.RunAsync(_home, target.Root, Variables.None, "run", id, "--sandbox", "none")).ShouldEndWith(7, refusal.GetProperty("message").GetString()!, refusal.GetProperty("remedy").GetString()!);
        }
    }

    [Fact]
    public async Task Check_ShallowClone_ReadsWhatIsThere_AndSaysThatARunIsRefused()
    {
        var target = TidemarkTarget.In(_home);
        target.Edit("README.md", "# ", "# A ").Commit("Second");
        var clone = Path.Combine(_home.Root, "clone");
        target.Git("clone", "-q", "--depth", "1", "file://" + target.Root, clone);

        (await Check(clone, "BK-004")).ShouldEndWith(0, "This clone is shallow", "git fetch --unshallow");
        (await RunningProgram.RunAsync(_home, clone, Variables.None, "run", "BK-004")).ShouldEndWith(7, "shallow", "git fetch --unshallow");
    }

    [Fact]
    public async Task Check_OtherReferenceOrNothingCommitted_ReadsThatOrSaysSo()
    {
        var target = TidemarkTarget.In(_home);
        target.Git("rm", "-q", "--cached", "orchestrator.json");
        target.Git("commit", "-q", "-m", "Take the settings out");

        (await Check(target.Root, "BK-004")).ShouldEndWith(78, "orchestrator.json lies in", "git add orchestrator.json");
        (await Check(target.Root, "BK-004", "--base", "HEAD~1")).ShouldEndWith(0, "(HEAD~1)");
        (await Check(target.Root, "BK-004", "--base", "nope")).ShouldEndWith(7, "no branch, tag or commit 'nope'");
        (await Check(_home.Root, "BK-004", "--repository", target.Root, "--base", "HEAD~1")).ShouldEndWith(0, "may start");
        (await Check(_home.Root, "BK-004")).ShouldEndWith(7, "not in a git repository");
        (await Check(target.Root)).ShouldEndWith(2);
    }

    [Fact]
    public async Task Check_FaultInTheSettings_NamesLineKeyAndChoices()
    {
        var target = TidemarkTarget.In(_home);
        target.Edit("orchestrator.json", "\"backlog\"", "\"backlogs\"").Commit("Break the settings");

        (await Check(target.Root, "BK-004")).ShouldEndWith(78, "orchestrator.json:3: there is no key 'paths.backlogs'. Did you mean 'backlog'? Known here: backlog, done");
    }

    private Task<ProgramResult> Check(string folder, params string[] arguments) => RunningProgram.RunAsync(_home, folder, Variables.None, ["check", .. arguments]);

    private static IEnumerable<string?> Strings(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(value => value.GetString());
}
