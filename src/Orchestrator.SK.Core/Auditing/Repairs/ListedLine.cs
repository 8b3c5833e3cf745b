using System.Text;
using Orchestrator.SK.Core.Auditing.Families;

namespace Orchestrator.SK.Core.Auditing.Repairs;

/// <summary>A line of a list, parted into what names its member and what is the same for all.</summary>
/// <param name="Parts">What stands around the names; one more than names.</param>
/// <param name="Names">For each place the ways of spelling that it may be of.</param>
internal sealed record ListedLine(IReadOnlyList<string> Parts, IReadOnlyList<(string Text, IReadOnlySet<string> Ways)> Names)
{
    /// <summary>Gets what the lines of one list share.</summary>
    public string Shape => string.Join('\u0001', Parts);

    /// <summary>Reads a line; null where nothing in it names the member.</summary>
    public static ListedLine? Read(string line, FamilyMember member)
    {
        var ways = Spelling.Of(member).GroupBy(way => way.Value, way => way.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (IReadOnlySet<string>)group.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var texts = ways.Keys.OrderByDescending(text => text.Length).ToList();
        var (parts, names, from) = (new List<string>(), new List<(string, IReadOnlySet<string>)>(), 0);
        for (var at = 0; at < line.Length;)
        {
            if ((at == 0 || !IsPart(line[at - 1]))
                && texts.Find(text => string.CompareOrdinal(line, at, text, 0, text.Length) == 0 && (at + text.Length == line.Length || !IsPart(line[at + text.Length]))) is { } found)
            {
                parts.Add(line[from..at]);
                names.Add((found, ways[found]));
                from = at += found.Length;
            }
            else
            {
                at++;
            }
        }

        parts.Add(line[from..]);
        return names.Count == 0 ? null : new ListedLine(parts, names);
    }

    // In 's3-pyarrow' nothing names 's3'.
    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';

    /// <summary>The same line for another member; null where it is not told how that one is spelled there.</summary>
    /// <param name="alike">Lines of the same shape: each rules out ways of spelling.</param>
    public string? For(FamilyMember member, IEnumerable<ListedLine> alike)
    {
        var own = Spelling.Of(member);
        var all = alike.ToList();
        var line = new StringBuilder(Parts[0]);
        for (var index = 0; index < Names.Count; index++)
        {
            var at = index;
            var ways = all.Aggregate(Names[at].Ways.AsEnumerable(), (left, other) => left.Where(other.Names[at].Ways.Contains));
            if (ways.Where(own.ContainsKey).Select(way => own[way]).Distinct(StringComparer.Ordinal).ToList() is not [var text])
            {
                return null;
            }

            line.Append(text).Append(Parts[at + 1]);
        }

        return line.ToString();
    }
}
