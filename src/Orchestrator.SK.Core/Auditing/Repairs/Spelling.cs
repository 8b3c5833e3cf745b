using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.Families;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Repairs;

/// <summary>The ways in which texts spell a member of a family: <c>s3-pyarrow</c>, <c>s3_pyarrow</c>, <c>S3PyarrowBackend</c>, <c>backends/s3_pyarrow.md</c>.</summary>
internal static class Spelling
{
    private const string Own = "*";

    /// <summary>Returns each way with what it gives for the member. Two ways may give the same word.</summary>
    public static IReadOnlyDictionary<string, string> Of(FamilyMember member)
    {
        var words = Words.Of(member.Name);
        var ways = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("kebab", string.Join('-', words));
        Add("snake", string.Join('_', words));
        Add("words", string.Join(' ', words));
        Add("joined", string.Concat(words));
        Add("upper", string.Join('_', words).ToUpperInvariant());
        Add("capitals", string.Join(' ', words).ToUpperInvariant());
        Add("pascal", string.Concat(words.Select(Capital)));
        Add("title", string.Join(' ', words.Select(Capital)));
        Add("name", member.Name);
        Add("path", member.Path);
        Add("file", Paths.Name(member.Path));
        Add("stem", Paths.Stem(member.Path));
        foreach (var key in member.Keys.Where(key => key.IsExact).Select(key => key.Word))
        {
            if (Place(key, words) is { } place)
            {
                Add($"{key[..place.Start]}{Own}{key[place.End..]}", key);
            }
        }

        return ways;

        void Add(string way, string text)
        {
            if (text.Length > 0)
            {
                ways.TryAdd(way, text);
            }
        }
    }

    // Where the member's own words stand in a symbol, however they are cased and joined there.
    private static (int Start, int End)? Place(string symbol, IReadOnlyList<string> words)
    {
        var wanted = string.Concat(words);
        for (var start = 0; start < symbol.Length && wanted.Length > 0; start++)
        {
            var (at, matched) = (start, 0);
            while (at < symbol.Length && matched < wanted.Length && (symbol[at] == '_' ? matched > 0 : char.ToLowerInvariant(symbol[at]) == wanted[matched]))
            {
                matched += symbol[at++] == '_' ? 0 : 1;
            }

            if (matched == wanted.Length)
            {
                return (start, at);
            }
        }

        return null;
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
