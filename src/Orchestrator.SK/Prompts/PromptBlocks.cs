namespace Orchestrator.SK.Prompts;

/// <summary>What may stand between double braces in a prompt file: one variable, the name of a shared text, or a quoted text.</summary>
/// <remarks>Semantic Kernel sends a block that is not closed as it stands, and takes other words for a function to call.</remarks>
internal static class PromptBlocks
{
    /// <param name="line">The line of the file on which the text begins.</param>
    /// <exception cref="PromptException">A block is not closed, or holds something else.</exception>
    public static void Check(string file, int line, string text)
    {
        if (TemplateBlock.In(text).FirstOrDefault(block => block.Kind is BlockKind.Invalid or BlockKind.Unclosed) is { } bad)
        {
            throw new PromptException(
                file, line + text.AsSpan(0, bad.Start).Count('\n'),
                $"'{(bad.Kind == BlockKind.Unclosed ? bad.Name : text.Substring(bad.Start, bad.Length))}' is no block: write {{{{$name}}}} for an input, or {{{{shared.name}}}} for a text in prompts/shared.");
        }
    }
}
