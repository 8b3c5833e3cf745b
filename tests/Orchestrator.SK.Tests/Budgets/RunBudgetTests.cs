using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Budgets;

public sealed class RunBudgetTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private RunState _state = RunState.Replay([new RunEntry("r", 1, DateTimeOffset.UnixEpoch, new RunEvent.Accepted(new RunRequest("r", "B-1", "x", "b", DateTimeOffset.UnixEpoch), new RunLimits { MaxTokens = 100 }))]);

    [Fact]
    public async Task Call_ThatFitsOnlyOnceAnotherIsBilled_WaitsForIt()
    {
        var budget = new RunBudget(() => _state);
        var first = await budget.ReserveAsync("a", new WorstCase(80, 0), CancellationToken.None);

        var second = budget.ReserveAsync("b", new WorstCase(60, 0), CancellationToken.None);
        Assert.False(second.IsCompleted);
        _state = _state with { Usage = new TokenUsage(30, 10) };
        first.Dispose();

        (await second.WaitAsync(Limit)).Dispose();
    }

    [Fact]
    public async Task Call_ThatDoesNotFitAlone_IsRefusedWithTheLimit()
    {
        var budget = new RunBudget(() => _state);
        using var first = await budget.ReserveAsync("a", new WorstCase(80, 0), CancellationToken.None);

        var refused = await Assert.ThrowsAsync<ModelCallException>(() => budget.ReserveAsync("b", new WorstCase(101, 0), CancellationToken.None));

        Assert.Equal(FailureKind.Budget, refused.Kind);
        Assert.Contains("Orchestrator:Limits:MaxTokens", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatWaitedAndThenNoLongerFits_IsRefused()
    {
        var budget = new RunBudget(() => _state);
        var first = await budget.ReserveAsync("a", new WorstCase(80, 0), CancellationToken.None);
        var second = budget.ReserveAsync("b", new WorstCase(60, 0), CancellationToken.None);

        _state = _state with { Usage = new TokenUsage(60, 20) };
        first.Dispose();

        await Assert.ThrowsAsync<ModelCallException>(() => second.WaitAsync(Limit));
    }

    [Fact]
    public async Task Call_ThatWaits_CanBeCancelled()
    {
        var budget = new RunBudget(() => _state);
        using var first = await budget.ReserveAsync("a", new WorstCase(80, 0), CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var second = budget.ReserveAsync("b", new WorstCase(60, 0), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Limit));
    }

    [Fact]
    public async Task Calls_OfManyExperts_NeverReserveMoreThanTheLimitTogether()
    {
        var (budget, most, now) = (new RunBudget(() => _state), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async index =>
        {
            using (await budget.ReserveAsync($"e{index % 4}", new WorstCase(30, 0), CancellationToken.None))
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Yield();
                Interlocked.Decrement(ref now);
            }
        })).WaitAsync(Limit);

        Assert.InRange(most, 1, 3);
    }
}
