using System.Globalization;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Specs, decisions, proposals and items each have their number for themselves.</summary>
internal sealed partial record NumberCollision() : GeneralRule("number-collision", "Two documents with one number: whoever cites it may mean either.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        foreach (var file in change.Diff.Where(file => file.Kind == ChangeKind.Added && FileKinds.Of(file.Path) is FileKind.Spec or FileKind.Decision or FileKind.Rfc && Number(file.Path) is not null))
        {
            if (change.After.In(Paths.Folder(file.Path)).FirstOrDefault(path => path != file.Path && Number(path) == Number(file.Path) && Paths.Extension(path) == Paths.Extension(file.Path)) is { } other)
            {
                yield return Missing(file.Path, 1, new("new", file.Path, 1), $"a number of its own for {file.Path}", $"{other} has {Number(file.Path)} as well");
            }
            else if (IsLaterNumber(file.Path) && !change.After.Files.Any(other => other.Path != file.Path && FileKinds.Of(other.Path) == FileKinds.Of(file.Path) && Number(other.Path) is not null))
            {
                yield return Missing(file.Path, 1, new("new", file.Path, 1), $"the first number for {file.Path}", "it is the first of its kind, and no other has a number", "1");
            }
        }

        foreach (var id in change.DocumentsAfter.Specs.DuplicateIds.Except(change.DocumentsBefore.Specs.DuplicateIds, StringComparer.Ordinal))
        {
            var sections = change.DocumentsAfter.Specs.FindAll(id);
            yield return Missing(sections[^1].Path, sections[^1].Line, new($"the spec id {id}", sections[^1].Path, sections[^1].Line), $"{id} is declared once", $"{sections[0].Path}:{sections[0].Line} declares it, too");
        }

        if (change.DocumentsAfter.Backlog is { } backlog)
        {
            foreach (var id in backlog.DuplicateIds.Except(change.DocumentsBefore.Backlog?.DuplicateIds ?? [], StringComparer.Ordinal))
            {
                yield return Missing(backlog.Path, backlog.Lines(id)[^1], new($"the item {id}", backlog.Path, backlog.Lines(id)[^1]), $"{id} is one item", $"{backlog.Path}:{backlog.Lines(id)[0]} has it, too");
            }
        }
    }

    private static string? Number(string path) => Numbered().Match(Paths.Stem(path)) is { Success: true } match ? match.Value : null;

    // Years, and steps of ten, are numbers of another kind.
    private static bool IsLaterNumber(string path) => int.Parse(Number(path)!.AsSpan(Number(path)!.LastIndexOf('-') + 1), CultureInfo.InvariantCulture) is > 1 and < 10;

    [GeneratedRegex(@"^(?:[A-Za-z]+-\d{1,6}|\d{2,6})(?=[-_.]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
