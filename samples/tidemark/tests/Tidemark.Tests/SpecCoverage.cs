using System.Text.RegularExpressions;

namespace Tidemark.Tests;

/// <summary>Each section of each spec is held by a test, and no test names a section that is not there (000-process, rule 3).</summary>
internal static class SpecCoverage
{
    private static readonly Regex Section = new(@"^### (?<id>[A-Z]+-\d{3}): (?<title>.+)$", RegexOptions.Multiline);

    private static readonly Regex BuiltBy = new(@"^\*\*Built by:\*\* (?<id>[A-Z]+-\d{3})$", RegexOptions.Multiline);

    public static IEnumerable<string> Faults(string root, IReadOnlyList<TestCase> tests)
    {
        var specs = Directory.GetFiles(Path.Combine(root, "sdd", "specs"), "*.md").Order().Select(File.ReadAllText).ToList();
        var backlog = File.ReadAllText(Path.Combine(root, "sdd", "BACKLOG.md"));

        var known = specs.SelectMany(spec => Section.Matches(spec)).Select(section => section.Groups["id"].Value).ToHashSet();
        var owed = specs.Where(spec => !IsStillToBeBuilt(spec, backlog)).SelectMany(spec => Section.Matches(spec))
            .Where(section => !section.Groups["title"].Value.Contains("[DEPRECATED]"))
            .Select(section => section.Groups["id"].Value);
        var tested = tests.SelectMany(test => test.Specs).ToHashSet();

        return owed.Except(tested).Select(id => $"FAILED  {id} has no test: add one with [Spec(\"{id}\")], or mark the section [DEPRECATED]")
            .Concat(tested.Except(known).Select(id => $"FAILED  [Spec(\"{id}\")] names no section in sdd/specs"));
    }

    /// <summary>A spec is drafted before its item starts; while the item is open, its sections may wait for their tests.</summary>
    private static bool IsStillToBeBuilt(string spec, string backlog) =>
        BuiltBy.Match(spec) is { Success: true } item && Regex.IsMatch(backlog, $@"(?m)^- \[[ ~]\] \*\*{item.Groups["id"]} ");
}
