using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Plugins;

/// <summary>Takes what a formatter changed into the expert's draft: through the gate that every write of the expert passes, and recorded like one.</summary>
internal sealed class FormatterWrites(ExpertDesk desk, string check)
{
    // The rest is counted: a formatter that runs over everything changes what is not this expert's.
    private const int MaxRefusals = 20;

    private readonly WriteGate _gate = new(desk.Draft, desk.Expert, desk.Domains.OwnerOf, desk.Readable, desk.Reserved, desk.Guarded);

    /// <summary>Takes what may be taken; answers with lines that say what came back and what did not.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(IReadOnlyList<TreeChange> changes, CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        var refused = new List<GateResult>();
        foreach (var change in changes)
        {
            var (write, refusal) = Judge(change);
            if (refusal is not null)
            {
                refused.Add(refusal);
                if (refused.Count <= MaxRefusals)
                {
                    await desk.Record.AppendAsync(
                        new RunEvent.WriteRefused(desk.Conversation, desk.Expert, PathRules.Escape(change.Path, 200), refusal.Code!, refusal.Owner ?? "", check), cancellationToken).ConfigureAwait(false);
                }
            }
            else if (write is not null)
            {
                // Recorded first, done second. What the expert knows of the file is old now, so it is not noted as seen.
                await desk.Record.AppendAsync(write, cancellationToken).ConfigureAwait(false);
                desk.Draft.Apply(write);
                taken.Add(write.Path);
            }
        }

        return
        [
            .. taken.Count > 0 ? [$"It changed files of yours, and your draft has the changes: {string.Join(", ", taken)}. Read one again before you edit it."] : Array.Empty<string>(),
            .. refused.Take(MaxRefusals).Select(refusal => $"did not come back [{refusal.Code}]: {refusal.Message}"),
            .. refused.Count > MaxRefusals ? [$"and {refused.Count - MaxRefusals} more changes did not come back."] : Array.Empty<string>(),
        ];
    }

    private (RunEvent.FileWritten? Write, GateResult? Refusal) Judge(TreeChange change)
    {
        if (change.Code is not null)
        {
            return (null, WriteGate.Refuse(change.Path, change.Code, change.Rule));
        }

        // Null where nobody asked for contents, as beside a formatter that was killed.
        var read = TextRead.From(change.Content ?? []);
        var gate = _gate.Write(change.Path);
        var refusal = change.Content is null ? WriteGate.Refuse(change.Path, GateCode.Io, "the formatter did not end by itself")
            : !gate.Ok ? gate
            : read.Text is not { } text ? WriteGate.Refuse(change.Path, GateCode.Encoding, read.Fault is TextFault.Binary ? "it is binary: it holds a NUL byte" : "it is not UTF-8")
            : ProcessSecrets.Filter.IsIn(text) ? WriteGate.Refuse(change.Path, "E_SECRET", "the file would hold what looks like a key or a password")
            : WriteGate.Content(change.Path, text) ?? Limit(change.Path);
        return refusal is not null ? (null, refusal)
            : read.Text == gate.Text && desk.Draft.Exists(gate.Path) ? (null, null)
            : (new(desk.Conversation, desk.Assignment, gate.Path, Specs(gate.Path), desk.Draft.Hash(gate.Path), read.Text, Check: check), null);
    }

    private GateResult? Limit(string path)
    {
        var state = desk.Record.State;
        return state.Writes.Count >= state.Limits.MaxWrites ? WriteGate.Refuse(path, "E_LIMIT", $"the {state.Limits.MaxWrites} writes of this run are used up") : null;
    }

    // A formatter knows no specs: what it changes rests on what the file was written for, or else on what the assignment is about.
    private IReadOnlyList<string> Specs(string path)
    {
        var own = desk.Record.State.Writes.Where(write => write.Path == path && write.Assignment == desk.Assignment).SelectMany(write => write.Specs).Distinct(StringComparer.Ordinal).ToList();
        return own.Count > 0 ? own : desk.Assigned;
    }
}
