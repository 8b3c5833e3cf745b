using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.SK.Rehearsal;
using static Orchestrator.SK.Tests.Rehearsal.Stage;

namespace Orchestrator.SK.Tests.Rehearsal;

public sealed class FaultTests
{
    private const string Long = """{"content":"0123456789abcdefghij0123456789ABCDEFGHIJ0123"}""";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    public async Task Truncated_Stream_BreaksAfterSoManyChunks(int after, int received)
    {
        await using var stage = await StartAsync(Always(Long, $""","truncateAfterChunks":{after}"""));

        Assert.Equal((received, false), await ReadAsync(stage, Request(User("q"), ""","stream":true""")));
    }

    [Fact]
    public async Task Truncated_LaterThanTheEnd_IsWhole()
    {
        await using var stage = await StartAsync(Always(Long, ""","truncateAfterChunks":5"""));

        Assert.Equal((6, true), await ReadAsync(stage, Request(User("q"), ""","stream":true""")));
    }

    [Fact]
    public async Task Truncated_WithoutStream_IsWhole()
    {
        await using var stage = await StartAsync(Always(Long, ""","truncateAfterChunks":1"""));

        Assert.StartsWith("0123", await stage.ContentAsync(User("q")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disconnect_AtOnce_ResetsBeforeTheFirstByte(bool stream)
    {
        await using var stage = await StartAsync(Always(Long, ""","disconnectAfterMs":0"""));

        await Assert.ThrowsAsync<HttpRequestException>(() => stage.PostAsync(stream ? Streamed(User("q")) : Request(User("q"))));

        Assert.Equal(0, Assert.Single(stage.Server.Requests).Fixture);
    }

    [Fact]
    public async Task Disconnect_InTheMiddleOfASlowStream_BreaksIt()
    {
        var time = new FakeTimeProvider();
        await using var stage = await StartAsync(Always(Long, ""","latency":100,"disconnectAfterMs":250"""), options => options with { TimeProvider = time });

        var reading = ReadAsync(stage, Request(User("q"), ""","stream":true"""));
        await AdvanceUntilAsync(time, reading);

        var (received, whole) = await reading;
        Assert.False(whole);
        Assert.InRange(received, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Latency_HoldsBackTheFirstByte_OfFixturesOnly(bool stream)
    {
        var time = new FakeTimeProvider();
        await using var stage = await StartAsync(
            """{"fixtures":[{"match":{"userMessage":"q"},"response":{"content":"x"}}]}""",
            options => options with { TimeProvider = time, Latency = TimeSpan.FromMinutes(1) });

        var reply = stage.BeginAsync(stream ? Streamed(User("q")) : Request(User("q")));
        using var miss = await stage.PostAsync(Request(User("unmatched")));

        Assert.Equal(HttpStatusCode.BadRequest, miss.StatusCode);
        Assert.False(reply.IsCompleted);
        await AdvanceUntilAsync(time, reply);
        using var response = await reply;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(time.GetUtcNow() >= time.Start.AddMinutes(1));
    }

    [Fact]
    public async Task Dispose_CutsRepliesUnderWay()
    {
        var stage = await StartAsync(Always(Long), options => options with { Latency = TimeSpan.FromHours(1) });
        var reply = stage.PostAsync(Request(User("q")));
        await WaitForRequestsAsync(stage.Server, 1);

        await stage.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAsync<HttpRequestException>(() => reply);
        await stage.DisposeAsync();
    }

    private static async Task<(int Chunks, bool Whole)> ReadAsync(Stage stage, string body)
    {
        var chunks = 0;
        try
        {
            using var response = await stage.BeginAsync(body);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
            {
                chunks += line.StartsWith("data: {", StringComparison.Ordinal) ? 1 : 0;
                if (line == "data: [DONE]")
                {
                    return (chunks + 1, true);
                }
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // That is what the caller asks about.
        }

        return (chunks, false);
    }

    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Task done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!done.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50) * (time.GetUtcNow() > time.Start.AddSeconds(1) ? 100 : 1));
            await Task.Delay(5, limit.Token);
        }
    }

    private static async Task WaitForRequestsAsync(RehearsalServer server, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (server.Requests.Count < count)
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
