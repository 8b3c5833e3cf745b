using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Tests.Prompts;

/// <summary>A hole in a prompt is an error with file and line, never an empty place in what the model reads.</summary>
public sealed class PromptFaultsTests
{
    private const string Head = "---\nname: A\ndescription: B\ninputs:\n  item: The item\n---\n";

    [Fact]
    public async Task Value_ThatIsMissing_IsNamed()
    {
        var error = await Assert.ThrowsAsync<PromptException>(() => RenderAsync($"{Head}{{{{$item}}}}", []));

        Assert.StartsWith("prompts/steps/a.md:7: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("item", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_ThatNobodyDeclared_IsNamed()
    {
        var error = await Assert.ThrowsAsync<PromptException>(() => RenderAsync($"{Head}{{{{$item}}}}", new() { ["item"] = "x", ["colour"] = "y" }));

        Assert.StartsWith("prompts/steps/a.md:7: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("colour", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_ThatNobodyDeclared_IsNamed()
    {
        var error = await Assert.ThrowsAsync<PromptException>(() => RenderAsync($"{Head}{{{{$item}}}}\n{{{{$colour}}}}", new() { ["item"] = "x", ["colour"] = "y" }));

        Assert.StartsWith("prompts/steps/a.md:", error.Message, StringComparison.Ordinal);
        Assert.Contains("colour", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("One\n{{$item", 8, "{{$item")]
    [InlineData("{{$item}}\n\nThree {{$item} and on\n", 9, "{{$item}")]
    [InlineData("{{}}", 7, "{{}}")]
    [InlineData("One\n{{files.read $item}}", 8, "files.read")]
    [InlineData("One\n{{shared.rules", 8, "shared.rules")]
    [InlineData("One\nTwo\n{{shared.nothing}}", 9, "shared.nothing")]
    [InlineData("{{shared.../secrets}}", 7, "shared.../secrets")]
    [InlineData("{{$it-em}}", 7, "$it-em")]
    public void Block_ThatIsNoBlock_IsNamedWithItsLine(string body, int line, string what)
    {
        var error = Assert.Throws<PromptException>(() => Read(Head + body));

        Assert.Equal(("prompts/steps/a.md", line), (error.File, error.Line));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Just text", 1, "front matter")]
    [InlineData("---\nname: A\n", 1, "front matter")]
    [InlineData("---\nname: A\ncolour: red\n---\nText", 3, "colour")]
    [InlineData("---\nname: A\nname: B\n---\nText", 3, "name")]
    [InlineData("---\nname: [A\n---\nText", 2, "front matter")]
    [InlineData("---\nname: A\ninputs: item\n---\nText", 3, "inputs")]
    public void FrontMatter_ThatIsBroken_IsNamedWithItsLine(string text, int line, string what)
    {
        var error = Assert.Throws<PromptException>(() => Read(text));

        Assert.Equal(("prompts/steps/a.md", line), (error.File, error.Line));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SharedText_WithABrokenBlock_IsNamedItself()
    {
        var error = Assert.Throws<PromptException>(() => PromptReader.Read("steps/a", "prompts/steps/a.md", $"{Head}{{{{shared.rules}}}}", _ => "One\nTwo {{$item\n"));

        Assert.Equal(("prompts/shared/rules.md", 2), (error.File, error.Line));
    }

    [Fact]
    public void Prompt_WithWindowsLineEnds_IsTheSamePrompt()
    {
        var unix = Read($"{Head}One\n{{{{$item}}}}\n");
        var windows = Read($"{Head}One\n{{{{$item}}}}\n".Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal((unix.Hash, unix.Body), (windows.Hash, windows.Body));
    }

    private static PromptFile Read(string text) => PromptReader.Read("steps/a", "prompts/steps/a.md", text, name => name == "rules" ? "The rules." : null);

    private static Task<string> RenderAsync(string text, Dictionary<string, string> values) => PromptRenderer.RenderAsync(Read(text), values, CancellationToken.None);
}
