using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Finishing;

/// <summary>Anybody's words inside Markdown that others render: no markup, link, image, mention, reference or table border of theirs comes through.</summary>
public static partial class MarkdownText
{
    private const string Special = "\\`*_[]{}()|!~$";

    /// <summary>One line of words.</summary>
    public static string Words(string text)
    {
        var line = Reference().Replace(PlainText.Line(text), "no. $1");
        var safe = new StringBuilder(line.Length + 16);
        foreach (var c in line)
        {
            safe.Append(c switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '#' => "\\#",
                '@' => "&#64;",
                _ when Special.Contains(c, StringComparison.Ordinal) => $"\\{c}",
                _ => $"{c}",
            });
        }

        // What a forge would make a link of by itself.
        return Www().Replace(safe.ToString().Replace("://", "\\://", StringComparison.Ordinal), "$1\\.");
    }

    /// <summary>A code span: paths, commands and ids word for word, but for what cannot be seen or would end a table's cell.</summary>
    public static string Code(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var visible = PlainText.Visible(text).Replace("\n", " ", StringComparison.Ordinal).Trim();
        if (visible.Length == 0)
        {
            return "";
        }

        var longest = Ticks().Matches(visible).Select(match => match.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', longest + 1);
        var space = visible[0] == '`' || visible[^1] == '`' ? " " : "";
        return $"{fence}{space}{visible.Replace("|", "\\|", StringComparison.Ordinal)}{space}{fence}";
    }

    [GeneratedRegex(@"(?:\#|\bGH-)(\d+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\b(www)\.", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Www();

    [GeneratedRegex("`+", RegexOptions.CultureInvariant)]
    private static partial Regex Ticks();
}
