using System.Globalization;
using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models.Trials;

/// <summary>What trials may use of one model, and what they used. Nothing of it is part of a run's record.</summary>
/// <param name="mostTokens">Tokens, input plus output, that no call may take the sum above, not even at its worst.</param>
/// <param name="mostCost">US dollars for the same; null for none.</param>
internal sealed class TrialAccount(long mostTokens, decimal? mostCost) : ICallLog
{
    public CallOwner Owner => CallOwner.Nobody;

    public int Calls { get; private set; }

    public TokenUsage Usage { get; private set; } = TokenUsage.None;

    /// <summary>US dollars; null when the model's price is not known.</summary>
    public decimal? Cost { get; private set; } = 0;

    /// <summary>The newest reply, as it came.</summary>
    public string Reply { get; private set; } = "";

    private ModelPrice? _price;

    public Task AppendAsync(ModelCall call, CancellationToken cancellationToken)
    {
        Calls++;
        Usage += call.Usage;
        Cost += _price?.Of(call.Usage);
        Reply = call.Reply;
        return Task.CompletedTask;
    }

    public Task<IDisposable?> AdmitAsync(ModelChoice model, long promptTokens, CancellationToken cancellationToken)
    {
        _price = model.Price;
        Cost = model.Price is null ? null : Cost;
        var worst = new TokenUsage(promptTokens, model.MaxOutputTokens);
        return Usage.Total + worst.Total > mostTokens ? throw Refusal(string.Create(CultureInfo.InvariantCulture, $"{mostTokens} tokens"), "'--probe-tokens' makes the long prompt shorter.")
            : mostCost is { } most && Cost + (model.Price?.Of(worst) ?? 0) > most ? throw Refusal(string.Create(CultureInfo.InvariantCulture, $"{most} US dollars (Orchestrator:Limits)"), "")
            : Task.FromResult<IDisposable?>(null);
    }

    public ValueTask<RecordedReply?> FindAsync(string requestHash, CancellationToken cancellationToken) => ValueTask.FromResult<RecordedReply?>(null);

    public Task SwitchAsync(ModelChoice from, ModelChoice to, FailureKind why, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<string?> FindSwitchAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public Task WaitAsync(ModelChoice model, string why, TimeSpan? wait, CancellationToken cancellationToken) => Task.CompletedTask;

    private static ModelCallException Refusal(string limit, string way) => new(FailureKind.Budget, $"A call might take the trials above {limit}, so it was not made. {way}".TrimEnd());
}
