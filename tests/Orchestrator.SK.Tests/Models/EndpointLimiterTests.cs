using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Models;

public class EndpointLimiterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Enter_WhoCameFirst_GoesFirst_AndACallThatComesAgainKeepsItsPlace()
    {
        using var limiter = new EndpointLimiter(new PaceLimits(Concurrency: 1), new FakeTimeProvider(Start));
        var tickets = Enumerable.Range(0, 4).Select(_ => limiter.Ticket()).ToList();
        var first = await limiter.EnterAsync(tickets[0], 1, CancellationToken.None);
        var later = new[] { 3, 2, 1 }.Select(n => (n, Pass: limiter.EnterAsync(tickets[n], 1, CancellationToken.None))).ToList();
        Assert.Equal((3, "1 calls are under way, the endpoint takes 1, 2 before it"), (limiter.Waiting, limiter.WhyWaiting(tickets[3])));

        first.Dispose();
        foreach (var n in new[] { 1, 2, 3 })
        {
            using var pass = await later.Single(call => call.n == n).Pass.WaitAsync(Limit);
            Assert.All(later.Where(call => call.n > n), call => Assert.False(call.Pass.IsCompleted));
        }
    }

    [Fact]
    public async Task Enter_Cancelled_LeavesThePlaceToTheNext()
    {
        using var limiter = new EndpointLimiter(new PaceLimits(Concurrency: 1), new FakeTimeProvider(Start));
        using var cancel = new CancellationTokenSource();
        var first = await limiter.EnterAsync(limiter.Ticket(), 1, CancellationToken.None);
        var gone = limiter.EnterAsync(limiter.Ticket(), 1, cancel.Token);
        var next = limiter.EnterAsync(limiter.Ticket(), 1, CancellationToken.None);

        await cancel.CancelAsync();
        first.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone.WaitAsync(Limit));
        (await next.WaitAsync(Limit)).Dispose();
    }

    [Fact]
    public async Task Close_FailsWhoeverWaitsAtOnce_AndOpensAgainAfterAWhile()
    {
        var time = new FakeTimeProvider(Start);
        using var limiter = new EndpointLimiter(new PaceLimits(Concurrency: 1), time);
        var first = await limiter.EnterAsync(limiter.Ticket(), 1, CancellationToken.None);
        var waiting = Enumerable.Range(0, 7).Select(_ => limiter.EnterAsync(limiter.Ticket(), 1, CancellationToken.None)).ToList();

        limiter.Close(new ModelCallException(FailureKind.QuotaSpent, "spent"));
        first.Dispose();

        foreach (var call in waiting)
        {
            Assert.Equal(FailureKind.QuotaSpent, (await Assert.ThrowsAsync<ModelCallException>(() => call.WaitAsync(Limit))).Kind);
        }

        await Assert.ThrowsAsync<ModelCallException>(() => limiter.EnterAsync(limiter.Ticket(), 1, CancellationToken.None));
        time.Advance(EndpointLimiter.ClosedFor);
        (await limiter.EnterAsync(limiter.Ticket(), 1, CancellationToken.None).WaitAsync(Limit)).Dispose();
    }

    [Fact]
    public async Task Calls_EightTurnedAwayAtOnce_ComeBackAfterTheWait_SpreadOverIt_AndAllAreAnswered()
    {
        var time = new FakeTimeProvider(Start);
        await using var crowd = new CrowdEndpoint(time, turnedAway: 8, "Retry-After: 10\r\n");
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, time) { Jitter = () => 0.5 };
        var model = new ModelChoice("default", crowd.Address, "none", "m", 1_000, null, TimeSpan.FromSeconds(600));

        var answers = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(kernels.Create(model, (_, _) => Task.CompletedTask))));
        await crowd.AllTurnedAway.Task.WaitAsync(Limit);
        await PassAsync(time, answers);

        Assert.All(await answers, answer => Assert.Equal("hello", answer));
        var again = crowd.Arrivals.Skip(8).Select(at => (at - Start).TotalSeconds).Order().ToList();
        Assert.Equal(8, again.Count);
        Assert.All(again, at => Assert.True(at >= 10, $"a request came {at} s after a refusal that asked for 10 s"));
        Assert.True(again[^1] - again[0] >= 5, $"they came back within {again[^1] - again[0]} s: {string.Join(' ', again)}");
    }

    [Fact]
    public async Task Calls_OnceTheQuotaIsSpent_AreNotSentByAnybody()
    {
        var time = new FakeTimeProvider(Start);
        await using var crowd = new CrowdEndpoint(time, turnedAway: int.MaxValue, "", """{"error":{"code":"insufficient_quota","message":"spent"}}""", together: 1);
        using var kernels = new KernelFactory(NullLoggerFactory.Instance, time);
        var model = new ModelChoice("default", crowd.Address, "none", "m", 1_000, null, TimeSpan.FromSeconds(600)) { Pace = new PaceLimits(Concurrency: 1) };

        var answers = Enumerable.Range(0, 8).Select(_ => AskAsync(kernels.Create(model, (_, _) => Task.CompletedTask))).ToList();

        foreach (var answer in answers)
        {
            Assert.Equal(FailureKind.QuotaSpent, (await Assert.ThrowsAsync<ModelCallException>(() => answer.WaitAsync(Limit))).Kind);
        }

        Assert.Single(crowd.Arrivals);
    }

    private static async Task<string?> AskAsync(Kernel kernel) =>
        (await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(new ChatHistory("Be brief."), null, kernel)).Content;

    // The clock goes on in small steps as long as somebody waits: what takes real time only makes the virtual later.
    private static async Task PassAsync(FakeTimeProvider time, Task until)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!until.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.WhenAny(until, Task.Delay(10, limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Turns the first requests away, all at the same time, and answers the others.</summary>
    private sealed class CrowdEndpoint : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _serving;
        private int _seen;

        public CrowdEndpoint(TimeProvider time, int turnedAway, string headers, string refusal = """{"error":{"code":"rate_limit_exceeded","message":"slow"}}""", int? together = null)
        {
            _listener.Start();
            _serving = Task.Run(async () =>
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    _ = Task.Run(async () =>
                    {
                        using (client)
                        {
                            await AnswerAsync(client.GetStream(), time, turnedAway, headers, refusal, together ?? turnedAway);
                        }
                    });
                }
            });
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

        public ConcurrentQueue<DateTimeOffset> Arrivals { get; } = new();

        public TaskCompletionSource AllTurnedAway { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Dispose();
            await _serving.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        private async Task AnswerAsync(NetworkStream stream, TimeProvider time, int turnedAway, string headers, string refusal, int together)
        {
            var buffer = new byte[64 * 1024];
            _ = await stream.ReadAsync(buffer, _stop.Token);
            Arrivals.Enqueue(time.GetUtcNow());
            var number = Interlocked.Increment(ref _seen);
            if (number == together)
            {
                AllTurnedAway.TrySetResult();
            }

            if (number <= turnedAway)
            {
                await AllTurnedAway.Task.WaitAsync(_stop.Token);
            }

            var answer = number <= turnedAway ? RawEndpoint.Response(429, refusal, headers) : RawEndpoint.Response(200, RawEndpoint.Reply(RawEndpoint.Text()));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
        }
    }
}
