using System.Runtime.CompilerServices;
using System.Text;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>A section as it is found: what it is and where it stands. Its text is read from the commit.</summary>
/// <param name="Line">The line of its declaration, from 1.</param>
/// <param name="Level">1 to 6 for a heading, 0 for a row of a table.</param>
/// <param name="Deprecated">Kept for the record; covers nothing.</param>
/// <param name="Was">The id it once had, or null.</param>
/// <param name="MovedTo">Where its content is now; null if this is no stub.</param>
public sealed record SpecEntry(string Id, string Title, string Path, int Line, int Level, bool Deprecated, string? Was, string? MovedTo)
{
    /// <summary>Gets whether it binds: neither deprecated nor the stub of one that moved.</summary>
    public bool IsInForce => !Deprecated && MovedTo is null;
}

/// <summary>The index of one spec file: its sections, their words, and what each names in code spans and links. Depends on path and text alone, and never changes.</summary>
public sealed class SpecSegment
{
    /// <summary>Rises whenever the same text gives other bytes.</summary>
    public const int Format = 1;

    // A title says more about a section than its text does.
    private const int TitleWeight = 2;

    private readonly TermTable _terms;

    private SpecSegment(string path, IReadOnlyList<SpecEntry> sections, IReadOnlyList<int> lengths, TermTable terms)
    {
        (Path, Sections, Lengths, _terms) = (path, sections, lengths, terms);
    }

    public string Path { get; }

    /// <summary>Gets the sections in file order.</summary>
    public IReadOnlyList<SpecEntry> Sections { get; }

    /// <summary>Gets how many words each section has.</summary>
    internal IReadOnlyList<int> Lengths { get; }

    internal TermTable Terms => _terms;

    public static SpecSegment Of(string path, string text)
    {
        var file = SpecParser.Parse(path, text);
        var terms = new Dictionary<string, List<(int Section, int Count)>>(StringComparer.Ordinal);
        var lengths = new List<int>();
        foreach (var section in file.Sections)
        {
            var title = $"{section.Title}\n";
            var words = SpecWords.Of($"{section.Id}\n{string.Concat(Enumerable.Repeat(title, TitleWeight))}{section.Text}");
            Add(terms, words, lengths.Count);
            Add(terms, SpecMentions.In(path, $"{section.Title}\n{section.Text}").Select(mention => SpecMentions.InSection + mention), lengths.Count);
            lengths.Add(words.Count);
        }

        var introduction = file.Sections.Count == 0 ? text : text[..file.Sections.Min(section => section.Span.Start)];
        foreach (var mention in SpecMentions.InIntroduction(path, introduction).Distinct(StringComparer.Ordinal))
        {
            terms[mention] = [.. lengths.Select((_, section) => (section, 1))];
        }

        return new(path, [.. file.Sections.Select(Entry)], lengths, TermTable.Build(terms));
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are something else.</exception>
    public static SpecSegment FromBytes(string path, ReadOnlyMemory<byte> bytes)
    {
        var reader = new SegmentReader(bytes.Span);
        var count = reader.Number();
        if (count > bytes.Length)
        {
            throw new InvalidDataException($"The index of '{path}' is damaged.");
        }

        var (sections, lengths) = (new SpecEntry[count], new int[count]);
        for (var section = 0; section < count; section++)
        {
            sections[section] = new SpecEntry(
                reader.Text(), reader.Text(), path, reader.Number(), reader.Number(), reader.Number() != 0, reader.TextOrNull(), reader.TextOrNull());
            lengths[section] = reader.Number();
        }

        return new(path, sections, lengths, new TermTable(bytes[reader.At..]));
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(Sections.Count);
            foreach (var (section, length) in Sections.Zip(Lengths))
            {
                writer.Write(section.Id);
                writer.Write(section.Title);
                writer.Write7BitEncodedInt(section.Line);
                writer.Write7BitEncodedInt(section.Level);
                writer.Write7BitEncodedInt(section.Deprecated ? 1 : 0);
                writer.Write(section.Was ?? "");
                writer.Write(section.MovedTo ?? "");
                writer.Write7BitEncodedInt(length);
            }
        }

        stream.Write(_terms.Bytes.Span);
        return stream.ToArray();
    }

    // A BinaryReader would copy the bytes first.
    private ref struct SegmentReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int At { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public int Number()
        {
            var number = 0;
            for (var shift = 0; shift < 32 && At < _bytes.Length; shift += 7)
            {
                var part = _bytes[At++];
                number |= (part & 0x7F) << shift;
                if (part < 0x80 && number >= 0)
                {
                    return number;
                }
            }

            throw new InvalidDataException("A number of the index is damaged.");
        }

        public string? TextOrNull() => Text() is { Length: > 0 } text ? text : null;

        public string Text()
        {
            var length = Number();
            At += length;
            return At <= _bytes.Length ? Encoding.UTF8.GetString(_bytes[(At - length)..At]) : throw new InvalidDataException("A word of the index is damaged.");
        }
    }

    private static SpecEntry Entry(SpecSection section) =>
        new(section.Id, section.Title, section.Path, section.Line, section.Level, section.Deprecated, section.Was, section.MovedTo);

    private static void Add(Dictionary<string, List<(int Section, int Count)>> terms, IEnumerable<string> words, int section)
    {
        foreach (var (word, count) in words.CountBy(word => word, StringComparer.Ordinal))
        {
            if (!terms.TryGetValue(word, out var list))
            {
                terms[word] = list = [];
            }

            list.Add((section, count));
        }
    }
}
