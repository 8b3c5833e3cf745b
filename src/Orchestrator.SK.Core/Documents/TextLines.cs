namespace Orchestrator.SK.Core.Documents;

/// <summary>Cuts a document into lines and knows which of them are structure.</summary>
internal static class TextLines
{
    public static IReadOnlyList<TextLine> Split(string text)
    {
        List<TextLine> lines = [];
        var inert = new InertRegions();
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        while (start < text.Length)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed + 1;
            var textEnd = feed < 0 ? text.Length : feed > start && text[feed - 1] == '\r' ? feed - 1 : feed;
            var content = text[start..textEnd];
            lines.Add(new TextLine(lines.Count + 1, start, content, end, inert.Covers(content)));
            start = end;
        }

        return lines;
    }

    /// <summary>Returns the line terminator that the document uses, LF where it has none.</summary>
    public static string Newline(string text)
    {
        var feed = text.IndexOf('\n', StringComparison.Ordinal);
        return feed > 0 && text[feed - 1] == '\r' ? "\r\n" : "\n";
    }

    /// <summary>Follows code fences and HTML comments line by line.</summary>
    private sealed class InertRegions
    {
        private string? fence;
        private bool comment;
        private bool indented;
        private bool inList;

        public bool Covers(string line)
        {
            var trimmed = line.AsSpan().Trim();
            var atMargin = line.Length > 0 && line[0] is not (' ' or '\t') && !trimmed.IsEmpty;

            // What opens inside a list item ends with that item: an unclosed fence must not swallow the rest of the file.
            if (atMargin && indented)
            {
                (fence, comment, indented) = (null, false, false);
            }

            if (atMargin && fence is null && !comment)
            {
                inList = IsBullet(line);
            }

            return fence is not null ? InFence(trimmed) : comment ? InComment(trimmed) : Opens(trimmed, !atMargin && inList);
        }

        private bool InFence(ReadOnlySpan<char> trimmed)
        {
            var run = trimmed.IndexOfAnyExcept(fence![0]);
            if (trimmed.Length >= fence.Length && run < 0)
            {
                (fence, indented) = (null, false);
            }

            return true;
        }

        private bool InComment(ReadOnlySpan<char> trimmed)
        {
            comment = !trimmed.Contains("-->", StringComparison.Ordinal);
            indented &= comment;
            return true;
        }

        private bool Opens(ReadOnlySpan<char> trimmed, bool insideItem)
        {
            if (trimmed.StartsWith("<!--"))
            {
                comment = !trimmed.Contains("-->", StringComparison.Ordinal);
                indented = comment && insideItem;
                return true;
            }

            if (trimmed.Length < 3 || trimmed[0] is not ('`' or '~'))
            {
                return false;
            }

            var run = trimmed.IndexOfAnyExcept(trimmed[0]);
            run = run < 0 ? trimmed.Length : run;
            if (run < 3 || (trimmed[0] == '`' && trimmed[run..].Contains('`')))
            {
                return false;
            }

            (fence, indented) = (new string(trimmed[0], run), insideItem);
            return true;
        }

        private static bool IsBullet(string line)
        {
            var digits = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
            return line.Length > 1 && line[0] is '-' or '*' or '+' && line[1] == ' '
                || digits > 0 && digits + 1 < line.Length && line[digits] is '.' or ')' && line[digits + 1] == ' ';
        }
    }
}
