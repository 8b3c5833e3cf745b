using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>How many of the aggregated strategies must agree.</summary>
[Experimental("SKEXP0110")]
public enum AggregateTerminationCondition
{
    All,
    Any,
}
