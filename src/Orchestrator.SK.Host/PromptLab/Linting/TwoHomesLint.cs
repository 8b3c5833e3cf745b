using System.Net;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>Finds texts that stand in both folders: whoever edits one forgets the other.</summary>
internal static partial class TwoHomesLint
{
    private const int Long = 200;

    public static IEnumerable<LintFinding> Check(PromptSources sources)
    {
        var prompts = sources.All.Where(source => source.Kind != SourceKind.Function)
            .SelectMany(source => Paragraphs(source).Select(paragraph => (paragraph.Words, Place: new LintText(source.File, source.Text).At(paragraph.Offset, LintRule.TwoHomes, ""))))
            .ToLookup(pair => pair.Words, pair => pair.Place, StringComparer.Ordinal);
        foreach (var source in sources.All.Where(source => source.Kind == SourceKind.Function))
        {
            var text = new LintText(source.File, source.Text);
            foreach (var (words, offset) in Paragraphs(source).Where(paragraph => prompts.Contains(paragraph.Words)))
            {
                var other = prompts[words].First();
                yield return text.At(offset, LintRule.TwoHomes, $"this paragraph stands also in {other.File}:{other.Line}: '{words[..40]}…'. Keep it in one of the two folders.");
            }
        }
    }

    private static IEnumerable<(string Words, int Offset)> Paragraphs(PromptSource source)
    {
        // The tags of messages part paragraphs as blank lines do; of the same length, so that places stay where they are.
        var text = source.Kind == SourceKind.Function ? Tags().Replace(source.Text, tag => new string('\n', tag.Length)) : source.Text;
        foreach (Match part in Paragraph().Matches(text))
        {
            var words = Blanks().Replace(WebUtility.HtmlDecode(part.Value), " ").Trim();
            if (words.Length > Long)
            {
                yield return (words, part.Index);
            }
        }
    }

    [GeneratedRegex("</?message[^>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    [GeneratedRegex(@"[^\n]+(?:\n[^\n]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Paragraph();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
