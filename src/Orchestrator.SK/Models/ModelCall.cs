using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>One finished model call, as the record keeps it.</summary>
internal sealed record ModelCall(string Model, string RequestHash, TokenUsage Usage, int Attempts, TimeSpan Duration, string Reply);

/// <summary>Takes each call into the record before anybody reads the reply.</summary>
internal delegate Task ModelCallSink(ModelCall call, CancellationToken cancellationToken);

/// <summary>A model call that gave no usable reply, after all attempts that its kind allows.</summary>
internal sealed class ModelCallException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;
}
