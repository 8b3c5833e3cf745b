using System.Text.Json.Nodes;
using System.Xml.Linq;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Judging;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Tests.Auditing;

/// <summary>What a repository holds is text of strangers in every form in which an audit is written.</summary>
public sealed class AuditFormatTests
{
    private static readonly BranchAudit Hostile = new(new AuditReport("c1",
    [
        new AuditRow("sibling-mention", "new: a\n::error::b.py:1", "it <says> \u001b[31mso ]]> % \u0001", AuditVerdict.Missing, "a:1\r\n::warning file=x::y", "docs/a, b:c.md", null) { Line = 3, TriggerPath = "src/a.py", TriggerLine = 1 },
        new AuditRow("fix-test", "a fix", "a test", AuditVerdict.Waived, "none", "tests/a.py", null) { Waiver = new AuditWaiver("it is a typo", "Ada") },
        new AuditRow("ripple", "code", "the guide", AuditVerdict.Judged, "only a reader can tell", null, null) { Judgement = new(JudgedStanding.Missing, "Nothing \u001b[31msays\n::error::so.", "docs/a.md") },
        new AuditRow("ripple", "code", "the overview", AuditVerdict.Judged, "docs/a.md:3", null, null) { Judgement = new(JudgedStanding.Holds, "It says so.", "docs/a.md", "so it is said here") },
        new AuditRow("verify", "the head", "verify", AuditVerdict.Satisfied, "exit code 0", null, null),
    ]), new RepositorySettings(new Dictionary<string, ExpertSettings>()), []);

    [Fact]
    public void Annotations_OfHostileText_AreOneLineARow()
    {
        var lines = AuditAnnotations.Write(Hostile).TrimEnd('\n').Split('\n');

        var line = lines[0];
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("::warning title=ripple::judged: missing: the guide: only a reader can tell; a model says: Nothing ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("::notice title=ripple::judged: holds: the overview: docs/a.md:3; a model says: It says so.", lines[2], StringComparison.Ordinal);
        Assert.All(lines, shown => Assert.DoesNotContain('\u001b', shown));
        Assert.StartsWith("::error file=docs/a%2C b%3Ac.md,line=3,title=sibling-mention::it <says>", line, StringComparison.Ordinal);
        Assert.Contains("%0A::warning", line, StringComparison.Ordinal);
        Assert.Contains("%25", line, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_OfHostileText_IsXmlWithOneCaseARow()
    {
        var document = XDocument.Parse(AuditJUnit.Write(Hostile));

        Assert.Equal(("5", "1", "3"), (document.Root!.Attribute("tests")!.Value, document.Root.Attribute("failures")!.Value, document.Root.Attribute("skipped")!.Value));
        Assert.Equal(5, document.Descendants("testcase").Count());
        Assert.Contains("it is a typo", document.Descendants("skipped").First().Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Equal("judged: holds: docs/a.md:3; a model says: It says so.", document.Descendants("skipped").Last().Attribute("message")!.Value);
    }

    [Fact]
    public void Sarif_OfRows_NamesPlacesRulesAndSuppressions()
    {
        var run = JsonNode.Parse(AuditSarif.Write(Hostile))!["runs"]![0]!;
        var results = run["results"]!.AsArray();

        Assert.Equal(4, results.Count);
        Assert.Equal(["error ", "note ", "warning ", "none pass"], results.Select(result => $"{result!["level"]} {result["kind"]}"));
        Assert.Equal("docs/a%2C%20b%3Ac.md", (string?)results[0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]);
        Assert.Equal("it is a typo (Ada)", (string?)results[1]!["suppressions"]![0]!["justification"]);
        Assert.All(results, result => Assert.Contains(run["tool"]!["driver"]!["rules"]!.AsArray(), rule => (string?)rule!["id"] == (string?)result!["ruleId"]));
    }

    [Fact]
    public void Baseline_OfRows_MakesThemKnown()
    {
        var path = Path.Combine(Path.GetTempPath(), $"baseline-{Guid.NewGuid():N}.json");
        try
        {
            AuditBaseline.Write(path, Hostile.Report);
            var policy = new AuditPolicy(Hostile.Settings, BranchAudit.RuleIds, AuditBaseline.Read(path));
            var moved = Hostile.Report.Rows[0] with { Line = 99 };

            Assert.Equal(AuditVerdict.Waived, policy.Apply(moved).Verdict);
            Assert.Equal(AuditVerdict.Missing, policy.Apply(moved with { Target = "another" }).Verdict);
            File.WriteAllText(path, "{ \"version\": 2, \"rows\": [] }");
            Assert.Contains("version 2", Assert.Throws<SettingsException>(() => AuditBaseline.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Policy_OfSettings_WaivesByRuleAndPath_AndNamesWhatItDoesNotKnow()
    {
        var settings = Hostile.Settings with { Audit = new AuditSettings(["verify"], ["old/**"], [new WaiverSettings("made by hand", "sibling-mention", "docs/**", "Ada")]) };
        var policy = new AuditPolicy(settings, BranchAudit.RuleIds);

        Assert.Equal(new AuditWaiver("made by hand", "Ada"), policy.Apply(Hostile.Report.Rows[0]).Waiver);
        Assert.False(policy.IsOn("verify"));
        Assert.True(policy.IsIgnored("old/a.md"));
        var unknown = Assert.Throws<SettingsException>(() => new AuditPolicy(Hostile.Settings with { Audit = new AuditSettings(["sibling-mentoin"]) }, BranchAudit.RuleIds));
        Assert.Contains("Did you mean 'sibling-mention'?", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<SettingsException>(() => new AuditPolicy(Hostile.Settings with { Audit = new AuditSettings(null, null, [new WaiverSettings("all")]) }, BranchAudit.RuleIds));
    }
}
