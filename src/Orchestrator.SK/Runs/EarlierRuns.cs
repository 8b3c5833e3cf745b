using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Runs;

/// <summary>What earlier runs of the same repository took.</summary>
internal sealed class EarlierRuns(IRunJournal journal, string repository)
{
    // Older ones say little about what prompts and models do today.
    private const int Newest = 20;

    /// <summary>The conversations of the newest runs. A run whose record cannot be read is passed over: a forecast is no reason to stop.</summary>
    public async Task<IReadOnlyList<PastConversation>> ConversationsAsync(CancellationToken cancellationToken)
    {
        var all = new List<PastConversation>();
        foreach (var run in await journal.ListAsync(repository, Newest, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                all.AddRange(PastConversations.Of(await journal.ReadAsync(run, 0, cancellationToken).ConfigureAwait(false)));
            }
            catch (JournalDamagedException)
            {
                // 'runs list' marks it.
            }
        }

        return all;
    }
}
