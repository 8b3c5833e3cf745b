using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class SpecIdsTests
{
    [Theory]
    [InlineData("STORE-002, S3PA-010 and SQL-BLOB-025", "STORE-002 S3PA-010 SQL-BLOB-025")]
    [InlineData("(STORE-008a/WR-001a)", "STORE-008a WR-001a")]
    [InlineData("MEM-001..003", "MEM-001 MEM-002 MEM-003")]
    [InlineData("WR-014..WR-016", "WR-014 WR-016 WR-015")]
    [InlineData("BATCH-020 -- BATCH-022", "BATCH-020 BATCH-022 BATCH-021")]
    [InlineData("`BE-001`–`BE-003`", "BE-001 BE-003 BE-002")]
    [InlineData("NPR-010 through NPR-012", "NPR-010 NPR-012 NPR-011")]
    [InlineData("PA-019/020/021", "PA-019 PA-020 PA-021")]
    [InlineData("STORE-008a..c", "STORE-008a STORE-008b STORE-008c")]
    [InlineData("BK-139a/b, see a/b", "BK-139a BK-139b")]
    [InlineData("STORE-008a / b", "STORE-008a")]
    [InlineData("NPR-010 through 012", "NPR-010 NPR-011 NPR-012")]
    [InlineData("NPR-010 to NPR-012", "NPR-010 NPR-011 NPR-012")]
    [InlineData("MEM-001 -- 003", "MEM-001 MEM-002 MEM-003")]
    [InlineData("MEM-001 .. 003/005", "MEM-001 MEM-002 MEM-003 MEM-005")]
    [InlineData("AZ-001-AZ-003", "AZ-001 AZ-002 AZ-003")]
    [InlineData("AZ-001 - AZ-003", "AZ-001 AZ-002 AZ-003")]
    [InlineData("BE-001, 002 and 004", "BE-001 BE-002 BE-004")]
    [InlineData("BE-001 & 002", "BE-001 BE-002")]
    [InlineData("BE-110 through 112", "BE-110 BE-111 BE-112")]
    [InlineData("AZ-010 to 404, AZ-011, 500 and AZ-012, 2026-01-01", "AZ-010 AZ-011 AZ-012")]
    [InlineData("AZ-010/0.5 AZ-011/2", "AZ-010 AZ-011")]
    [InlineData("[BE-001](a.md#be-001)–[BE-003](a.md)", "BE-001 BE-002 BE-003")]
    [InlineData("MEM-001\n  through MEM-003", "MEM-001 MEM-002 MEM-003")]
    [InlineData("MEM-001..003, MEM-007, 009", "MEM-001 MEM-002 MEM-003 MEM-007 MEM-009")]
    [InlineData("STORE-008a..008c", "STORE-008a STORE-008b STORE-008c")]
    [InlineData("A-001..B-003", "A-001 B-003")]
    [InlineData("BE-013 / BE-014", "BE-013 BE-014")]
    [InlineData("MEM-001..999999", "MEM-001 MEM-999999")]
    [InlineData("MEM-005..001", "MEM-005 MEM-001")]
    [InlineData("X_STORE-001 STORE-001x2 CVE-2024-1234 H-1 store-001", "")]
    [InlineData("BE-001, BE-001", "BE-001")]
    public void Expand_EveryWayToCite_GivesEachIdOnce(string text, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), SpecIds.Expand(text).Order(StringComparer.Ordinal));
}
