using Orchestrator.SK.Core.Failures;

namespace Orchestrator.SK.Models;

/// <summary>What came is no usable reply. Never leaves the call handler: it becomes another attempt, or a <see cref="ModelCallException"/>.</summary>
/// <param name="mayPass">Whether the same request may well bring a better one.</param>
internal sealed class ReplyFault(FailureKind kind, string why, bool mayPass = true) : Exception(why)
{
    public FailureKind Kind { get; } = kind;

    public bool MayPass { get; } = mayPass;

    /// <summary>What came, where all of it came: it is billed though it is no use. Null where the reply broke off.</summary>
    public string? Received { get; init; }
}
