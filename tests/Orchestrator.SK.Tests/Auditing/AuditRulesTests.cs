using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Tests.Auditing;

public class AuditRulesTests
{
    private static readonly DomainMap Domains = new([Domain.Parse("store-backend", ["src/**"]), Domain.Parse("documentation", ["docs/**"])]);

    [Fact]
    public void Audit_WrittenByItsOwnerFromASpec_IsSatisfiedWithEvidence()
    {
        var rows = Audit("src/log.cs", new FileTrace("src/log.cs", "store-backend", "a1", ["LOG-001", "LOG-002"]));

        Assert.Equal(
            ["domain Satisfied written by store-backend", "trace Satisfied LOG-001: tests/log.py:7; LOG-002: no test names it"], rows.Select(row => $"{row.Rule} {row.Verdict} {row.Evidence}"));
    }

    [Fact]
    public void Audit_WrittenByAStranger_IsMissingAndNamesBoth()
    {
        var row = Audit("src/log.cs", new FileTrace("src/log.cs", "store-backend", "a1", ["LOG-001"]), new FileTrace("src/log.cs", "documentation", "a2", ["LOG-001"]))[0];

        Assert.Equal((AuditVerdict.Missing, "written by documentation", "store-backend"), (row.Verdict, row.Evidence, row.Owner));
    }

    [Fact]
    public void Audit_ChangeThatTheRecordHasNot_IsMissingTwice() => Assert.Equal(
        ["domain Missing the record has no write of it", "trace Missing no write of it names a spec id"],
        Audit("src/log.cs").Select(row => $"{row.Rule} {row.Verdict} {row.Evidence}"));

    [Fact]
    public void Audit_WhatCodeWrites_HasNoRows() => Assert.Empty(Audit("CHANGELOG.md"));

    private static IReadOnlyList<AuditRow> Audit(string changed, params FileTrace[] writes) =>
        AuditRules.Audit("c1", ["CHANGELOG.md"], Domains, [], [new DiffFile(changed, ChangeKind.Modified, "a", "b")], writes, [new TestMarker("tests/log.py", 7, "test_append", ["LOG-001"])]).Rows;
}
