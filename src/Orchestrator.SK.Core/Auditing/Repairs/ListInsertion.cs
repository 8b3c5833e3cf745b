using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Families;

namespace Orchestrator.SK.Core.Auditing.Repairs;

/// <summary>Puts a member into a list in the way in which its siblings stand there: where two of them do not stand alike, nothing is written, for then a line says something of its member that only somebody who knows it can say.</summary>
public static partial class ListInsertion
{
    /// <summary>Returns what puts all of these members into the list, or null where that of one is not told by the others.</summary>
    /// <param name="lines">Of the file as it stands.</param>
    /// <param name="isThere">Whether the repository has a file of this name: no list is made to lead to one that is not there.</param>
    public static Func<string, string?>? Of(IReadOnlyList<FamilyMember> members, Listing listing, IReadOnlyList<string> lines, Func<string, bool> isThere)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(listing);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(isThere);
        if (IsCounted(listing, lines))
        {
            return null;
        }

        var edits = members.Select(member => InLine(member, listing, lines) ?? AsLine(member, listing, lines, isThere)).ToList();
        return edits.Contains(null) ? null : text => edits.Aggregate((string?)text, (now, edit) => now is null ? null : edit!(now));
    }

    private const int Above = 8;

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    // One line of its own, beside lines of the same shape.
    private static Func<string, string?>? AsLine(FamilyMember member, Listing listing, IReadOnlyList<string> lines, Func<string, bool> isThere)
    {
        var alike = listing.Named.GroupBy(named => named.Line).Where(group => group.Count() == 1 && IsWhole(lines[group.Key - 1])).OrderBy(group => group.Key)
            .Select(group => (Line: group.Key, Text: lines[group.Key - 1], Read: ListedLine.Read(lines[group.Key - 1].TrimEnd(',', ' '), group.First().Member)))
            .Where(one => one.Read is not null).GroupBy(one => one.Read!.Shape, StringComparer.Ordinal).OrderByDescending(group => group.Count()).FirstOrDefault()?.ToList();
        if (alike is not { Count: > 1 } || !Enumerable.Range(1, alike.Count - 1).Any(index => alike[index].Line == alike[index - 1].Line + 1)
            || alike[0].Read!.For(member, alike.Select(one => one.Read!)) is not { } made
            || FileName().Matches(made).Any(name => !alike[0].Text.Contains(name.Value, StringComparison.Ordinal) && !isThere(name.Value)))
        {
            return null;
        }

        // In their order where they have one, else behind the last.
        var comma = alike[0].Text.TrimEnd().EndsWith(',');
        var ordered = alike.Zip(alike.Skip(1)).All(pair => string.Compare(Bare(pair.First.Text), Bare(pair.Second.Text), StringComparison.OrdinalIgnoreCase) < 0);
        var before = ordered ? alike.FirstOrDefault(one => string.Compare(Bare(one.Text), Bare(made), StringComparison.OrdinalIgnoreCase) > 0).Text : null;
        var last = alike[^1].Text;
        return before is not null
            ? text => Replace(text, before, newline => $"{made}{(comma ? "," : "")}{newline}{before}")
            : text => Replace(text, last, newline => $"{last}{(comma && !last.TrimEnd().EndsWith(',') ? "," : "")}{newline}{made}{(comma && last.TrimEnd().EndsWith(',') ? "," : "")}");
    }

    // One more word in an enumeration, such as ["s3", "gcs"].
    private static Func<string, string?>? InLine(FamilyMember member, Listing listing, IReadOnlyList<string> lines)
    {
        var group = listing.Named.GroupBy(named => named.Line).Where(group => group.Count() > 1).MaxBy(group => group.Count());
        if (group is null)
        {
            return null;
        }

        var line = lines[group.Key - 1];
        var words = group.Select(named => ListedLine.Read(line, named.Member)).ToList();
        if (words.Exists(word => word is not { Names.Count: 1 }))
        {
            return null;
        }

        var places = words.Select(word => (Start: word!.Parts[0].Length, word.Names[0].Text, word.Names[0].Ways)).OrderBy(place => place.Start).ToList();
        var between = places.Zip(places.Skip(1)).Select(pair => line[(pair.First.Start + pair.First.Text.Length)..pair.Second.Start]).Distinct(StringComparer.Ordinal).ToList();
        var own = Spelling.Of(member);
        var ways = places.Skip(1).Aggregate(places[0].Ways.AsEnumerable(), (left, place) => left.Where(place.Ways.Contains));
        return between is [var joint] && Joint().IsMatch(joint) && ways.Where(own.ContainsKey).Select(way => own[way]).Distinct(StringComparer.Ordinal).ToList() is [var word]
            ? text => Replace(text, line, _ => line.Insert(places[^1].Start + places[^1].Text.Length, joint + word))
            : null;
    }

    /// <summary>A line that says all of its member, and does not open or close anything for others.</summary>
    private static bool IsWhole(string line) => line.TrimEnd() is { Length: > 0 } whole && whole[^1] is not (':' or '\\' or '=')
        && whole.Count(c => c is '(' or '[' or '{') == whole.Count(c => c is ')' or ']' or '}') && !Tree().IsMatch(line);

    /// <summary>Whether the words above a list say how many it has: they would be wrong then.</summary>
    private static bool IsCounted(Listing listing, IReadOnlyList<string> lines)
    {
        var count = listing.Named.Count;
        var number = new Regex($@"(?<![\w.-])(?:{count}{(count < Numbers.Length ? "|" + Numbers[count] : "")})(?![\w.-])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);
        return lines.Take(listing.First - 1).Skip(listing.First - 1 - Above).Any(line => number.IsMatch(line));
    }

    private static string Bare(string line) => line.TrimEnd().TrimEnd(',');

    /// <summary>Replaces a line that stands there once; null where it does not.</summary>
    private static string? Replace(string text, string line, Func<string, string> made)
    {
        var newline = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var found = Regex.Matches(text, $@"(?<=^|\n){Regex.Escape(line)}(?=\r?\n|$)", RegexOptions.CultureInvariant);
        return found is [var only] ? string.Concat(text.AsSpan(0, only.Index), made(newline), text.AsSpan(only.Index + only.Length)) : null;
    }

    [GeneratedRegex(@"^[""'`\])}]*\s*[,|/]\s*[""'`]*(?:[\w.-]*[\[({])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Joint();

    [GeneratedRegex(@"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:md|mdx|rst|py|cs|ts|tsx|js|yml|yaml|json|toml|html)\b", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    // The corners of a drawn tree differ for the last.
    [GeneratedRegex("[├└│]", RegexOptions.CultureInvariant)]
    private static partial Regex Tree();
}
