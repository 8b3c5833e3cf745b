using System.Text;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

public class DraftTests
{
    private readonly TreeSnapshot tree = Trees.Of(
        ("src/a.cs", TreeMode.File, "one\r\n"u8.ToArray()), ("src/run.sh", TreeMode.Executable, "#!/bin/sh\n"u8.ToArray()),
        ("src/l", TreeMode.Link, "a.cs"u8.ToArray()), ("bom.txt", TreeMode.File, [0xEF, 0xBB, 0xBF, (byte)'x']));

    [Fact]
    public void Draft_WhenNothingIsWritten_ShowsItsBase()
    {
        Draft draft = new(tree);

        Assert.Equal(["bom.txt", "src/a.cs", "src/l", "src/run.sh"], draft.List());
        Assert.Equal("one\r\n", draft.Read("src/a.cs").Text);
        Assert.Equal(TextFault.Missing, draft.Read("nope").Fault);
        Assert.Equal(TextFault.NotAFile, draft.Read("src").Fault);
        Assert.Empty(draft.Changes);
    }

    [Fact]
    public void Draft_Written_ShowsTheNewTextAndKeepsTheExecutableBit()
    {
        Draft draft = new(tree);
        draft.Write("src/run.sh", "#!/bin/sh\necho\n");
        draft.Write("src/new.cs", "new");

        Assert.Equal("new", draft.Read("src/new.cs").Text);
        Assert.Equal(["src/new.cs", "src/run.sh"], draft.Changes.Select(change => change.Path));
        Assert.Equal([TreeMode.File, TreeMode.Executable], draft.Changes.Select(change => change.Mode));
        Assert.Equal([null, "blob of src/run.sh"], draft.Changes.Select(change => change.BeforeBlob));
    }

    [Fact]
    public void Draft_WrittenBackAsItWas_HasNoChange()
    {
        Draft draft = new(tree);
        string bom = draft.Read("bom.txt").Text!;
        draft.Write("bom.txt", bom + "y");
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'x', (byte)'y'], draft.Changes.Single().Content!);

        draft.Write("bom.txt", bom);
        draft.Write("src/new.cs", "new");
        draft.Delete("src/new.cs");

        Assert.Empty(draft.Changes);
    }

    [Fact]
    public void Draft_Deleted_NoLongerHasTheFile()
    {
        Draft draft = new(tree);

        Assert.True(draft.Delete("src/a.cs"));
        Assert.False(draft.Delete("src/a.cs"));
        Assert.False(draft.Exists("src/a.cs"));
        Assert.Equal(TextFault.Missing, draft.Read("src/a.cs").Fault);
        Assert.True(draft.Changes.Single().IsDeletion);
        Assert.DoesNotContain("src/a.cs", draft.List());
        Assert.Throws<FileNotFoundException>(() => draft.ReadBytes("src/a.cs"));
    }

    [Theory]
    [InlineData("src/l")]
    [InlineData("src")]
    [InlineData("src/a.cs/x")]
    [InlineData("../x")]
    [InlineData("./x")]
    public void Draft_WhereNoFileCanStand_Throws(string path) => Assert.Throws<ArgumentException>(() => new Draft(tree).Write(path, "x"));

    [Fact]
    public void Unite_WithDisjointDrafts_HoldsTheChangesOfAll()
    {
        Draft one = new(tree);
        one.Write("src/a.cs", "1");
        Draft two = new(tree);
        two.Write("docs/b.md", "2");
        two.Delete("bom.txt");

        Draft union = Draft.Unite(tree, [one, two]);

        Assert.Equal(["bom.txt", "docs/b.md", "src/a.cs"], union.Changes.Select(change => change.Path));
        Assert.Equal("1", union.Read("src/a.cs").Text);
        Assert.Equal(Draft.Unite(tree, [two, one]).Changes, union.Changes);
    }

    [Fact]
    public void Unite_WithTwoWritersOfOnePath_Throws()
    {
        Draft one = new(tree);
        one.Write("src/a.cs", "1");
        Draft two = new(tree);
        two.Delete("src/a.cs");

        Assert.Contains("src/a.cs", Assert.Throws<InvalidOperationException>(() => Draft.Unite(tree, [one, two])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unite_WithAFileWhereAnotherMakesAFolder_Throws()
    {
        Draft one = new(tree);
        one.Write("new", "1");
        Draft two = new(tree);
        two.Write("new/b", "2");

        Assert.Throws<ArgumentException>(() => Draft.Unite(tree, [one, two]));
    }

    [Fact]
    public void Unite_OnAnotherBase_Throws()
    {
        TreeSnapshot other = new("another", () => [], _ => []);
        Assert.Throws<InvalidOperationException>(() => Draft.Unite(other, [new Draft(tree)]));
    }

    [Fact]
    public void Text_ThatIsNotUtf8_SaysWhy()
    {
        Assert.Equal(TextFault.Binary, TextRead.From([1, 0, 2]).Fault);
        Assert.Equal(TextFault.NotUtf8, TextRead.From(Encoding.Latin1.GetBytes("café")).Fault);
        Assert.Equal(TextFault.TooLarge, TextRead.From(new byte[TextRead.MaxBytes + 1]).Fault);
    }
}
