using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>One finished model call, as the record keeps it.</summary>
internal sealed record ModelCall(string Model, string RequestHash, TokenUsage Usage, int Attempts, TimeSpan Duration, string Reply);

/// <summary>A reply that the record has already, and at which attempt it came.</summary>
internal sealed record RecordedReply(int Attempt, string Body);

/// <summary>What is kept of the calls of one conversation, and what is known of them already.</summary>
internal interface ICallLog
{
    /// <summary>Whose calls they are.</summary>
    CallOwner Owner { get; }

    /// <summary>Takes a reply into the record before anybody reads it.</summary>
    Task AppendAsync(ModelCall call, CancellationToken cancellationToken);

    /// <summary>Finds the recorded reply to the next request; null when it has to be sent.</summary>
    /// <param name="requestHash">SHA-256 of the request body: it detects divergence, it is no key.</param>
    ValueTask<RecordedReply?> FindAsync(string requestHash, CancellationToken cancellationToken);

    /// <summary>Asks whether one more attempt may be paid for; it counts at its worst until the result is disposed of.</summary>
    /// <exception cref="ModelCallException">A limit would not hold: <see cref="FailureKind.Budget"/>.</exception>
    Task<IDisposable?> AdmitAsync(ModelChoice model, long promptTokens, CancellationToken cancellationToken);

    /// <summary>Takes into the record that the conversation goes on with another model.</summary>
    Task SwitchAsync(ModelChoice from, ModelChoice to, FailureKind why, CancellationToken cancellationToken);

    /// <summary>Whether the record went on with another model here; null when it is silent.</summary>
    ValueTask<string?> FindSwitchAsync(CancellationToken cancellationToken);

    /// <summary>Lets it be seen that a call waits.</summary>
    Task WaitAsync(ModelChoice model, string why, TimeSpan? wait, CancellationToken cancellationToken);
}

/// <summary>Takes each call into the record before anybody reads the reply.</summary>
internal delegate Task ModelCallSink(ModelCall call, CancellationToken cancellationToken);

/// <summary>Calls that nobody records: talk, and trials.</summary>
internal sealed class UnrecordedCalls(ModelCallSink sink) : ICallLog
{
    public CallOwner Owner => CallOwner.Nobody;

    public Task AppendAsync(ModelCall call, CancellationToken cancellationToken) => sink(call, cancellationToken);

    public ValueTask<RecordedReply?> FindAsync(string requestHash, CancellationToken cancellationToken) => ValueTask.FromResult<RecordedReply?>(null);

    public Task<IDisposable?> AdmitAsync(ModelChoice model, long promptTokens, CancellationToken cancellationToken) => Task.FromResult<IDisposable?>(null);

    public Task SwitchAsync(ModelChoice from, ModelChoice to, FailureKind why, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<string?> FindSwitchAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    public Task WaitAsync(ModelChoice model, string why, TimeSpan? wait, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A model call that gave no usable reply, after all attempts that its kind allows.</summary>
internal sealed class ModelCallException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;
}
