using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Cuts a target cell into single targets and says what each of them is.</summary>
internal static partial class RippleTargets
{
    /// <summary>
    /// Cuts at ends of sentences, commas, semicolons, the word "and" and a plus before code, wherever they stand outside code and parentheses. A sentence
    /// that says what is out of scope stays whole and names no path.
    /// </summary>
    public static IReadOnlyList<RippleTarget> Split(string cell)
    {
        List<RippleTarget> targets = [];
        foreach (var sentence in Cut(Spaces().Replace(CodeSpans.WithoutBold(cell), " "), Sentence()))
        {
            targets.AddRange(Exclusion().IsMatch(sentence)
                ? [new RippleTarget(sentence, [], TargetKind.Prose)]
                : WithConditions(Cut(sentence, Comma())).Select(Classify));
        }

        return targets;
    }

    private static List<string> Cut(string text, Regex border)
    {
        var flat = Flatten(text);
        List<string> parts = [];
        var from = 0;
        foreach (Match cut in border.Matches(flat))
        {
            parts.Add(text[from..cut.Index]);
            from = cut.Index + cut.Length;
        }

        return [.. parts.Append(text[from..]).Select(part => part.Trim().TrimEnd('.', ',', ';').Trim()).Where(part => part.Length > 0)];
    }

    // "CHANGELOG.md, if a user can notice": what limits a target belongs to it.
    private static List<string> WithConditions(List<string> parts)
    {
        List<List<string>> whole = [];
        foreach (var part in parts)
        {
            if (whole.Count > 0 && Limit().IsMatch(part))
            {
                whole[^1].Add(part);
            }
            else
            {
                whole.Add([part]);
            }
        }

        return [.. whole.Select(pieces => string.Join(", ", pieces))];
    }

    private static RippleTarget Classify(string text)
    {
        var paths = PathHints.In(text);
        var kind = Conditional().IsMatch(CodeSpans.Blank(text)) ? TargetKind.Condition
            : paths.Any(PathHints.IsGlob) ? TargetKind.Glob
            : paths.Count > 0 ? TargetKind.Path
            : text.Contains('§', StringComparison.Ordinal) ? TargetKind.Section
            : PathHints.SymbolsIn(text).Count > 0 ? TargetKind.Symbol
            : TargetKind.Prose;
        return new RippleTarget(text, paths, kind);
    }

    /// <summary>Replaces code by backticks and what stands in parentheses by underscores, so that no cut falls there; offsets stay.</summary>
    private static string Flatten(string text)
    {
        var characters = text.ToCharArray();
        foreach (var span in CodeSpans.Find(text))
        {
            Array.Fill(characters, '`', span.Start, span.Length);
        }

        // A parenthesis that nothing closes is a slip: it must not hide the rest of the cell.
        Stack<int> open = [];
        for (var index = 0; index < characters.Length; index++)
        {
            if (characters[index] == '(')
            {
                open.Push(index);
            }
            else if (characters[index] == ')' && open.TryPop(out var start) && open.Count == 0)
            {
                Array.Fill(characters, '_', start, index + 1 - start);
            }
        }

        return new string(characters);
    }

    [GeneratedRegex(@"(?<=[A-Za-z0-9`_…]\.?)\.\s+(?=[A-Z`])", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s*[,;]\s+(?:and\s+)?|\s+and\s+|\s+\+\s+(?=`)", RegexOptions.CultureInvariant)]
    private static partial Regex Comma();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^(?:if|unless|when|where|so that|in case)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Limit();

    [GeneratedRegex(@"^(?:out of scope|not (?:for|needed|applicable)|does not apply|except|no need)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Exclusion();

    [GeneratedRegex(@"\b(?:if|when|where|unless|in case)\b|\bon add/remove\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Conditional();
}
