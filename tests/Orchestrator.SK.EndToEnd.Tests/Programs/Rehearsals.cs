using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;

namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>Model endpoints in the test's own process.</summary>
internal static class Rehearsals
{
    /// <summary>Plays the sample's script.</summary>
    public static Task<RehearsalServer> SampleAsync(TimeSpan latency = default, int port = 0) =>
        RehearsalServer.StartAsync(
            new RehearsalOptions { Script = RehearsalScript.Load(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json")), Latency = latency, Port = port }, CancellationToken.None);

    public static Task<RehearsalServer> PlayAsync(string script) =>
        RehearsalServer.StartAsync(new RehearsalOptions { Script = RehearsalScript.Parse(script) }, CancellationToken.None);

    /// <summary>Whatever was asked for was asked for soundly, and was in the script.</summary>
    public static void ShouldHavePlayedCleanly(this RehearsalServer server)
    {
        Assert.Empty(server.Violations);
        Assert.Empty(server.Unmatched);
    }
}
