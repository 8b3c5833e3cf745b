using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Journal;

/// <summary>What a run recorded before this process took it up.</summary>
/// <param name="Entries">The whole record; empty for a new run.</param>
internal sealed record RunPast(IReadOnlyList<RunEntry> Entries)
{
    public static readonly RunPast None = new([]);

    private readonly Lazy<ILookup<string, RunEvent>> _conversations = new(() => Entries
        .Where(entry => ConversationOf(entry.Event) is not null)
        .ToLookup(entry => ConversationOf(entry.Event)!, entry => entry.Event, StringComparer.Ordinal));

    /// <summary>What one conversation recorded, in order.</summary>
    public IReadOnlyList<RunEvent> Of(string conversation) => [.. _conversations.Value[conversation]];

    private static string? ConversationOf(RunEvent fact) => fact switch
    {
        RunEvent.ConversationOpened e => e.Conversation,
        RunEvent.ModelReplied e => e.Conversation,
        RunEvent.ModelSwitched e => e.Conversation,
        RunEvent.ToolStarted e => e.Conversation,
        RunEvent.ToolCompleted e => e.Conversation,
        RunEvent.FileWritten e => e.Conversation,
        RunEvent.WriteRefused e => e.Conversation,
        RunEvent.PersonHeard e => e.Conversation,
        RunEvent.ContextCompacted e => e.Conversation,
        _ => null,
    };
}
