namespace Orchestrator.SK.Core.Auditing.Changes;

/// <summary>One place at which a text names something.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 0.</param>
/// <param name="Chunk">The run of letters, digits, <c>_ - . /</c> that holds it: a path, a dotted name, or the word itself.</param>
/// <param name="Word">The word as it stands there.</param>
public readonly record struct Mention(string Path, int Line, int Column, string Chunk, string Word);

/// <summary>Where words stand in the texts of a repository: one pass over all texts, whatever the number of words.</summary>
public sealed class Mentions
{
    private const int LongestWord = 96;

    private readonly Dictionary<string, List<Mention>> found;
    private readonly Dictionary<string, List<Mention>>.AlternateLookup<ReadOnlySpan<char>> lookup;

    /// <param name="words">What is looked for: see <see cref="Key"/>.</param>
    public Mentions(IEnumerable<RepositoryText> files, IEnumerable<string> words)
    {
        found = words.Select(Key).Where(key => key.Length > 1).Distinct(StringComparer.Ordinal).ToDictionary(key => key, _ => new List<Mention>(), StringComparer.Ordinal);
        lookup = found.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var file in found.Count == 0 ? [] : files)
        {
            if (file.Text is { } text)
            {
                Read(file.Path, text);
            }
        }
    }

    /// <summary>The places of a word, however it is cased and whether its parts are joined by <c>-</c>, <c>_</c> or nothing.</summary>
    public IReadOnlyList<Mention> Of(string word) => found.GetValueOrDefault(Key(word)) ?? [];

    /// <summary>The form in which words are compared: lower case, without <c>-</c> and <c>_</c>.</summary>
    public static string Key(string word) => string.Create(word.Count(c => c is not ('-' or '_')), word, (span, from) =>
    {
        var at = 0;
        foreach (var c in from)
        {
            if (c is not ('-' or '_'))
            {
                span[at++] = char.ToLowerInvariant(c);
            }
        }
    });

    private void Read(string path, string text)
    {
        var (line, lineStart) = (1, 0);
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (c == '\n')
            {
                (line, lineStart) = (line + 1, ++at);
            }
            else if (!IsPart(c))
            {
                at++;
            }
            else
            {
                var start = at;
                while (at < text.Length && IsPart(text[at]))
                {
                    at++;
                }

                Chunk(path, text, start, at, line, lineStart);
            }
        }
    }

    private void Chunk(string path, string text, int start, int end, int line, int lineStart)
    {
        while (end > start && text[end - 1] is '.' or '-' or '/')
        {
            end--;
        }

        var piece = start;
        for (var at = start; at <= end; at++)
        {
            if (at < end && text[at] is not ('.' or '/'))
            {
                continue;
            }

            Look(path, text, piece, at, start, end, line, lineStart);
            piece = at + 1;
        }

        // A file's name is looked for with its ending, too.
        var name = text.AsSpan(start, end - start).LastIndexOf('/') is >= 0 and var slash ? start + slash + 1 : start;
        if (text.AsSpan(name, end - name).Contains('.'))
        {
            Look(path, text, name, end, start, end, line, lineStart);
        }
    }

    private void Look(string path, string text, int from, int to, int start, int end, int line, int lineStart)
    {
        if (to - from is < 2 or > LongestWord)
        {
            return;
        }

        Span<char> key = stackalloc char[LongestWord];
        var length = 0;
        for (var at = from; at < to; at++)
        {
            if (text[at] is not ('-' or '_'))
            {
                key[length++] = char.ToLowerInvariant(text[at]);
            }
        }

        if (lookup.TryGetValue(key[..length], out var places))
        {
            places.Add(new(path, line, from - lineStart, text[start..end], text[from..to]));
        }
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' || (c > 127 && char.IsLetter(c));
}
