using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Microsoft.SemanticKernel.Agents.Chat;

/// <summary>Completes the chat when the newest message matches any of the expressions.</summary>
[Experimental("SKEXP0110")]
public sealed class RegexTerminationStrategy : TerminationStrategy
{
    private readonly Regex[] _expressions;

    public RegexTerminationStrategy(params string[] expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        _expressions = [.. expressions.Select(expression => new Regex(expression))];
    }

    public RegexTerminationStrategy(params Regex[] expressions)
    {
        ArgumentNullException.ThrowIfNull(expressions);
        _expressions = expressions;
    }

    protected override Task<bool> ShouldAgentTerminateAsync(
        Agent agent, IReadOnlyList<ChatMessageContent> history, CancellationToken cancellationToken = default)
    {
        string? newest = history.Count == 0 ? null : history[^1].Content;
        return Task.FromResult(newest is not null && _expressions.Any(expression => expression.IsMatch(newest)));
    }
}
