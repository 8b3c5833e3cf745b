using System.Buffers;
using System.Text;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>A section that a search found.</summary>
/// <param name="Section">What was found.</param>
/// <param name="Score">Only its order means anything; null for a section whose id the query gives.</param>
public sealed record RankedSection(SpecEntry Section, double? Score);

/// <summary>All spec sections of one commit: by id, and ranked by words with BM25 over exactly these sections. Immutable.</summary>
public sealed class SpecCorpus
{
    // The usual constants: how soon a repeated word stops counting, and how much a long section is held back.
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.75;

    // What no longer binds is still found, behind what does.
    private const double OldWeight = 0.5;

    // A shorter word is no beginning worth trying.
    private const int MinPrefix = 3;

    private readonly SpecSegment[] _segments;
    private readonly int[] _firsts;
    private readonly SpecEntry[] _sections;
    private readonly bool[] _declares;
    private readonly float[] _lengths;
    private readonly double _meanLength;
    private readonly Dictionary<string, int> _byId;

    // The next section with the same id, or -1: nearly every id has one section alone.
    private readonly int[] _same;

    public SpecCorpus(IEnumerable<SpecSegment> segments)
    {
        _segments = [.. segments.OrderBy(segment => segment.Path, StringComparer.Ordinal)];
        _sections = [.. _segments.SelectMany(segment => segment.Sections)];
        _lengths = [.. _segments.SelectMany(segment => segment.Lengths).Select(length => (float)length)];

        // A table that sums up other files' sections declares none of them.
        var rows = Array.Exists(_sections, section => section.Level == 0);
        var headed = rows ? _sections.Where(section => section.Level > 0).Select(section => section.Id).ToHashSet(StringComparer.Ordinal) : [];
        _declares = Array.ConvertAll(_sections, section => section.Level > 0 || !headed.Contains(section.Id));
        Sections = rows ? [.. _sections.Where((_, section) => _declares[section])] : _sections;
        _meanLength = Sections.Count == 0 ? 1 : Math.Max(1, _lengths.Where((_, section) => _declares[section]).Average());
        _firsts = new int[_segments.Length];
        for (var index = 1; index < _segments.Length; index++)
        {
            _firsts[index] = _firsts[index - 1] + _segments[index - 1].Sections.Count;
        }

        (_byId, _same) = (new(_sections.Length, StringComparer.OrdinalIgnoreCase), new int[_sections.Length]);
        for (var section = _sections.Length - 1; section >= 0; section--)
        {
            if (_declares[section])
            {
                _same[section] = _byId.GetValueOrDefault(_sections[section].Id, -1);
                _byId[_sections[section].Id] = section;
            }
        }
    }

    /// <summary>Gets every section, by path and then in file order.</summary>
    public IReadOnlyList<SpecEntry> Sections { get; }

    public IReadOnlyList<string> Paths => [.. _segments.Select(segment => segment.Path)];

    internal IReadOnlyList<SpecSegment> Segments => _segments;

    /// <summary>Returns the sections that declare the id: first those in exactly this spelling that are in force.</summary>
    public IReadOnlyList<SpecEntry> FindAll(string id)
    {
        var found = new List<SpecEntry>();
        for (var section = _byId.GetValueOrDefault(id, -1); section >= 0; section = _same[section])
        {
            found.Add(_sections[section]);
        }

        return [.. found.OrderBy(section => section.Id != id).ThenBy(section => section.Deprecated).ThenBy(section => !section.IsInForce)];
    }

    /// <summary>Returns the sections that once had the id.</summary>
    public IReadOnlyList<SpecEntry> Renamed(string id) => [.. Sections.Where(section => string.Equals(section.Was, id, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Returns the sections before and behind one in its file.</summary>
    public (SpecEntry? Before, SpecEntry? Behind) Neighbours(SpecEntry section)
    {
        var file = _segments.First(segment => segment.Path == section.Path).Sections;
        var at = file.Index().First(entry => entry.Item == section).Index;
        return (at > 0 ? file[at - 1] : null, at + 1 < file.Count ? file[at + 1] : null);
    }

    /// <summary>Returns the best sections for the words: an id in the query comes first, in the query's order; then by BM25; equals by path and place.</summary>
    /// <param name="query">Anything: no character of it has a meaning of its own.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="within">Only these; null for all.</param>
    public IReadOnlyList<RankedSection> Search(string query, int take, IReadOnlySet<SpecEntry>? within = null)
    {
        query = query.Length > SpecWords.MaxQuery ? query[..SpecWords.MaxQuery] : query;
        var named = SpecIds.Expand(query).Concat(SpecIds.Expand(query.ToUpperInvariant())).SelectMany(FindAll).Distinct()
            .Where(section => within?.Contains(section) != false).Take(take).Select(section => new RankedSection(section, null)).ToList();
        var known = named.Select(hit => hit.Section).ToHashSet();
        return [.. named, .. Rank(SpecWords.Asked(query), take - named.Count, section => !known.Contains(section) && within?.Contains(section) != false)];
    }

    private List<RankedSection> Rank(IReadOnlyList<string> words, int take, Func<SpecEntry, bool> wanted)
    {
        // Sections are so many that a new array for each query would be what a query costs.
        var scores = ArrayPool<double>.Shared.Rent(_sections.Length);
        try
        {
            Array.Clear(scores, 0, _sections.Length);
            foreach (var postings in words.Select(Postings).Where(postings => postings.Count > 0).OrderBy(postings => postings.Count))
            {
                var rarity = Math.Log(1 + ((Sections.Count - postings.Count + 0.5) / (postings.Count + 0.5)));
                foreach (var (section, count) in postings)
                {
                    scores[section] += rarity * count * (Saturation + 1) / (count + (Saturation * (1 - LengthWeight + (LengthWeight * _lengths[section] / _meanLength))));
                }
            }

            return Best(scores.AsSpan(0, _sections.Length), take, wanted);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(scores);
        }
    }

    private List<RankedSection> Best(ReadOnlySpan<double> scores, int take, Func<SpecEntry, bool> wanted)
    {
        // The worst of the best lies on top.
        var best = new PriorityQueue<int, (double Score, int Section)>(Comparer<(double Score, int Section)>.Create(
            static (one, other) => one.Score != other.Score ? one.Score.CompareTo(other.Score) : other.Section.CompareTo(one.Section)));
        for (var section = 0; section < scores.Length && take > 0; section++)
        {
            var score = _sections[section].IsInForce ? scores[section] : scores[section] * OldWeight;
            if (score > 0 && (best.Count < take || (best.TryPeek(out _, out var worst) && score > worst.Score)) && wanted(_sections[section]))
            {
                best.Enqueue(section, (score, section));
                if (best.Count > take)
                {
                    best.Dequeue();
                }
            }
        }

        var ranked = new List<RankedSection>();
        while (best.TryDequeue(out var section, out var place))
        {
            ranked.Add(new RankedSection(_sections[section], place.Score));
        }

        ranked.Reverse();
        return ranked;
    }

    /// <summary>Returns the sections that have the word; where none has it, those with a word that begins so.</summary>
    private List<(int Section, int Count)> Postings(string word)
    {
        var term = Encoding.UTF8.GetBytes(word);
        var postings = new List<(int Section, int Count)>();
        for (var segment = 0; segment < _segments.Length; segment++)
        {
            if (_segments[segment].Terms.Find(term) is >= 0 and var at)
            {
                _segments[segment].Terms.Read(at, _firsts[segment], postings);
            }
        }

        postings.RemoveAll(posting => !_declares[posting.Section]);
        return postings.Count > 0 || word.Length < MinPrefix ? postings : Beginning(term);
    }

    private List<(int Section, int Count)> Beginning(byte[] prefix)
    {
        var postings = new List<(int Section, int Count)>();
        for (var segment = 0; segment < _segments.Length; segment++)
        {
            foreach (var term in _segments[segment].Terms.Beginning(prefix))
            {
                _segments[segment].Terms.Read(term, _firsts[segment], postings);
            }
        }

        return [.. postings.Where(posting => _declares[posting.Section]).GroupBy(posting => posting.Section, posting => posting.Count).Select(group => (group.Key, group.Sum()))];
    }
}
