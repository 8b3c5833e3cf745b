namespace Orchestrator.SK.Prompts;

/// <summary>What stands between <c>{{</c> and <c>}}</c>.</summary>
internal enum BlockKind
{
    /// <summary><c>{{$name}}</c></summary>
    Variable,

    /// <summary><c>{{shared.name}}</c>: only in the files of <c>prompts/</c>.</summary>
    Shared,

    /// <summary><c>{{"text"}}</c>: a text that may hold braces.</summary>
    Value,

    /// <summary>Anything else. Semantic Kernel would take it for a call of a function, and there are none.</summary>
    Invalid,

    /// <summary>There is no <c>}}</c> before the next <c>{{</c>: Semantic Kernel sends it as it stands.</summary>
    Unclosed,
}

/// <summary>One block of a template.</summary>
/// <param name="Name">Of a variable or a shared text; else what stands in the block.</param>
/// <param name="Start">Where its braces open.</param>
/// <param name="Length">Braces included.</param>
internal sealed record TemplateBlock(BlockKind Kind, string Name, int Start, int Length)
{
    private const string Shared = "shared.";

    /// <summary>Finds all blocks of a text, in order, as Semantic Kernel's own tokenizer would.</summary>
    public static IEnumerable<TemplateBlock> In(string text)
    {
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0;)
        {
            var close = Close(text, open + 2);
            var next = text.IndexOf("{{", open + 2, StringComparison.Ordinal);
            if (close < 0 || (next >= 0 && next < close && !IsQuoted(text, open)))
            {
                var end = text.IndexOf('\n', open) is var line and >= 0 ? line : text.Length;
                yield return new(BlockKind.Unclosed, text[open..Math.Min(end, open + 40)], open, 2);
                open = next;
            }
            else
            {
                yield return Read(text[(open + 2)..close], open);
                open = text.IndexOf("{{", close + 2, StringComparison.Ordinal);
            }
        }
    }

    private static TemplateBlock Read(string inner, int open)
    {
        var trimmed = inner.Trim();
        var (kind, name) =
            trimmed is ['$', .. var variable] && IsName(variable, '_') ? (BlockKind.Variable, variable)
            : inner.StartsWith(Shared, StringComparison.Ordinal) && IsName(inner[Shared.Length..], '-') ? (BlockKind.Shared, inner[Shared.Length..])
            : trimmed is ['"', .., '"'] or ['\'', .., '\''] ? (BlockKind.Value, trimmed[1..^1])
            : (BlockKind.Invalid, trimmed);
        return new(kind, name, open, inner.Length + 4);
    }

    private static bool IsName(string text, char also) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == also);

    private static bool IsQuoted(string text, int open) => text.AsSpan(open + 2).TrimStart() is ['"' or '\'', ..];

    // Braces inside a quoted text close nothing.
    private static int Close(string text, int from)
    {
        var at = from;
        if (IsQuoted(text, from - 2))
        {
            at = text.IndexOfAny(['"', '\''], from);
            var quote = text[at];
            do
            {
                at = text.IndexOf(quote, at + 1);
            }
            while (at > 0 && text[at - 1] == '\\');
        }

        return at < 0 ? -1 : text.IndexOf("}}", at, StringComparison.Ordinal);
    }
}
