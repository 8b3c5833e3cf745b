using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Review;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Plugins;

/// <summary>What one conversation of one expert works on: its draft, what it may read and write, what it has read, and what it handed in.</summary>
/// <remarks>Belongs to one conversation, which is sequential: nothing here is locked.</remarks>
internal sealed class ExpertDesk
{
    private readonly HashSet<string> _specsRead;
    private readonly Dictionary<string, string?> _seen = new(StringComparer.Ordinal);

    public ExpertDesk(string expert, string assignment, Draft draft, ConversationRecord record, IReadOnlyList<string> specsQuoted)
    {
        (Expert, Assignment, Draft, Record) = (expert, assignment, draft, record);
        Assigned = specsQuoted;
        _specsRead = specsQuoted.ToHashSet(StringComparer.Ordinal);
    }

    public string Conversation => Record.Id;

    public string Expert { get; }

    public string Assignment { get; }

    /// <summary>The spec ids that the assignment rests on.</summary>
    public IReadOnlyList<string> Assigned { get; }

    public Draft Draft { get; }

    public ConversationRecord Record { get; }

    public required DomainMap Domains { get; init; }

    public required SpecIndex Specs { get; init; }

    public required SpecLookup Lookup { get; init; }

    public required Func<string, bool> Readable { get; init; }

    public required IReadOnlyCollection<string> Reserved { get; init; }

    /// <summary>What only a person changes, for it decides whether a delivery is verified.</summary>
    public Func<string, bool> Guarded { get; init; } = _ => false;

    /// <summary>Runs a named command of the repository on this draft.</summary>
    public required Func<string, CancellationToken, Task<CheckOutcome>> RunCheckAsync { get; init; }

    public required IReadOnlyCollection<string> Checks { get; init; }

    /// <summary>What the output of a failed check names that others of the wave are to write.</summary>
    public required Func<string, IReadOnlyList<AwaitedPart>> Awaited { get; init; }

    public ExpertReport? Report { get; set; }

    public ReviewReport? Review { get; set; }

    public bool HandedIn => Report is not null || Review is not null;

    /// <summary>Whether the section was quoted to this conversation, or looked up in it.</summary>
    public bool HasRead(string spec) => _specsRead.Contains(spec);

    public void NoteRead(string spec) => _specsRead.Add(spec);

    /// <summary>Notes that this conversation knows the file as it stands now, because it read or wrote it.</summary>
    public void NoteSeen(string path) => _seen[path] = Draft.Hash(path);

    /// <summary>Whether the file that stands there is another one than this conversation last saw; false for what it never saw, and for what is gone.</summary>
    public bool HasChangedSinceSeen(string path) => _seen.TryGetValue(path, out var seen) && Draft.Hash(path) is { } now && now != seen;
}
