using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>Cuts names into words, so that <c>LogBackend</c>, <c>log_backend</c> and "log backend" are the same.</summary>
internal static partial class Words
{
    public static IReadOnlyList<string> Of(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    public static string Singular(string word) =>
        word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4 ? word[..^3] + "y"
        : word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) ? word[..^2]
        : word.EndsWith('s') && word.Length > 3 && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1]
        : word;

    /// <summary>Returns a file's name without folder and endings: <c>src/_gcs.py</c> gives <c>_gcs</c>.</summary>
    public static string Stem(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var dot = name.IndexOf('.', 1 > name.Length - 1 ? 0 : 1);
        return dot < 0 ? name : name[..dot];
    }

    /// <summary>Whether a text has these words one after the other, or run together: <c>s3 pyarrow</c> is also in <c>S3PyArrow</c>.</summary>
    public static bool Mentions(string text, IReadOnlyList<string> words)
    {
        var joined = string.Concat(words.Select(Singular));
        return words.Count > 0 && Chunk().EnumerateMatches(text) is var chunks && Any(chunks, text, joined, words);

        static bool Any(Regex.ValueMatchEnumerator chunks, string text, string joined, IReadOnlyList<string> words)
        {
            foreach (var chunk in chunks)
            {
                var own = Of(text.Substring(chunk.Index, chunk.Length));
                for (var index = 0; index < own.Count; index++)
                {
                    var run = "";
                    for (var next = index; next < own.Count && run.Length < joined.Length; next++)
                    {
                        run += Singular(own[next]);
                    }

                    if (run == joined)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    [GeneratedRegex(@"[A-Z]?[a-z]+[0-9]*|[A-Z]+[0-9]*(?![a-z])|[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    // Words of one phrase are parted by at most one space, hyphen, underscore or dot.
    [GeneratedRegex(@"[A-Za-z0-9]+(?:[ _.\-][A-Za-z0-9]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Chunk();
}
