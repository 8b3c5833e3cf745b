namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds code spans by the Markdown rule: a run of backticks ends at the next run of the same length; one without a partner is text.</summary>
internal static class CodeSpans
{
    /// <summary>Returns the spans with their backticks, in order.</summary>
    public static IReadOnlyList<TextSpan> Find(string text)
    {
        List<TextSpan> spans = [];
        // A run that found no partner once finds none later: remembering its length keeps the scan linear.
        HashSet<int> unmatched = [];
        for (var at = text.IndexOf('`', StringComparison.Ordinal); at >= 0 && at < text.Length; at = text.IndexOf('`', at))
        {
            var run = RunLength(text, at);
            var close = unmatched.Contains(run) ? -1 : FindRun(text, at + run, run);
            if (close < 0)
            {
                unmatched.Add(run);
                at += run;
            }
            else
            {
                spans.Add(new TextSpan(at, close + run - at));
                at = close + run;
            }

            if (at >= text.Length)
            {
                break;
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
        for (var at = blank.LastIndexOf("**", StringComparison.Ordinal); at >= 0; at = blank.LastIndexOf("**", StringComparison.Ordinal))
        {
            (text, blank) = (text.Remove(at, 2), blank.Remove(at, 2));
        }

        return text;
    }

    private static int RunLength(string text, int at)
    {
        var end = text.AsSpan(at).IndexOfAnyExcept('`');
        return end < 0 ? text.Length - at : end;
    }

    private static int FindRun(string text, int from, int length)
    {
        for (var at = text.IndexOf('`', from); at >= 0; at = text.IndexOf('`', at))
        {
            var run = RunLength(text, at);
            if (run == length)
            {
                return at;
            }

            at += run;
            if (at >= text.Length)
            {
                break;
            }
        }

        return -1;
    }
}
