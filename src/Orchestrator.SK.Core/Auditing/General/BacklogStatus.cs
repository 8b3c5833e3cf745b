using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>The backlog says what is done: an item that the change delivers is marked, and work has an item.</summary>
internal sealed record BacklogStatus() : GeneralRule("backlog-status", "An item that is done and not marked is done twice; work without an item was never decided.")
{
    /// <summary>So many items that come as done are a backlog that was put in order, and no work.</summary>
    private const int Reordered = 3;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        if (change.DocumentsAfter.Backlog is not { } backlog || !change.PathsBefore.Contains(backlog.Path))
        {
            return [];
        }

        var work = change.Diff.FirstOrDefault(file => FileKinds.Of(file.Path) is not (FileKind.Backlog or FileKind.Spec or FileKind.Decision or FileKind.Rfc or FileKind.Changelog));
        return work is null ? [] : [.. Delivered(change, backlog, work), .. WithoutItem(change, backlog)];
    }

    private IEnumerable<AuditRow> Delivered(AuditedChange change, Backlog backlog, DiffFile work) =>
        from item in change.Delivered()
        let now = backlog.Find(item.Id)
        let trigger = new Trigger($"a commit delivers {item.Id}", work.Path, work.FirstChangedLine)
        select now is { Status: not ItemStatus.Done } && change.DocumentsAfter.Done?.Find(item.Id) is null
            ? Missing(backlog.Path, now.Line, trigger, $"{item.Id} is marked done", $"{backlog.Path}:{now.Line} has [{now.Mark}]", item.Id)
            : Row(AuditVerdict.Satisfied, now is null ? change.DocumentsAfter.Done?.Path ?? backlog.Path : backlog.Path, now?.Line, trigger, $"{item.Id} is marked done", now is null ? "it has left the backlog" : $"{backlog.Path}:{now.Line} has [{now.Mark}]");

    private IEnumerable<AuditRow> WithoutItem(AuditedChange change, Backlog backlog)
    {
        var sources = change.Sources();
        if (sources.Count == 0)
        {
            yield break;
        }

        var born = new[] { change.DocumentsAfter.Backlog, change.DocumentsAfter.Done }.OfType<Backlog>()
            .SelectMany(register => register.Items.Where(item => item.IsShipped && change.DocumentsBefore.Item(item.Id) is null).Select(item => (register.Path, item))).ToList();
        foreach (var (path, item) in born.Count < Reordered ? born : [])
        {
            yield return Missing(path, item.Line, new("an item that comes as done", path, item.Line), $"{item.Id} was an open item before its work", $"{path}:{item.Line}: no earlier version has it", item.Id);
        }

        if (born.Count == 0 && change.IsFix() && !change.NamesAnItem() && change.Changed(backlog.Path) is null)
        {
            yield return Missing(backlog.Path, null, new("a fix", sources[0].Path, sources[0].FirstChangedLine), "an item for the fault", "no commit of the change names an item");
        }
    }
}
