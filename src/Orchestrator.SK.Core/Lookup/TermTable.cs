using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>
/// The words of one file in sorted order, each with the sections that have it and how often. Lives in the bytes in which it is stored: opening it costs nothing, and
/// what was built just now and what was read from a disk are the same thing.
/// </summary>
/// <remarks>
/// Little-endian: the number of terms n; n+1 offsets; for each term its length, its UTF-8, and its sections as pairs of numbers, the step from the section before and the
/// count. All numbers behind the offsets are of variable length.
/// </remarks>
internal readonly struct TermTable(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    public int Count { get; } = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);

    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <param name="terms">Each term with its sections in ascending order.</param>
    public static TermTable Build(IEnumerable<KeyValuePair<string, List<(int Section, int Count)>>> terms)
    {
        var sorted = terms.Select(term => (Term: Encoding.UTF8.GetBytes(term.Key), term.Value)).ToArray();
        Array.Sort(sorted, static (one, other) => one.Term.AsSpan().SequenceCompareTo(other.Term));
        var entries = new List<byte>();
        var head = new byte[4 + (4 * (sorted.Length + 1))];
        BinaryPrimitives.WriteInt32LittleEndian(head, sorted.Length);
        for (var index = 0; index <= sorted.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4 + (4 * index)), head.Length + entries.Count);
            if (index < sorted.Length)
            {
                AddNumber(entries, sorted[index].Term.Length);
                entries.AddRange(sorted[index].Term);
                AddPostings(entries, sorted[index].Value);
            }
        }

        return new TermTable(head.Concat(entries).ToArray());
    }

    /// <summary>Returns the place of the term, or the complement of the place where it would stand.</summary>
    public int Find(ReadOnlySpan<byte> term)
    {
        var span = _bytes.Span;
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Term(span, middle).SequenceCompareTo(term);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>Returns the places of the terms that begin so.</summary>
    public IEnumerable<int> Beginning(byte[] prefix)
    {
        var at = Find(prefix);
        for (at = at < 0 ? ~at : at; at < Count && Term(_bytes.Span, at).StartsWith(prefix); at++)
        {
            yield return at;
        }
    }

    public string Text(int term) => Encoding.UTF8.GetString(Term(_bytes.Span, term));

    /// <summary>Adds the sections of a term to a list, their numbers counted from <paramref name="first"/>.</summary>
    public void Read(int term, int first, List<(int Section, int Count)> into)
    {
        var span = _bytes.Span;
        var (at, end) = (Offset(span, term), Offset(span, term + 1));
        var length = Number(span, ref at);
        at += length;
        for (var section = first; at < end;)
        {
            section += Number(span, ref at);
            into.Add((section, Number(span, ref at)));
        }
    }

    private static ReadOnlySpan<byte> Term(ReadOnlySpan<byte> span, int term)
    {
        var at = Offset(span, term);
        var length = Number(span, ref at);
        return span.Slice(at, length);
    }

    private static int Offset(ReadOnlySpan<byte> span, int index) => BinaryPrimitives.ReadInt32LittleEndian(span[(4 + (4 * index))..]);

    private static void AddPostings(List<byte> lists, List<(int Section, int Count)> postings)
    {
        var before = 0;
        foreach (var (section, count) in postings)
        {
            AddNumber(lists, section - before);
            AddNumber(lists, count);
            before = section;
        }
    }

    private static void AddNumber(List<byte> lists, int number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            lists.Add((byte)(number | 0x80));
        }

        lists.Add((byte)number);
    }

    private static int Number(ReadOnlySpan<byte> span, ref int at)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = span[at++];
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }
}
