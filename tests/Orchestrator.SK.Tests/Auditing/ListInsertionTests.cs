using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Auditing.Repairs;

namespace Orchestrator.SK.Tests.Auditing;

/// <summary>A member is put into a list as its siblings stand there, or not at all.</summary>
public class ListInsertionTests
{
    [Theory]

    // Lines of their own, in order or not, with LF and CRLF.
    [InlineData("nav:\n  - Gcs: backends/gcs.md\n  - S3: backends/s3.md\n", "nav:\n  - Azure: backends/azure.md\n  - Gcs: backends/gcs.md\n  - S3: backends/s3.md\n")]
    [InlineData("nav:\r\n  - S3: backends/s3.md\r\n  - Gcs: backends/gcs.md\r\nend: 1\r\n", "nav:\r\n  - S3: backends/s3.md\r\n  - Gcs: backends/gcs.md\r\n  - Azure: backends/azure.md\r\nend: 1\r\n")]
    [InlineData("| Gcs | `GcsBackend` |\n| S3 | `S3Backend` |", "| Azure | `AzureBackend` |\n| Gcs | `GcsBackend` |\n| S3 | `S3Backend` |")]
    [InlineData("* [gcs](gcs.md)\n* [s3](s3.md)\n\nEnd.\n", "* [azure](azure.md)\n* [gcs](gcs.md)\n* [s3](s3.md)\n\nEnd.\n")]

    // Code and data: imports, entries with commas, the last without one.
    [InlineData("from .gcs import GcsBackend\nfrom .s3 import S3Backend\n", "from .azure import AzureBackend\nfrom .gcs import GcsBackend\nfrom .s3 import S3Backend\n")]
    [InlineData("[\n  \"s3\",\n  \"gcs\"\n]\n", "[\n  \"s3\",\n  \"gcs\",\n  \"azure\"\n]\n")]
    [InlineData("__all__ = [\n    \"S3Backend\",\n    \"GcsBackend\",\n]\n", "__all__ = [\n    \"S3Backend\",\n    \"GcsBackend\",\n    \"AzureBackend\",\n]\n")]
    [InlineData("    { \"gcs\", typeof(GcsBackend) },\n    { \"s3\", typeof(S3Backend) },\n", "    { \"azure\", typeof(AzureBackend) },\n    { \"gcs\", typeof(GcsBackend) },\n    { \"s3\", typeof(S3Backend) },\n")]

    // Words of one line.
    [InlineData("all = [\"s3\", \"gcs\"]\n", "all = [\"s3\", \"gcs\", \"azure\"]\n")]
    [InlineData("all = [\"kit[s3]\", \"kit[gcs]\"]\n", "all = [\"kit[s3]\", \"kit[gcs]\", \"kit[azure]\"]\n")]
    [InlineData("backend: [s3, gcs]\n", "backend: [s3, gcs, azure]\n")]
    [InlineData("export { S3Backend, GcsBackend } from './all';\n", "export { S3Backend, GcsBackend, AzureBackend } from './all';\n")]

    // Each line says something of its own member, opens something, or is prose: nobody can tell what stands there for another.
    [InlineData("| Gcs | for Google |\n| S3 | for Amazon |\n", null)]
    [InlineData("gcs:\n  a: 1\ns3:\n  a: 1\n", null)]
    [InlineData("\"gcs\": {\n},\n\"s3\": {\n}\n", null)]
    [InlineData("It knows S3 and Gcs.\n", null)]
    [InlineData("- GCS: gcs.md\n- S3: s3.md\n- Gcs: gcs.md\n", null)]
    [InlineData("Two backends are there:\n\n- gcs.md\n- s3.md\n", null)]
    [InlineData("├── gcs.md\n└── s3.md\n", null)]
    public void Member_IsPutBesideItsSiblings(string before, string? after)
    {
        var lines = before.ReplaceLineEndings("\n").Split('\n');
        var named = new[] { Gcs, S3 }.SelectMany(member => lines.Index().Where(line => line.Item.Contains(member.Name, StringComparison.OrdinalIgnoreCase)).Select(line => (member, line.Index + 1))).OrderBy(pair => pair.Item2).ToList();

        var mend = ListInsertion.Of([Azure], new Listing("list", named[0].Item2, named[^1].Item2, named), lines, _ => true);

        Assert.Equal(after, mend?.Invoke(before));
    }

    [Fact]
    public void Spellings_ThatAllSiblingsShare_AreWhatCounts()
    {
        FamilyMember Member(string name, string symbol) => new(name, $"src/_{name.Replace('-', '_')}.py", 1, [new(symbol, IsExact: true)], IsNew: name == "in-memory");
        FamilyMember[] old = [Member("local-disk", "LocalDiskBackend"), Member("s3-arrow", "S3ArrowBackend")];
        string[] lines = ["local_disk = LocalDiskBackend  # local-disk", "s3_arrow = S3ArrowBackend  # s3-arrow"];

        var mend = ListInsertion.Of([Member("in-memory", "InMemoryBackend")], new Listing("list", 1, 2, [(old[0], 1), (old[1], 2)]), lines, _ => true);

        Assert.Equal("in_memory = InMemoryBackend  # in-memory\n" + string.Join('\n', lines), mend!(string.Join('\n', lines)));
    }

    [Fact]
    public void Line_ThatWouldLeadNowhere_IsNotMade()
    {
        string[] lines = ["- gcs.md", "- s3.md"];

        Assert.Null(ListInsertion.Of([Azure], new Listing("list", 1, 2, [(Gcs, 1), (S3, 2)]), lines, name => name != "azure.md"));
    }

    [Fact]
    public void Text_ThatWasChangedSince_IsLeft()
    {
        string[] lines = ["- gcs.md", "- s3.md"];

        var mend = ListInsertion.Of([Azure], new Listing("list", 1, 2, [(Gcs, 1), (S3, 2)]), lines, _ => true);

        Assert.Null(mend!("- another.md\n"));
    }

    private static FamilyMember Gcs => Of("gcs", "GcsBackend");

    private static FamilyMember S3 => Of("s3", "S3Backend");

    private static FamilyMember Azure => Of("azure", "AzureBackend");

    private static FamilyMember Of(string name, string symbol) => new(name, $"docs/backends/{name}.md", 1, [new($"{name}.md", IsFile: true), new(name), new(symbol, IsExact: true)], IsNew: name == "azure");
}
