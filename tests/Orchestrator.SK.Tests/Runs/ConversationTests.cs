using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Tests.Models;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>What really goes over the wire: prefixes, concurrency, cancellation.</summary>
public class ConversationTests
{
    private static readonly (string Id, string Expert, string Path)[] Four =
        [("a1", "store-backend", "src/log.txt"), ("a2", "extension", "src/ext/log.txt"), ("a3", "testing", "tests/log.txt"), ("a4", "documentation", "docs/log.md")];

    [Fact]
    public async Task Requests_OfOneConversation_EachStartWithTheOneBefore()
    {
        // Text beside calls, several calls at once, a refusal, a nudge: all of it must be sent again exactly as it was.
        var script = new RunScript().Plan("standard", [.. Four.Select(a => Assignment(a.Id, a.Expert, a.Path))])
            .Always("That was no tool call", new { content = "Sorry.", toolCalls = new[] { new { name = "report-submit", arguments = new { status = "done", summary = "s", specs = new[] { "LOG-001" } } } } })
            .Turn("a1", 0, ("files-list", new { }), ("specs-get", new { id = "LOG-002" }), ("files-read", new { path = "src/store.txt" }))
            .Turn("a1", 1, Write("docs/mine.md"), Write("src/log.txt", "é 😀 <&>\n"))
            .Talks("a1", 2, "All is written.")
            .Reviews("Store & Backend", 1).Reviews("Extension", 1).Reviews("Testing", 1).Reviews("Documentation", 1);
        foreach (var (id, _, path) in Four[1..])
        {
            script.Turn(id, 0, ("files-search", new { pattern = "x" })).Turn(id, 1, Write(path)).Turn(id, 2, Done());
        }

        await using var rig = await RunRig.StartAsync(script);

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        var conversations = Chats(rig).GroupBy(body => $"{body["messages"]![0]!["content"]}\n{body["messages"]![1]!["content"]}").ToList();
        Assert.Equal(4, conversations.Count(conversation => conversation.Count() >= 3));
        foreach (var conversation in conversations)
        {
            var bodies = conversation.ToList();
            for (var turn = 1; turn < bodies.Count; turn++)
            {
                var (before, after) = (Messages(bodies[turn - 1]), Messages(bodies[turn]));
                Assert.True(after.Count > before.Count);
                Assert.Equal(before, after.Take(before.Count));
                Assert.Equal(Rest(bodies[turn - 1]), Rest(bodies[turn]));
            }
        }
    }

    [Fact]
    public async Task Wave_FourExperts_WorkAtTheSameTime()
    {
        var script = new RunScript().Plan("simple", [.. Four.Select(a => Assignment(a.Id, a.Expert, a.Path))]);
        foreach (var (id, _, path) in Four)
        {
            script.Turn(id, 0, ("files-list", new { })).Turn(id, 1, Write(path)).Turn(id, 2, Done());
        }

        await using var rig = await RunRig.StartAsync(script, latency: TimeSpan.FromMilliseconds(500));

        var state = await rig.RunAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(4, rig.Server.Requests.Max(request => request.InFlight));
        Assert.Equal(1, state.Wave);
        Assert.Equal(Four.Length * 3, state.Conversations.Where(c => c.Id[0] == 'a').Sum(c => c.Calls));
    }

    [Fact]
    public async Task Wave_MaxParallelExperts_IsKept()
    {
        var script = new RunScript().Plan("simple", [.. Four.Select(a => Assignment(a.Id, a.Expert, a.Path))]);
        foreach (var (id, _, path) in Four)
        {
            script.Works(id, path);
        }

        await using var rig = await RunRig.StartAsync(script, latency: TimeSpan.FromMilliseconds(50), settings: ("Orchestrator:Limits:MaxParallelExperts", "2"));

        var state = await rig.RunAsync();

        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        Assert.Equal(2, state.Wave);
        Assert.Equal(2, rig.Server.Requests.Max(request => request.InFlight));
    }

    [Fact]
    public async Task Cancel_DuringAModelCall_ClosesTheRequestAndLeavesTheRecordOpen()
    {
        // One expert's model answers the first question, whether it is there, and then never again.
        await using var silent = new RawEndpoint(RawEndpoint.Response(404, ""), "");
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")]).Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script, settings:
        [
            ("Orchestrator:Models:silent:Endpoint", silent.Address.ToString()), ("Orchestrator:Models:silent:Id", "silent"), ("Orchestrator:Experts:store-backend", "silent"),
        ]);
        using var cancel = new CancellationTokenSource();

        var running = rig.RunAsync(cancellationToken: cancel.Token);
        await rig.UntilAsync(() => silent.Requests.Count == 2 && rig.Seen.Exists(entry => entry.Event is RunEvent.FloorGiven { Seat: "testing" }), running);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await silent.ClientLeft.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var record = await rig.RecordAsync();
        Assert.DoesNotContain(record, entry => entry.Event is RunEvent.Ended);
        Assert.Equal(rig.Seen.Count, record.Count);
        Assert.Equal(["main"], rig.Branches());
    }

    private static IEnumerable<JsonNode> Chats(RunRig rig) =>
        rig.Server.Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)).Select(request => JsonNode.Parse(request.BodyText)!);

    private static List<string> Messages(JsonNode body) => [.. body["messages"]!.AsArray().Select(message => message!.ToJsonString())];

    private static string Rest(JsonNode body)
    {
        var copy = body.DeepClone().AsObject();
        copy.Remove("messages");
        return copy.ToJsonString();
    }
}
