namespace Orchestrator.SK.Tests.Documents.Properties;

/// <summary>Texts that make a careless parser throw, hang or take quadratic time.</summary>
internal static class HostileTexts
{
    /// <summary>Returns every kind of hostile text with its name, each about <paramref name="size"/> UTF-16 units long.</summary>
    public static IEnumerable<(string Name, string Text)> OfSize(int size)
    {
        string[] repeated =
        [
            "\n", " ", "`", "*", "**", "#", "-", "[", "(", "|", "→", "→ [", "](", "[a](", "](a \"", "` **", "\\`", "<!--", "--> <!--", "<a", "\r", "\uFEFF", "😀", "\uD83D", "A-1 ", "A-001..500 ", "A-001 .. ", "A-",
            "spec: ", "Spec: ", "Spec: `", "Spec: `a.md`, ", "(was BK-1) ", "moved to ", "→ moved to `", "was ", "> ", "1. ", "--- | ", "| `a\\|b` ", "a/b/../", "**Status:** ", "@", "@mark.spec(\"", "{", "\"",
        ];
        foreach (var part in repeated)
        {
            yield return ($"one line of '{Show(part)}'", Repeat(part, size));
            yield return ($"an item with a suffix of '{Show(part)}'", "- [x] **BK-001 — T** " + Repeat(part, size));
            yield return ($"an item with a body of '{Show(part)}'", "- [x] **BK-001 — T**\n  " + Repeat(part, size));
        }

        string[] lines =
        [
            "- [ ] **BK-001 — never closed", "- [ ] **BK-001 — T**", "- [ ] **BK-{0} — T** (was BK-{0})", "- [ ] **BK-{0} — `**` T\n  wrapped", "- [x] **ID-{0} — T** → moved to [D](D.md)\n\n  Text.\n\n  ```\n  x\n",
            "```", "~~~", "  ```", "<!--", "## H {0}", "### BE-{0}: T", "### BE-{0}: T\n**Invariant:** BE-001..500", "| A | B |", "| --- | --- |", "| **A {0}** | `b.md` |", "| | `b", "- BK-{0}: **Fix** — text", "## [0.{0}.0] - 2026-01-01",
            "  - [ ] task {0}", "| BK-{0} | [ ] |", "---", "[a]: b", "<pre>", "@pytest.mark.spec(\"BE-{0}\")", "  spec: BE-{0} ·", "Spec: `a{0}.md`", "Text `open {0}", new string('`', 7) + "{0}",
        ];
        foreach (var line in lines)
        {
            yield return ($"lines of '{Show(line)}'", Lines(line, size));
        }

        yield return ("backtick runs of rising length", string.Concat(Enumerable.Range(1, (int)Math.Sqrt(2.0 * size)).Select(length => new string('`', length) + " ")));
        yield return ("ever deeper bullets", string.Concat(Enumerable.Range(0, (int)Math.Sqrt(2.0 * size)).Select(depth => new string(' ', depth) + "- [ ] **BK-001 — T**\n")));
        yield return ("ever deeper quotations", Repeat("> ", size) + "- [ ] **BK-001 — T**");
        yield return ("random units", Random(size));
    }

    private static string Random(int size)
    {
        var random = new Random(size);
        return string.Create(size, random, (span, source) =>
        {
            foreach (ref var unit in span)
            {
                unit = (char)(source.Next(8) == 0 ? source.Next(0x10000) : source.Next(128));
            }
        });
    }

    private static string Lines(string line, int size) =>
        string.Concat(Enumerable.Range(1, Math.Max(1, size / (line.Length + 1))).Select(number => line.Replace("{0}", number.ToString("D3", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) + "\n"));

    private static string Repeat(string part, int size) => string.Concat(Enumerable.Repeat(part, size / part.Length));

    private static string Show(string part) => part.ReplaceLineEndings("\\n");
}
