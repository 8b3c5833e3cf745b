namespace Orchestrator.SK.Core.Documents;

/// <summary>One physical line of a Markdown document.</summary>
/// <param name="Number">Counts from 1.</param>
/// <param name="Start">Offset of its first character; a byte order mark lies before the first line.</param>
/// <param name="Text">The line without its terminator.</param>
/// <param name="End">Offset behind its terminator; equal to the end of the text where the last line has none.</param>
/// <param name="Inert">True inside a code fence or an HTML comment, where nothing is structure.</param>
internal readonly record struct TextLine(int Number, int Start, string Text, int End, bool Inert)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);

    public bool IsIndented => Text.Length > 0 && Text[0] is ' ' or '\t';

    /// <summary>Gets the offset behind the line's last character, before its terminator.</summary>
    public int TextEnd => Start + Text.Length;

    /// <summary>Gets the level of an ATX heading, 1 to 6, or 0.</summary>
    public int HeadingLevel
    {
        get
        {
            if (Inert)
            {
                return 0;
            }

            var level = Text.AsSpan().IndexOfAnyExcept('#');
            return level is >= 1 and <= 6 && Text[level] is ' ' or '\t' ? level : 0;
        }
    }

    /// <summary>Gets the heading's words, without the marks around them; a mark that closes it stands apart, so <c>C#</c> is a word.</summary>
    public string HeadingText
    {
        get
        {
            var words = Text.AsSpan().TrimStart('#').Trim();
            var bare = words.TrimEnd('#');
            return (bare.IsEmpty || bare[^1] is ' ' or '\t' ? bare.TrimEnd() : words).ToString();
        }
    }

    /// <summary>Gets whether the line is a thematic break (<c>---</c>) at column 0.</summary>
    public bool IsRule => !Inert && Text.Length >= 3 && !IsIndented && Text.Replace(" ", "", StringComparison.Ordinal) is { Length: >= 3 } marks
        && marks[0] is '-' or '*' or '_' && marks.AsSpan().IndexOfAnyExcept(marks[0]) < 0;
}
