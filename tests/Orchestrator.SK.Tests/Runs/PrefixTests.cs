using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Runs;

/// <summary>Each request of a conversation begins with the one before, whatever happens in between: only so does a provider's cache hit.</summary>
public sealed class PrefixTests
{
    [Fact]
    public async Task Requests_AcrossARetryAndAResume_EachStartWithTheOneBefore_ToTheByte()
    {
        // Turned away at the first turn, left in the third; a refusal, text of all kinds and a person's word on the way.
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "testing", "tests/log.txt")])
            .TurnsAway("a1", 1).RunsDry("a1", 2)
            .Turn("a1", 0, ("files-list", new { }), ("specs-get", new { id = "LOG-002" }))
            .Turn("a1", 1, Write("docs/mine.md"), Write("src/log.txt", "é 😀 <&>\u2028\n"))
            .Turn("a1", 2, ("files-read", new { path = "src/log.txt" })).Turn("a1", 3, Done())
            .Works("a2", "tests/log.txt");
        await using var rig = await RunRig.StartAsync(script);
        await Assert.ThrowsAsync<RunLeftException>(() => rig.RunAsync());
        await rig.RestartAsync();

        var state = await rig.ResumeAsync();

        rig.AssertSound();
        Assert.Equal(OutcomeKind.Delivered, state.Outcome!.Kind);
        var asked = rig.Server.Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal) && request.BodyText.Contains("Assignment a1 for", StringComparison.Ordinal)).Select(request => request.BodyText).ToList();
        Assert.Equal(6, asked.Count);
        foreach (var (before, after) in asked.Zip(asked.Skip(1)))
        {
            var (first, second) = (JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject());
            var (said, then) = (Messages(first), Messages(second));
            Assert.Equal(said, then.Take(said.Count));
            Assert.Equal(first.ToJsonString(), second.ToJsonString());
        }

        // What is asked again is asked in the same bytes: once by the retry, once by the resume.
        Assert.Equal(2, asked.Zip(asked.Skip(1)).Count(pair => pair.First == pair.Second));
    }

    [Fact]
    public async Task Requests_OfOneExpertInTwoWaves_ShareToolsAndPersona()
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt"), Assignment("a2", "store-backend", "src/more.txt", "a1")]).Works("a1", "src/log.txt").Works("a2", "src/more.txt");
        await using var rig = await RunRig.StartAsync(script);

        await rig.RunAsync();

        var first = rig.Server.Requests.Where(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal)).Select(request => JsonNode.Parse(request.BodyText)!.AsObject())
            .Where(body => body["messages"]!.AsArray().Count == 2 && body.ContainsKey("tools")).ToList();
        Assert.Equal(2, first.Count);
        Assert.Equal($"{first[0]["messages"]![0]!.ToJsonString()}", first[1]["messages"]![0]!.ToJsonString());
        Assert.Equal(first[0]["tools"]!.ToJsonString(), first[1]["tools"]!.ToJsonString());
    }

    // Takes the messages out, so that what is left can be compared as well.
    private static List<string> Messages(JsonObject body)
    {
        List<string> messages = [.. body["messages"]!.AsArray().Select(message => message!.ToJsonString())];
        body.Remove("messages");
        return messages;
    }
}
