using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orchestrator.SK.Journal;

/// <summary>An event's text as a row keeps it: long strings are taken out and stand once, by their hash, however many entries and runs hold them.</summary>
/// <remarks>
/// A persona, a foundation or a file is sent to many conversations. Byte for byte the text comes back, so links of the chain are made from the whole and do not depend on how it
/// is kept. The mark is a control character, which JSON never holds unescaped.
/// </remarks>
/// <param name="Text">The event's text, with a mark and a hash in place of each long string.</param>
/// <param name="Contents">The long strings as they stood between their quotes, by hash.</param>
internal sealed record StoredBody(string Text, IReadOnlyDictionary<string, string> Contents)
{
    private const int LongFrom = 1_024;
    private const int HashLength = 64;
    private const char Mark = '\u0001';
    private static readonly Dictionary<string, string> NoContents = [];

    public static StoredBody Of(string body)
    {
        if (body.Length < LongFrom)
        {
            return new(body, NoContents);
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        var text = new ArrayBufferWriter<byte>(bytes.Length);
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        var copied = 0;
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length < LongFrom)
            {
                continue;
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(reader.ValueSpan));
            contents[hash] = Encoding.UTF8.GetString(reader.ValueSpan);
            var start = (int)reader.TokenStartIndex + 1;
            text.Write(bytes.AsSpan(copied, start - copied));
            text.Write(Encoding.UTF8.GetBytes($"{Mark}{hash}"));
            copied = start + reader.ValueSpan.Length;
        }

        text.Write(bytes.AsSpan(copied));
        return contents.Count == 0 ? new(body, contents) : new(Encoding.UTF8.GetString(text.WrittenSpan), contents);
    }

    /// <summary>The hashes of what was taken out of a text.</summary>
    public static IEnumerable<string> HashesOf(string text)
    {
        for (var mark = text.IndexOf(Mark, StringComparison.Ordinal); mark >= 0; mark = text.IndexOf(Mark, mark + 1))
        {
            yield return text.Substring(mark + 1, Math.Min(HashLength, text.Length - mark - 1));
        }
    }

    /// <summary>The whole text again; null when a content is missing.</summary>
    public static string? Whole(string text, IReadOnlyDictionary<string, string> contents)
    {
        var mark = text.IndexOf(Mark, StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        var whole = new StringBuilder();
        var copied = 0;
        for (; mark >= 0; mark = text.IndexOf(Mark, copied))
        {
            if (mark + 1 + HashLength > text.Length || !contents.TryGetValue(text.Substring(mark + 1, HashLength), out var content))
            {
                return null;
            }

            whole.Append(text, copied, mark - copied).Append(content);
            copied = mark + 1 + HashLength;
        }

        return whole.Append(text, copied, text.Length - copied).ToString();
    }
}
