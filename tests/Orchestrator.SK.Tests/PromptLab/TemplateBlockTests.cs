using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Tests.PromptLab;

public sealed class TemplateBlockTests
{
    [Theory]
    [InlineData("no block, and { single } braces", "")]
    [InlineData("a {{$name}} b {{ $other }}", "Variable name 2, Variable other 14")]
    [InlineData("{{shared.house-rules}}", "Shared house-rules 0")]
    [InlineData("{{ shared.rules }}", "Invalid shared.rules 0")]
    [InlineData("{{files.read}}", "Invalid files.read 0")]
    [InlineData("{{}}", "Invalid  0")]
    [InlineData("{{$a-b}}", "Invalid $a-b 0")]
    [InlineData("{{\"{{\"}} then {{$x}}", "Value {{ 0, Variable x 14")]
    [InlineData("{{'}}'}}", "Value }} 0")]
    [InlineData("open {{$item and {{$next}}", "Unclosed {{$item and {{$next}} 5, Variable next 17")]
    [InlineData("the end {{$item", "Unclosed {{$item 8")]
    [InlineData("{\"a\":{\"b\":1}}", "")]
    public void Blocks_OfAText_AreFoundAsTheKernelFindsThem(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", TemplateBlock.In(text).Select(block => $"{block.Kind} {block.Name} {block.Start}")));

    [Fact]
    public void Split_CountsLinesFromTheStartOfTheFile()
    {
        var parts = PromptText.Split("\uFEFF---\r\nname: A\r\n---\r\n\r\nBody\r\nmore\r\n")!;

        Assert.Equal(("name: A\n", "Body\nmore", 5), (parts.Head, parts.Body, parts.BodyLine));
        Assert.Null(PromptText.Split("no front matter"));
    }
}
