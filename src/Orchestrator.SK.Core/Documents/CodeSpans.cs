using System.Text;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Finds code spans by the Markdown rule: a run of backticks ends at the next run of the same length; one without a partner is text.</summary>
internal static class CodeSpans
{
    /// <summary>Returns the spans with their backticks, in order.</summary>
    public static IReadOnlyList<TextSpan> Find(string text)
    {
        var runs = Runs(text);
        var partners = Partners(runs);
        List<TextSpan> spans = [];
        for (var index = 0; index < runs.Count; index++)
        {
            if (partners[index] is var close && close >= 0)
            {
                spans.Add(new TextSpan(runs[index].Start, runs[close].End - runs[index].Start));
                index = close;
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

    private static List<TextSpan> Runs(string text)
    {
        List<TextSpan> runs = [];
        for (var at = text.IndexOf('`', StringComparison.Ordinal); at >= 0; at = at < text.Length ? text.IndexOf('`', at) : -1)
        {
            var end = text.AsSpan(at).IndexOfAnyExcept('`');
            var length = end < 0 ? text.Length - at : end;
            runs.Add(new TextSpan(at, length));
            at += length;
        }

        return runs;
    }

    /// <summary>For each run the next one of its length, or -1: found from the end in one pass, so that no text makes it slow.</summary>
    private static int[] Partners(List<TextSpan> runs)
    {
        var partners = new int[runs.Count];
        Dictionary<int, int> next = [];
        for (var index = runs.Count - 1; index >= 0; index--)
        {
            partners[index] = next.GetValueOrDefault(runs[index].Length, -1);
            next[runs[index].Length] = index;
        }

        return partners;
    }
}
