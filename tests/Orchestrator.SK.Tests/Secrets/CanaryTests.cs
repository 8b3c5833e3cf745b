using System.Text;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Tests.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Secrets;

/// <summary>Keys stand wherever a run looks: in no artefact of it is one found again.</summary>
public class CanaryTests
{
    // Ten keys of one form, each told apart by its number; put together here, so that no scanner takes this file for a leak.
    private static string Canary(int place) => $"gh{"p_"}Canary{place}0aB3dE5fG7hJ9kL1mN";

    [Fact]
    public async Task Run_OverARepositoryFullOfKeys_LeavesNoneInAnyArtefact()
    {
        var script = new RunScript()
            .Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")])
            .Turn("a1", 0, ("files-read", new { path = "src/store.txt" }), ("files-search", new { pattern = "key" }), ("specs-get", new { id = "LOG-002" }))
            .Turn("a1", 1, Write("src/keys.txt", $"key {Canary(5)}\n"), Write("src/log.txt", "append\n"), ("files-list", new { pattern = Canary(6) }))
            .Turn("a1", 2, ("report-submit", new { status = "done", summary = $"It is done with {Canary(7)}.", specs = new[] { "LOG-001" }, handovers = Array.Empty<object>(), changelog = new[] { new { group = "Added", text = $"A log {Canary(8)}" } } }))
            .Summary($"Add a log {Canary(9)}", $"It appends {Canary(10)}.");
        await using var rig = await RunRig.StartAsync(script, target =>
        {
            target.Write("src/store.txt", $"store\nkey = {Canary(1)}\n");
            target.Write("sdd/BACKLOG.md", $"# Backlog\n\n## Backlog\n\n- [ ] **BK-001 — Add a log**\n  spec: LOG-001\n  It only appends. {Canary(2)}\n");
            target.Write("sdd/specs/011-log.md", $"# Log\n\n## LOG-001: Append only\n\nA log only ever appends. {Canary(3)}\n\n## LOG-002: History\n\nOld states can be read. {Canary(4)}\n");
            target.Write("verify.sh", $"echo {Canary(0)}\nexit 0\n");
        });

        var state = await rig.RunAsync();

        Assert.Equal(RunOutcome.Delivered, state.Outcome);
        var base_ = rig.Target.Git("rev-parse", "main");
        var delivered = rig.Target.Git("diff", base_, state.Delivery!.Commit) + rig.Target.Git("log", "-1", "--format=%B", state.Delivery.Commit);
        var added = string.Join('\n', delivered.Split('\n').Where(line => !line.StartsWith(' ') && !line.StartsWith('-')));
        Dictionary<string, string> artefacts = new()
        {
            ["requests"] = string.Concat(rig.Server.Requests.Select(request => request.BodyText)),
            ["record"] = string.Concat((await rig.RecordAsync()).Select(EntryJson.Line)),
            ["what observers see"] = string.Concat(rig.Seen.Select(EntryJson.Line)),
            ["what the delivery adds"] = string.Join('\n', added.Split('\n').Where(line => !line.Contains("BK-001 — ", StringComparison.Ordinal))),
            ["journal file"] = string.Concat(Directory.GetFiles(rig.Target.State, "journal.db*").Select(path => Encoding.Latin1.GetString(ReadShared(path)))),
        };
        Assert.All(Enumerable.Range(0, 11), place => Assert.All(artefacts, artefact =>
            Assert.False(artefact.Value.Contains(Canary(place), StringComparison.Ordinal), $"key {place} stands in {artefact.Key}")));
        Assert.Contains((await rig.RecordAsync()).Select(entry => entry.Event), fact => fact is RunEvent.ToolCompleted { Outcome: "E_SECRET", Subject: "src/keys.txt" });
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
