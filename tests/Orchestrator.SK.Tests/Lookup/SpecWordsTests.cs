using Orchestrator.SK.Core.Lookup;

namespace Orchestrator.SK.Tests.Lookup;

public sealed class SpecWordsTests
{
    [Theory]
    [InlineData("to_key", "to key tokey")]
    [InlineData("S3PyArrow", "s3 py arrow s3pyarrow")]
    [InlineData("HTTPServer", "http server httpserver")]
    [InlineData("get_fileInfo()", "get file info getfileinfo")]
    [InlineData("URLs and IDs", "url and id")]
    [InlineData("STORE-008a", "store 008 a 008a")]
    [InlineData("entries, classes, status, its", "entry classe status its")]
    [InlineData("Café ÉTÉ Straße", "cafe ete strase")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("写入 日志", "写 入 日 志")]
    [InlineData("Ärger_Über", "arger uber argeruber")]
    [InlineData("__init__", "init")]
    [InlineData("a\uD800b \uDC00", "a b")]
    [InlineData("\U0001D400\U0001D401", "\U0001D400\U0001D401")]
    [InlineData(" \u0001\u0002* \" - ", "")]
    public void Words_AreCutAndFolded(string text, string expected) => Assert.Equal(expected, string.Join(' ', SpecWords.Of(text)));

    [Theory]
    [InlineData("what is the error of a write", "error write")]
    [InlineData("to be or not to be", "to be or not")]
    [InlineData("write write WRITES", "write")]
    [InlineData("", "")]
    public void Asked_LeavesCommonWordsOut_WhereThereAreOthers(string query, string expected) => Assert.Equal(expected, string.Join(' ', SpecWords.Asked(query)));

    [Fact]
    public void Asked_OfAHugeQuery_IsBounded()
    {
        Assert.Equal(SpecWords.MaxAsked, SpecWords.Asked(string.Join(' ', Enumerable.Range(1000, 100_000))).Count);
        Assert.All(SpecWords.Of(new string('x', 1_000_000)), word => Assert.True(word.Length <= 64));
    }
}
