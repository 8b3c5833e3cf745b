using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads an item's header: <c>- [ ] **BK-001 — Title** suffix</c> at column 0.</summary>
internal sealed partial record BacklogHeader(char Mark, string Id, string Title, string Suffix)
{
    /// <summary>Returns null for a bullet that is no item: a rule, a template, a header quoted in code.</summary>
    public static BacklogHeader? Parse(string text)
    {
        if (Opening().Match(text) is not { Success: true } opening)
        {
            return null;
        }

        // The title may hold ** inside a code span.
        var close = CodeSpans.Blank(text).IndexOf("**", opening.Length, StringComparison.Ordinal);
        if (close < 0)
        {
            return null;
        }

        var qualifier = opening.Groups["qualifier"].Value;
        var suffix = text[(close + 2)..].Trim();
        return new BacklogHeader(
            opening.Groups["mark"].Value[0],
            opening.Groups["id"].Value,
            OneLine(text[opening.Length..close]),
            OneLine($"{qualifier} {suffix}"));
    }

    /// <summary>Whether a line could open an item whose bold title ends on a later line.</summary>
    public static bool Opens(string line) => Opening().IsMatch(line);

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^[-*+] \[(?<mark>.)\] \*\*(?<id>[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-[0-9]+[a-z]*)(?:\s+(?<qualifier>\([^)]*\)))?\s*(?:—|–|--|-|:)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
