namespace Orchestrator.SK.Prompts;

/// <summary>A prompt file taken apart, line ends normalised.</summary>
/// <param name="Head">The YAML between the two lines of three dashes. It starts in line 2 of the file.</param>
/// <param name="Body">The message, without the blank lines around it.</param>
/// <param name="BodyLine">The line of the file that the body starts in, from 1.</param>
internal sealed record PromptText(string Head, string Body, int BodyLine)
{
    private const string Fence = "---\n";

    /// <summary>The front matter as it enters the hash: with its fences.</summary>
    public string Fenced => $"{Fence}{Head}{Fence}";

    /// <summary>Returns null when the text does not start with front matter.</summary>
    public static PromptText? Split(string text)
    {
        var clean = Normalise(text);
        var end = clean.StartsWith(Fence, StringComparison.Ordinal) ? clean.IndexOf($"\n{Fence}", Fence.Length - 1, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            return null;
        }

        var start = end + 1 + Fence.Length;
        while (start < clean.Length && clean[start] == '\n')
        {
            start++;
        }

        return new(clean[Fence.Length..(end + 1)], clean[start..].TrimEnd('\n'), clean.AsSpan(0, start).Count('\n') + 1);
    }

    /// <summary>LF line ends and no byte order mark: what a hash and a position count from.</summary>
    public static string Normalise(string text) => text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
}
