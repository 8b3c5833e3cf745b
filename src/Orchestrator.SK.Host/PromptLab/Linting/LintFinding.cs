namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>An error fails the command; a warning is probably a mistake; a note is worth knowing.</summary>
internal enum Severity
{
    Error,
    Warning,
    Note,
}

/// <summary>One fault, and where it stands.</summary>
/// <param name="File">From the folder that holds <c>prompts/</c> and <c>plugins/</c>; of <c>orchestrator.json</c>, from the repository.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
internal sealed record LintFinding(string File, int Line, int Column, string Rule, Severity Severity, string Message);

/// <summary>What lint found.</summary>
/// <param name="Skipped">What could not be checked, and why.</param>
internal sealed record LintReport(int Prompts, IReadOnlyList<LintFinding> Findings, IReadOnlyList<string> Skipped)
{
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);
}

/// <summary>A text with positions: turns offsets into findings.</summary>
internal sealed record LintText(string File, string Text)
{
    public LintFinding At(int offset, LintRule rule, string message, Severity? severity = null)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        return new(File, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), rule.Id, severity ?? rule.Severity, message);
    }

    /// <summary>The offset of a place; lines and columns count from 1.</summary>
    public int Offset(int line, int column)
    {
        var at = 0;
        for (; line > 1 && Text.IndexOf('\n', at) is var end and >= 0; line--)
        {
            at = end + 1;
        }

        return Math.Min(Text.Length, at + column - 1);
    }
}
