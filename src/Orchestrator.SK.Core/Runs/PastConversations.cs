using Orchestrator.SK.Core.Budgets;

namespace Orchestrator.SK.Core.Runs;

/// <summary>Reads from the record of a run what its conversations used.</summary>
public static class PastConversations
{
    public static IReadOnlyList<PastConversation> Of(IEnumerable<RunEntry> entries) =>
    [
        .. entries.Select(entry => entry.Event).OfType<RunEvent.ModelReplied>()
            .GroupBy(reply => reply.Conversation, StringComparer.Ordinal)
            .Select(conversation => new PastConversation(
                conversation.First().Purpose,
                conversation.First().PromptHash,
                conversation.Count(),
                conversation.Aggregate(TokenUsage.None, (sum, reply) => sum + reply.Usage),
                conversation.Sum(reply => reply.Milliseconds))),
    ];
}
