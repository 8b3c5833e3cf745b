using System.Globalization;
using System.Text;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>
/// Cuts text into the words that are searched. Case and Latin accents do not count, a plural counts as its singular. An identifier is found by its parts and as a
/// whole: <c>to_key</c> gives to, key, tokey; <c>S3PyArrow</c> gives s3, py, arrow, s3pyarrow. A character of a script without spaces is a word.
/// </summary>
public static class SpecWords
{
    /// <summary>No more of a query is read: characters.</summary>
    public const int MaxQuery = 2_000;

    /// <summary>No more words of a query are looked up.</summary>
    public const int MaxAsked = 32;

    // Longer runs are encoded bytes and no words.
    private const int MaxWord = 64;

    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřßśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrssssstttuuuuuuuuuuwyyyzzz";

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from", "has", "have", "how", "if", "in", "into", "is", "it", "its", "must", "not", "of",
        "on", "or", "shall", "should", "so", "such", "than", "that", "the", "then", "there", "these", "this", "to", "was", "what", "when", "where", "which", "who", "why", "will", "with",
    };

    /// <summary>Returns every word in order, repeated ones too.</summary>
    public static IReadOnlyList<string> Of(string text) => new Cutter(text).Cut();

    /// <summary>Returns the words of a query that are worth looking up, each once: common words count only where there are no others.</summary>
    public static IReadOnlyList<string> Asked(string query)
    {
        var words = new Cutter(query.Length > MaxQuery ? query[..MaxQuery] : query).Cut().Distinct(StringComparer.Ordinal).ToList();
        var rare = words.Where(word => !Common.Contains(word)).ToList();
        return [.. (rare.Count > 0 ? rare : words).Take(MaxAsked)];
    }

    private static string Singular(string word) =>
        Common.Contains(word) || word.Length < 3 || word[^1] != 's' || word[^2] is 's' or 'u' || !char.IsAsciiLetter(word[^2]) ? word
        : word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal) ? word[..^3] + "y"
        : word[..^1];

    private enum Kind
    {
        None,
        Lower,
        Upper,
        Digit,
    }

    private sealed class Cutter(string text)
    {
        private readonly List<string> _words = [];
        private readonly StringBuilder _part = new();
        private readonly StringBuilder _whole = new();
        private Kind _last;
        private int _parts;

        public List<string> Cut()
        {
            for (var at = 0; at < text.Length;)
            {
                _ = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
                at += length;
                Take(rune, at < text.Length && char.IsLower(text[at]));
            }

            EndWhole();
            return _words;
        }

        private void Take(Rune rune, bool lowerFollows)
        {
            if (rune.Value == '_')
            {
                EndPart();
            }
            else if (IsIdeograph(rune.Value))
            {
                EndWhole();
                _words.Add(rune.ToString());
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                Add(rune, lowerFollows);
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format))
            {
                EndWhole();
            }
        }

        private void Add(Rune rune, bool lowerFollows)
        {
            var kind = Rune.IsDigit(rune) ? Kind.Digit : Rune.IsUpper(rune) ? Kind.Upper : Kind.Lower;
            var pluralOfCapitals = rune.Value == 's' && !lowerFollows;
            if ((kind == Kind.Upper && _last == Kind.Lower) || (kind != Kind.Digit && _last == Kind.Digit))
            {
                EndPart();
            }
            else if (kind == Kind.Lower && _last == Kind.Upper && _part.Length > 1 && !pluralOfCapitals && !char.IsSurrogate(_part[^1]))
            {
                // The last capital of HTTPServer begins the next part.
                var begun = _part[^1];
                _part.Length--;
                EndPart();
                _part.Append(begun);
            }

            Append(Fold(Rune.ToLowerInvariant(rune)));
            _last = kind;
        }

        private void Append(Rune rune)
        {
            Span<char> characters = stackalloc char[2];
            _part.Append(characters[..rune.EncodeToUtf16(characters)]);
        }

        private void EndPart()
        {
            if (_part.Length > 0)
            {
                var part = _part.ToString();
                _words.Add(Singular(Short(part)));
                _whole.Append(part);
                _parts++;
                _part.Clear();
            }

            _last = Kind.None;
        }

        private void EndWhole()
        {
            EndPart();
            if (_parts > 1)
            {
                _words.Add(Singular(Short(_whole.ToString())));
            }

            _whole.Clear();
            _parts = 0;
        }

        private static string Short(string word) => word.Length > MaxWord ? word[..(char.IsHighSurrogate(word[MaxWord - 1]) ? MaxWord - 1 : MaxWord)] : word;

        private static Rune Fold(Rune rune) =>
            rune.Value is >= 0xDF and <= 0x17F && Accented.IndexOf((char)rune.Value, StringComparison.Ordinal) is >= 0 and var at ? new Rune(Plain[at]) : rune;

        // Chinese and Japanese write without spaces.
        private static bool IsIdeograph(int value) => value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
    }
}
