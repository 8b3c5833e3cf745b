using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Documents;

public class NearIdsTests
{
    private static readonly string[] Ids = ["BK-004", "BK-040", "BK-139a", "BUG-175", "ID-011", "SQL-BLOB-025"];

    [Theory]
    [InlineData("bk-4", "BK-004")]
    [InlineData("BK004", "BK-004")]
    [InlineData("BK-139", "BK-139a")]
    [InlineData("BK-139b", "BK-139a")]
    [InlineData("BGU-175", "BUG-175")]
    [InlineData("SQLBLOB-25", "SQL-BLOB-025")]
    [InlineData("BK-011", "ID-011")]
    [InlineData("BK-44", "BK-004,BK-040")]
    [InlineData("BUG-157", "BUG-175")]
    [InlineData("ZZZ-999", "")]
    [InlineData("", "")]
    public void Of_MistypedId_FindsTheOneThatWasMeant(string id, string expected) => Assert.Equal(expected, string.Join(',', NearIds.Of(id, Ids)));
}
