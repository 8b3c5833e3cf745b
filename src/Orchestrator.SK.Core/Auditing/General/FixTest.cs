using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>A fix brings a test: one that is new, or says more than before.</summary>
internal sealed partial record FixTest() : GeneralRule("fix-test", "A fault without a test comes back.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        if (!change.IsFix() || change.Sources() is not [var source, ..] || change.After.Files.Select(file => file.Path).FirstOrDefault(IsTest) is not { } any)
        {
            yield break;
        }

        var trigger = new Trigger("a fix", source.Path, source.FirstChangedLine);
        var tests = change.Diff.Where(file => IsTest(file.Path)).ToList();
        var more = tests.ToDictionary(file => file, file => Checks(file.AddedLines) - Checks(file.RemovedLines));
        yield return tests.Find(file => more[file] > 0) is { } test && more.Values.Sum() > 0
            ? Row(AuditVerdict.Satisfied, test.Path, test.FirstChangedLine, trigger, "a test of the fix", $"{test.Path}:{test.FirstChangedLine}")
            : tests.Exists(file => file.AddedLines.Count > 0 && more[file] == 0) && more.Values.Sum() >= 0
                ? Row(AuditVerdict.Undecided, tests[0].Path, tests[0].FirstChangedLine, trigger, "a test of the fix", $"{tests[0].Path}:{tests[0].FirstChangedLine} is changed, and checks as much as before")
            : Missing(Place(change, source.Path) ?? tests.FirstOrDefault()?.Path ?? any, null, trigger, "a test of the fix",
                tests.Count == 0 ? "no test is changed" : $"{string.Join(", ", tests.Take(2).Select(file => file.Path))} check no more than before");
    }

    private static string? Place(AuditedChange change, string source)
    {
        var words = Words.Of(Paths.Stem(source));
        return change.After.Files.Select(file => file.Path).Where(path => IsTest(path) && Words.Mentions(Paths.Stem(path), words)).OrderBy(path => path.Length).FirstOrDefault();
    }

    private static bool IsTest(string path) => FileKinds.Of(path) == FileKind.Test;

    private static int Checks(IReadOnlyList<string> lines) => lines.Count(line => Check().IsMatch(line));

    [GeneratedRegex(@"^\s*(?:async\s+)?def test_|\[(?:Fact|Theory|Test|TestMethod|InlineData|TestCase)\b|\b(?:it|test)(?:\.each\([^)]*\))?\(|^\s*assert\b|\bAssert\.|\bexpect\(|\.Should\(|\bassert_|\bpytest\.(?:raises|param)\b|\bself\.assert|^func Test|#\[test\]|@Test\b|^\s+[(\[].*[)\]],?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Check();
}
