using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Reads the line of attributes below an item's header: <c>spec: BE-013, BE-014 · effort: M · audience: infra.test</c>.</summary>
internal static partial class AttributeLine
{
    /// <summary>Keys that make a line one of attributes even if they stand alone.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal, "spec", "specs", "effort", "audience");

    public static readonly IReadOnlyDictionary<string, string> Empty = FrozenDictionary<string, string>.Empty;

    /// <summary>Returns keys with their values as written (<c>—</c> stands for none), and how many lines of the body lie up to its end; 0 if there is no such line.</summary>
    public static (IReadOnlyDictionary<string, string> Attributes, int Lines) Read(IReadOnlyList<TextLine> body)
    {
        // A line of its own kind, such as a link, may stand above it.
        for (var index = 0; index < Math.Min(3, body.Count) && !body[index].IsBlank; index++)
        {
            var (text, end) = (body[index].Text.Trim(), index + 1);
            while (text.Length > 0 && text[^1] is '·' or ',' && end < body.Count && end - index < 4 && !body[end].IsBlank)
            {
                text += " " + body[end++].Text.Trim();
            }

            if (Parse(text) is { } attributes)
            {
                return (attributes, end);
            }
        }

        return (Empty, 0);
    }

    private static Dictionary<string, string>? Parse(string text)
    {
        if (!Opening().IsMatch(text))
        {
            return null;
        }

        var parts = text.Split(['·', '•'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> attributes = new(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var key = Opening().Match(part);
            if (key.Success)
            {
                attributes.TryAdd(key.Groups["key"].Value, part[key.Length..].Trim());
            }
        }

        // One pair alone can be a sentence: "note: …".
        return attributes.Keys.Any(Known.Contains) || (attributes.Count > 1 && attributes.Count == parts.Length) ? attributes : null;
    }

    [GeneratedRegex(@"^(?<key>[a-z][a-z0-9_.-]{0,40}):(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
