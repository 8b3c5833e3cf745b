using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>One finished model call, as the record keeps it.</summary>
internal sealed record ModelCall(string Model, string RequestHash, TokenUsage Usage, int Attempts, TimeSpan Duration, string Reply);

/// <summary>Takes each call into the record before anybody reads the reply.</summary>
internal delegate Task ModelCallSink(ModelCall call, CancellationToken cancellationToken);

/// <summary>A reply that the record has already, and at which attempt it came.</summary>
internal sealed record RecordedReply(int Attempt, string Body);

/// <summary>Finds the recorded reply to the next request; null when it has to be sent.</summary>
/// <param name="requestHash">SHA-256 of the request body: it detects divergence, it is no key.</param>
internal delegate ValueTask<RecordedReply?> ModelCallPast(string requestHash, CancellationToken cancellationToken);

/// <summary>A model call that gave no usable reply, after all attempts that its kind allows.</summary>
internal sealed class ModelCallException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;
}
