using System.Text;

namespace Orchestrator.SK.Tests.Documents.Properties;

/// <summary>Documents nobody wrote: damaged copies of good ones. The same seed gives the same texts, so a failure names its seed.</summary>
internal static class Mutations
{
    /// <summary>What structure is made of; a splice of these is where parsers break.</summary>
    private static readonly string[] Tokens =
    [
        "\n", "\r\n", "\r", "\n\n", "\uFEFF", "\t", "  ", "`", "``", "```\n", "~~~\n", "**", "*", "<!--", "-->", "---\n", "# ", "\n## ", "\n### ", "- [ ] **BK-001 — ", "\n- [x] **", "** (LOW)",
        " — ", "→", "·", "|", "\\|", "[", "](", ")", "(was BK-1)", "→ moved to [D](D.md)", "spec: BE-001..900", "\u2028", "\u0085", "\f", "\0", "😀", "\uD83D", "\uDE00", "\\`", "<pre>", "> ",
    ];

    /// <summary>Returns <paramref name="count"/> texts made of the samples: each is one of them, or two spliced, with a few cuts, copies and strange characters in it.</summary>
    public static IEnumerable<(int Seed, string Text)> Of(IReadOnlyList<string> samples, int count) =>
        Enumerable.Range(1, count).Select(seed => (seed, One(samples, new Random(seed))));

    private static string One(IReadOnlyList<string> samples, Random random)
    {
        var text = new StringBuilder(Pick(samples, random));
        if (random.Next(4) == 0)
        {
            text.Length = random.Next(text.Length + 1);
            text.Append(Pick(samples, random));
        }

        for (var steps = random.Next(1, 12); steps > 0; steps--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(1, 80), text.Length - at);
            _ = random.Next(5) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(random.Next(text.Length + 1), text.ToString(at, length)),
                2 => text.Insert(at, (char)random.Next(0x10000)),
                _ => text.Insert(at, Pick(Tokens, random)),
            };
        }

        return random.Next(6) == 0 ? text.ToString().ReplaceLineEndings("\r\n") : text.ToString();
    }

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];
}
