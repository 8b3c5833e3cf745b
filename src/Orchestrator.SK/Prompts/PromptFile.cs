namespace Orchestrator.SK.Prompts;

/// <summary>One prompt file: exactly one chat message. Its identity is the hash of its content.</summary>
/// <param name="Id"><c>experts/testing</c>, <c>steps/assignment</c>, <c>shared/rules</c>: the path below the prompts folder, without the ending.</param>
/// <param name="Inputs">The variables that the body may use, with what they hold.</param>
/// <param name="Tools">The tools of an expert, as <c>plugin.function</c> or <c>plugin.*</c>.</param>
/// <param name="Hash">SHA-256 over the file and the shared texts it includes, line ends normalised.</param>
internal sealed record PromptFile(
    string Id,
    string Name,
    string Description,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyList<string> Tools,
    string Body,
    int BodyLine,
    string Hash)
{
    /// <summary>Twelve digits are enough to tell versions apart on a screen.</summary>
    public string ShortHash => Hash[..12];
}

/// <summary>A prompt that cannot be used: where, why, and what would be right.</summary>
internal sealed class PromptException(string file, int line, string what) : Exception($"{file}:{line}: {what}")
{
    public string File { get; } = file;

    public int Line { get; } = line;
}
