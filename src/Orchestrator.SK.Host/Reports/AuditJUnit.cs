using System.Globalization;
using System.Xml.Linq;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Host.Reports;

/// <summary>An audit as JUnit's XML: a suite for each rule, a case for each row.</summary>
internal static class AuditJUnit
{
    public static string Write(BranchAudit audit)
    {
        var suites = audit.Report.Rows.GroupBy(row => row.Rule, StringComparer.Ordinal).Select(rule => new XElement("testsuite", new XAttribute("name", rule.Key), Counts([.. rule]), rule.Select(Case)));
        return $"{new XDeclaration("1.0", "utf-8", null)}\n{new XElement("testsuites", new XAttribute("name", "orchestrator audit"), Counts(audit.Report.Rows), suites)}\n";
    }

    private static XAttribute[] Counts(IReadOnlyList<AuditRow> rows) =>
    [
        new("tests", rows.Count.ToString(CultureInfo.InvariantCulture)),
        new("failures", rows.Count(row => row.Verdict == AuditVerdict.Missing).ToString(CultureInfo.InvariantCulture)),
        new("skipped", rows.Count(row => row.Verdict is not (AuditVerdict.Missing or AuditVerdict.Satisfied)).ToString(CultureInfo.InvariantCulture)),
    ];

    private static XElement Case(AuditRow row)
    {
        var test = new XElement("testcase", new XAttribute("classname", row.Rule), new XAttribute("name", Text(row.Target)));
        if (row.Path is { } path)
        {
            test.Add(new XAttribute("file", Text(path)), new XAttribute("line", Math.Max(1, row.Line ?? 1)));
        }

        if (row.Verdict == AuditVerdict.Missing)
        {
            test.Add(new XElement("failure", new XAttribute("message", Text(row.Evidence)), Text($"because of {row.Trigger}")));
        }
        else if (row.Verdict != AuditVerdict.Satisfied)
        {
            test.Add(new XElement("skipped", new XAttribute("message", Text(row.Waiver is { } waiver ? $"waived: {waiver.Reason}" : $"{(row.Judgement is null ? "" : $"{Speeches.Standing(row)}: ")}{Speeches.Evidence(row)}"))));
        }

        return test;
    }

    /// <summary>XML has no way at all to write most control characters, nor half a pair of surrogates.</summary>
    private static string Text(string text) => string.Concat(EventText.Safe(text).EnumerateRunes().Select(rune => rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
}
