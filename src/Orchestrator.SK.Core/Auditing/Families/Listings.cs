using System.Buffers;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Families;

/// <summary>A place that names most siblings of a family in lines that look alike.</summary>
/// <param name="First">From 1.</param>
/// <param name="Named">Who stands on which line.</param>
/// <param name="IsTemplate">Its lines are equal but for the names, or the names are all of an array: who is like its siblings stands there, too.</param>
public sealed record Listing(string Path, int First, int Last, IReadOnlyList<(FamilyMember Member, int Line)> Named, bool IsTemplate = false)
{
    private const int MostBeside = 6;

    /// <summary>The lines in which a member would stand: those of the list, and what is joined to it above and below.</summary>
    public (int First, int Last) Reach(IReadOnlyList<string> lines)
    {
        if (First == Last)
        {
            return (First, Last);
        }

        if (lines[First - 1].StartsWith('#'))
        {
            return (1, lines.Count);
        }

        // Entries that blank lines or headings part are one list still.
        var isLoose = lines.Skip(First).Take(Last - First).Any(string.IsNullOrWhiteSpace);
        var isParted = lines.Skip(First).Take(Last - First).Any(line => line.StartsWith('#'));
        var places = Named.Select(named => named.Line).Order().ToList();
        var most = Math.Max(MostBeside, places.Zip(places.Skip(1), (one, next) => next - one).Max() + 2);
        var (first, last) = (First, Last);
        while (first > 1 && First - first < most && IsJoined(lines[first - 2]))
        {
            first--;
        }

        while (last < lines.Count && last - Last < most && IsJoined(lines[last]))
        {
            last++;
        }

        return (first, last);

        bool IsJoined(string line) => (isParted || !line.StartsWith('#')) && (isLoose || !string.IsNullOrWhiteSpace(line));
    }
}

/// <summary>Finds the lists of a family.</summary>
internal sealed partial class Listings(AuditedChange change, Mentions mentions)
{
    /// <summary>Lines of one list stand at most so far apart.</summary>
    private const int MaxGap = 15;

    /// <summary>Sections of one page.</summary>
    private const int MaxSection = 120;

    /// <summary>Words of one enumeration in one line stand at most so many characters apart.</summary>
    private const int MaxBetween = 30;

    private static readonly SearchValues<char> Wrapping = SearchValues.Create("`\"'[(<*_./ ");

    public IEnumerable<Listing> Of(Family family) =>
        from places in family.Siblings.SelectMany(member => Places(member).Select(place => (Member: member, Place: place))).GroupBy(pair => pair.Place.Path, StringComparer.Ordinal)
        where IsTarget(places.Key, family) && places.Select(pair => pair.Member).Distinct().Count() >= family.Enough
        from listing in InFile(family, places.Key, [.. places])
        select listing;

    /// <summary>Whether the member is named in the file, wherever, and on which line.</summary>
    public int? NamedAt(FamilyMember member, string path) => NamedAt(member, path, 1, int.MaxValue);

    /// <summary>Whether the member is named in these lines of a file.</summary>
    public int? NamedAt(FamilyMember member, string path, int first, int last)
    {
        var place = Places(member).Where(place => place.Path == path && place.Line >= first && place.Line <= last).Select(place => (int?)place.Line).FirstOrDefault();
        return place ?? (Words.Of(member.Name) is { Count: > 1 } words && change.After.Lines(path) is { Count: > 0 } lines
            && Words.Mentions(string.Join('\n', lines.Skip(first - 1).Take(last - first + 1)), words) ? first : null);
    }

    private IEnumerable<Mention> Places(FamilyMember member) => member.Keys.SelectMany(key => mentions.Of(key.Word).Where(place => place.Path != member.Path && Fits(member, key, place)));

    private static bool Fits(FamilyMember member, FamilyKey key, Mention place)
    {
        if (key.IsExact)
        {
            return place.Word == key.Word;
        }

        if (!key.IsFile)
        {
            return true;
        }

        var folder = Paths.Folder(place.Chunk.TrimStart('.', '/'));
        return place.Word.Equals(key.Word, StringComparison.OrdinalIgnoreCase) && (folder.Length == 0 || Paths.Name(folder) == Paths.Name(Paths.Folder(member.Path)));
    }

    private IEnumerable<Listing> InFile(Family family, string path, List<(FamilyMember Member, Mention Place)> places)
    {
        var lines = change.After.Lines(path);
        var isCode = FileKinds.Of(path) is FileKind.Source or FileKind.Test or FileKind.Example && !path.EndsWith(".md", StringComparison.Ordinal);
        return places.Select(pair => (pair.Member, pair.Place, Shape: isCode ? CodeShape(lines[pair.Place.Line - 1], pair.Member, family.IsOfNames) : TextShape(lines[pair.Place.Line - 1], pair.Place.Column, pair.Member)))
            .Where(pair => pair.Shape is not null).GroupBy(pair => pair.Shape, StringComparer.Ordinal)
            .SelectMany(group => Clusters(group.Select(pair => (pair.Member, pair.Place.Line)), group.Key![0] == '#' ? MaxSection : MaxGap).Select(cluster => (Places: cluster, IsTemplate: !isCode && group.Key!.Contains('§', StringComparison.Ordinal))))
            .Where(cluster => cluster.Places.Select(pair => pair.Member).Distinct().Count() >= family.Enough && cluster.Places.Select(pair => pair.Line).Distinct().Count() >= Math.Min(family.Enough, 2))
            .Concat(places.GroupBy(pair => pair.Place.Line).Select(group => (Group: group, IsArray: IsArray(lines[group.Key - 1], [.. group])))
                .Where(pair => pair.IsArray || (!(isCode && family.IsOfNames && !ExportLine().IsMatch(lines[pair.Group.Key - 1])) && IsEnumeration(family, lines[pair.Group.Key - 1], pair.Group))).Select(pair => (Places: pair.Group.Select(one => (one.Member, one.Place.Line)).ToList(), IsTemplate: pair.IsArray)))
            .Where(cluster => !IsKeywords(lines, cluster.Places.Min(pair => pair.Line)))
            .Select(cluster => new Listing(path, cluster.Places.Min(pair => pair.Line), cluster.Places.Max(pair => pair.Line), [.. cluster.Places.DistinctBy(pair => pair.Member)], cluster.IsTemplate));
    }

    /// <summary>Words by which others find the repository: nobody keeps them complete.</summary>
    private static bool IsKeywords(IReadOnlyList<string> lines, int first)
    {
        var at = first - 1;
        while (at > 0 && first - at < MaxGap && lines[at].TrimStart() is ['-' or '"' or '\'', ..])
        {
            at--;
        }

        return Keywords().IsMatch(lines[at]);
    }

    private static IEnumerable<List<(FamilyMember Member, int Line)>> Clusters(IEnumerable<(FamilyMember Member, int Line)> places, int gap)
    {
        List<(FamilyMember Member, int Line)> cluster = [];
        foreach (var place in places.OrderBy(place => place.Line))
        {
            if (cluster.Count > 0 && place.Line - cluster[^1].Line > gap)
            {
                yield return cluster;
                cluster = [];
            }

            cluster.Add(place);
        }

        if (cluster.Count > 0)
        {
            yield return cluster;
        }
    }

    private static bool IsEnumeration(Family family, string line, IEnumerable<(FamilyMember Member, Mention Place)> places)
    {
        var sorted = places.OrderBy(pair => pair.Place.Column).ToList();
        // In prose some are named as examples; only whoever names them as code, or nearly all, means all.
        var isCode = sorted.TrueForAll(pair => pair.Member.Keys.Any(key => (key.IsExact || key.IsFile) && key.Word == pair.Place.Word));
        return sorted.Select(pair => pair.Member).Distinct().Count() >= Math.Max(isCode ? 3 : 4, isCode ? family.Enough : family.Siblings.Count * 4 / 5)
            && sorted.Zip(sorted.Skip(1)).All(pair => pair.Second.Place.Column - pair.First.Place.Column - pair.First.Place.Word.Length <= MaxBetween
                // Options with their values are an example of a call.
                && (pair.First.Place.Word[0] != '-' || line[(pair.First.Place.Column + pair.First.Place.Word.Length)..pair.Second.Place.Column].AsSpan().ContainsAny(',', '|', '/')));
    }

    /// <summary>What a line is in a document or a data file: its mark and how far it is set in; null for prose.</summary>
    private static string? TextShape(string line, int column, FamilyMember member)
    {
        var indent = line.Length - line.TrimStart().Length;
        var content = line.AsSpan(indent);
        return content.Length == 0 ? null
            : content[0] == '|' ? "|"
            : content[0] is '-' or '*' or '+' && content.Length > 1 && content[1] == ' ' ? $"{content[0]}{indent}"
            : Tree().IsMatch(line) ? "tree"
            : content[0] == '#' ? (Heading().Match(line).Groups["name"].Length == ChunkEnd(line, column) - ChunkStart(line, column) ? $"#{content.IndexOfAnyExcept('#')}" : null)
            : content[..Math.Max(0, ChunkStart(line, column) - indent)].IndexOfAnyExcept(Wrapping) < 0 ? $"lead{indent}"
            : Guid().Replace(WithoutName(line, member), "#");
    }

    private static string WithoutName(string line, FamilyMember member)
    {
        var own = Mentions.Key(member.Name);
        return Word().Replace(line, match => Mentions.Key(match.Value).Contains(own, StringComparison.Ordinal) ? "§" : match.Value);
    }

    private static int ChunkEnd(string line, int column)
    {
        while (column < line.Length && (char.IsLetterOrDigit(line[column]) || line[column] is '/' or '_' or '-' or '.'))
        {
            column++;
        }

        return column;
    }

    /// <summary>Whether an array of one line holds these members and nothing else: <c>[redis, sqs]</c>.</summary>
    private static bool IsArray(string line, IReadOnlyCollection<(FamilyMember Member, Mention Place)> places) =>
        places.Select(pair => pair.Member).Distinct().Count() >= 2 && Arrays().Matches(line).Any(array =>
            places.All(pair => pair.Place.Column >= array.Index && pair.Place.Column < array.Index + array.Length)
            && array.Groups["item"].Captures.All(item => places.Any(pair => Mentions.Key(item.Value) == Mentions.Key(pair.Place.Word))));

    /// <summary>Where the path begins whose part stands at the column.</summary>
    private static int ChunkStart(string line, int column)
    {
        while (column > 0 && (char.IsLetterOrDigit(line[column - 1]) || line[column - 1] is '/' or '_' or '-' or '.'))
        {
            column--;
        }

        return column;
    }

    /// <summary>The line of code with every word that holds the member's name taken out: lines of one list then are equal. A call with one name in it is use, and no list.</summary>
    private static string? CodeShape(string line, FamilyMember member, bool isName)
    {
        var shape = line.TrimStart() is ['#' or '/' or '*', ..] ? null : WithoutName(line.Trim(), member);
        return shape is null || !isName || Entry().IsMatch(shape) ? shape : null;
    }

    /// <summary>What tells the past, or is the member's own home, is no list to keep up.</summary>
    private bool IsTarget(string path, Family family) =>
        !Past().IsMatch(path) && FileKinds.Of(path) is var kind && kind is not (FileKind.Changelog or FileKind.Backlog or FileKind.Test) && (kind is not (FileKind.Decision or FileKind.Rfc) || Index().IsMatch(path))
        && path != family.Home && !(Paths.Folder(path) == family.Home && family.Members.Any(member => member.Path == path)) && !change.IsNew(path);

    [GeneratedRegex(@"(?i)(?:^|/|[-_.])(?:history|story|journal|archived?|audits?|research|releases?|release[-_]notes|news|traces?|dossiers?|retros?|post-?mortems?|minutes|decisions?|migrations?|snapshots?|fixtures?|lock|vendor|generated)(?:/|[-_.]|$)|(?:^|/)(?:package-lock\.json|.*\.lock|.*\.svg|.*\.min\.\w+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Past();

    [GeneratedRegex(@"^\s*[""']?(?:keywords|tags|topics|classifiers)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Keywords();

    [GeneratedRegex(@"^\s*export\s+(?:type\s+)?\{", RegexOptions.CultureInvariant)]
    private static partial Regex ExportLine();

    [GeneratedRegex(@"^\W*§\W*$|^(?:case|import|from|export|using|pub use)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();

    [GeneratedRegex(@"(?:^|/)(?:readme|index|overview)\.\w+$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Index();

    [GeneratedRegex(@"\[\s*[""']?(?<item>[\w./-]+)[""']?(?:\s*,\s*[""']?(?<item>[\w./-]+)[""']?)+\s*,?\s*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Arrays();

    // A solution's projects differ in their names and their ids.
    [GeneratedRegex(@"\{[0-9A-Fa-f-]{32,36}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Guid();

    // A section of a name's own: "### `read`", "### BE-006: read()".
    [GeneratedRegex(@"^\s*#+\s+(?:[A-Z][A-Z0-9]*-\d+[a-z]?\s*[:.–—-]*\s+)?[`*]*(?<name>[^\s`*(]+)[`*]*(?:\([^)]*\))?[`*]*\s*#*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex("[├└│]", RegexOptions.CultureInvariant)]
    private static partial Regex Tree();

    [GeneratedRegex(@"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
