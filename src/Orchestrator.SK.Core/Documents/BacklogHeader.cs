using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads an item's header at column 0: <c>- [ ] **BK-001 — Title** suffix</c>, or in a document that has none of these <c>- [ ] **BK-001** Title</c> and <c>- [ ] BK-001: Title</c>.</summary>
/// <param name="MarkAt">Where the mark stands in the line.</param>
/// <param name="Mark">The mark, one character as a reader sees it: up to two UTF-16 units.</param>
/// <param name="Id">The id, or <see cref="NoId"/>.</param>
internal sealed partial record BacklogHeader(int MarkAt, string Mark, string Id, string Title, string Suffix)
{
    /// <summary>What stands where an entry of the register has no id.</summary>
    public const string NoId = "—";

    /// <summary>Returns null for a bullet that is no item: a rule, a template, a header quoted in code.</summary>
    public static BacklogHeader? Parse(string text, bool plain)
    {
        if (plain)
        {
            return Plain().Match(text) is { Success: true } found ? new BacklogHeader(found.Groups["mark"].Index, found.Groups["mark"].Value, found.Groups["id"].Value, OneLine(found.Groups["title"].Value), "") : null;
        }

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
            opening.Groups["mark"].Index,
            opening.Groups["mark"].Value,
            opening.Groups["id"].Value,
            OneLine(text[opening.Length..close]),
            OneLine($"{qualifier} {suffix}"));
    }

    /// <summary>Whether a line could open an item whose bold title ends on a later line.</summary>
    public static bool Opens(string line, bool plain) => plain ? Plain().IsMatch(line) : Opening().IsMatch(line);

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^[-*+] {1,4}\[(?<mark>[\uD800-\uDBFF][\uDC00-\uDFFF]|.)\] +\*\*(?:(?<id>[A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*-[0-9]+[a-z]*)(?:\s+(?<qualifier>\([^)]*\)))?\s*(?:—|–|--|-|:)|(?<id>—)(?:\s+—)?)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^[-*+] {1,4}\[(?<mark>[\uD800-\uDBFF][\uDC00-\uDFFF]|.)\] +(?:\*\*|__|`|\[)?(?<id>[A-Z][A-Z0-9_]*(?:-[A-Z][A-Z0-9_]*)*-[0-9]+[a-z]*)(?:\s*[:—–])?(?:`|\*\*|__|\](?:\([^)]*\))?)?(?:\s*(?:—|–|--|-|:))?\s+(?<title>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
