using System.Text;

namespace Orchestrator.SK.Core.Secrets;

/// <summary>Takes secrets out of a text: those that are known, in every spelling they travel in, and what looks like one.</summary>
public sealed class SecretText
{
    /// <summary>How every marker begins.</summary>
    public const string Marker = "[redacted:";

    // A shorter one would be found in every second word.
    private const int ShortestKnown = 6;

    private readonly string[] _known;

    /// <param name="known">Secrets that are known word for word.</param>
    public SecretText(params IEnumerable<string> known) => _known =
        [.. known.Where(secret => secret.Length >= ShortestKnown).SelectMany(Spellings).Distinct(StringComparer.Ordinal).OrderByDescending(spelling => spelling.Length)];

    /// <summary>Whether there is anything to take out.</summary>
    public bool IsIn(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _known.Any(secret => text.Contains(secret, StringComparison.Ordinal)) || SecretForms.Find(text).Count > 0;
    }

    /// <summary>The text with a marker in the place of each secret; the same text when it holds none. Redacting twice changes nothing.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = _known.Aggregate(text, (left, secret) => left.Replace(secret, $"{Marker}key]", StringComparison.Ordinal));
        var places = SecretForms.Find(clean);
        if (places.Count == 0)
        {
            return clean;
        }

        var result = new StringBuilder(clean.Length);
        var at = 0;
        foreach (var place in places)
        {
            result.Append(clean, at, place.Start - at).Append(Marker).Append(place.Kind).Append(']');
            at = place.Start + place.Length;
        }

        return result.Append(clean, at, clean.Length - at).ToString();
    }

    // As it is, in an address, in JSON, and in base64 at each of the three places that it may begin at in a longer text.
    private static IEnumerable<string> Spellings(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return System.Text.Json.JsonEncodedText.Encode(secret).ToString();
        for (var offset = 0; offset < 3; offset++)
        {
            byte[] bytes = [.. new byte[offset], .. Encoding.UTF8.GetBytes(secret)];

            // The first and last characters also hold bits of the neighbours.
            var first = ((offset * 8) + 5) / 6;
            var last = bytes.Length * 8 / 6;
            var encoded = Convert.ToBase64String(bytes)[first..last];
            yield return encoded;
            yield return encoded.Replace('+', '-').Replace('/', '_');
        }
    }
}
