using System.Text;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds code spans by the Markdown rule: a run of backticks ends at the next run of the same length in its paragraph; one without a partner is text.</summary>
internal static class CodeSpans
{
    /// <summary>Returns the spans with their backticks, in order.</summary>
    public static IReadOnlyList<TextSpan> Find(string text)
    {
        var runs = Runs(text);
        if (runs.Count < 2)
        {
            return [];
        }

        // Backwards, each run learns of the next one of its length, so that no length is looked for twice.
        Dictionary<int, int> latest = [];
        var partners = new int[runs.Count];
        for (var run = runs.Count - 1; run >= 0; run--)
        {
            if (run + 1 < runs.Count && EndsParagraph(text.AsSpan(runs[run].End, runs[run + 1].Start - runs[run].End)))
            {
                latest.Clear();
            }

            partners[run] = latest.GetValueOrDefault(runs[run].Length, -1);
            latest[runs[run].Length] = run;
        }

        List<TextSpan> spans = [];
        for (var run = 0; run < runs.Count; run++)
        {
            if (partners[run] is var close and >= 0)
            {
                spans.Add(new TextSpan(runs[run].Start, runs[close].End - runs[run].Start));
                run = close;
            }
        }

        return spans;
    }

    /// <summary>Returns the code in each span, trimmed.</summary>
    public static IEnumerable<string> Contents(string text) =>
        Find(text).Select(span => text.Substring(span.Start, span.Length).Trim('`').Trim());

    /// <summary>Returns the text with each span blanked out, offsets unchanged.</summary>
    public static string Blank(string text)
    {
        var characters = text.ToCharArray();
        foreach (var span in Find(text))
        {
            Array.Fill(characters, ' ', span.Start, span.Length);
        }

        return new string(characters);
    }

    /// <summary>Returns the text without bold marks; two stars in code are a glob or an operator and stay.</summary>
    public static string WithoutBold(string text)
    {
        var blank = Blank(text);
        StringBuilder plain = new(text.Length);
        var from = 0;
        for (var at = blank.IndexOf("**", StringComparison.Ordinal); at >= 0; at = blank.IndexOf("**", from, StringComparison.Ordinal))
        {
            plain.Append(text, from, at - from);
            from = at + 2;
        }

        return plain.Append(text, from, text.Length - from).ToString();
    }

    private static bool EndsParagraph(ReadOnlySpan<char> between)
    {
        for (var feed = between.IndexOf('\n'); feed >= 0; feed = between.IndexOf('\n'))
        {
            between = between[(feed + 1)..];
            if (between.IndexOf('\n') is var next and >= 0 && between[..next].IsWhiteSpace())
            {
                return true;
            }
        }

        return false;
    }

    private static List<TextSpan> Runs(string text)
    {
        List<TextSpan> runs = [];
        for (var at = text.IndexOf('`', StringComparison.Ordinal); at >= 0;)
        {
            var length = text.AsSpan(at).IndexOfAnyExcept('`') is var rest and >= 0 ? rest : text.Length - at;
            runs.Add(new TextSpan(at, length));
            var next = text.AsSpan(at + length).IndexOf('`');
            at = next < 0 ? -1 : at + length + next;
        }

        return runs;
    }
}
