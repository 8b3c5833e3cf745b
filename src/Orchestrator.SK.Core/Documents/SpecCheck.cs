namespace Orchestrator.SK.Core.Documents;

/// <summary>What is wrong with the specs of a repository.</summary>
public enum SpecFault
{
    /// <summary>Two sections declare one id.</summary>
    DuplicateId,

    /// <summary>Two files have one number.</summary>
    DuplicateNumber,

    /// <summary>A heading begins with an id and declares none.</summary>
    Undeclared,

    /// <summary>A stub names a section that is not there.</summary>
    MovedNowhere,
}

/// <param name="Message">Names every place.</param>
public sealed record SpecFinding(SpecFault Fault, string Path, int Line, string Message);

/// <summary>Checks specs against each other.</summary>
public static class SpecCheck
{
    /// <param name="index">The index of <paramref name="files"/>.</param>
    public static IReadOnlyList<SpecFinding> Check(IReadOnlyList<SpecFile> files, SpecIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        var twice = index.DuplicateIds.Select(index.FindAll).Select(all => new SpecFinding(
            SpecFault.DuplicateId, all[^1].Path, all[^1].Line, $"{all[0].Id} is declared {all.Count} times: {string.Join(", ", all.Select(Place))}. Give all but one another id: whoever cites it must know which is meant."));
        var numbers = files.Where(file => file.Number is not null).GroupBy(file => file.Number).Where(group => group.Count() > 1).Select(group => new SpecFinding(
            SpecFault.DuplicateNumber, group.Last().Path, 1, $"Spec number {group.Key} is that of {string.Join(" and of ", group.Select(file => file.Path))}: renumber all but one."));
        var undeclared = files.SelectMany(file => file.Undeclared.Select(heading => new SpecFinding(
            SpecFault.Undeclared, file.Path, heading.Line, $"The heading '{heading.Text}' ({file.Path}:{heading.Line}) begins with an id but declares none: put a colon behind the id, or the id behind the words.")));
        var stubs = index.Sections.Where(section => section.MovedTo is { } target && SpecIds.IsId(target) && !index.Contains(target)).Select(section => new SpecFinding(
            SpecFault.MovedNowhere, section.Path, section.Line, $"{section.Id} ({Place(section)}) says that it moved to {section.MovedTo}, which no spec declares."));
        return [.. twice.Concat(numbers).Concat(undeclared).Concat(stubs)];
    }

    private static string Place(SpecSection section) => $"{section.Path}:{section.Line}";
}
