using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Core.Lookup;

/// <summary>A section that governs a path, and why.</summary>
/// <param name="Section">What governs.</param>
/// <param name="Weight">The weights of the reasons together.</param>
/// <param name="Reasons">The strongest first.</param>
public sealed record CoveringSection(SpecEntry Section, int Weight, IReadOnlyList<string> Reasons);

/// <summary>What is known about the path that is asked about.</summary>
/// <param name="Path">From the repository's root. The file need not be there yet.</param>
/// <param name="Text">Its text in the commit, or null.</param>
/// <param name="Paths">All paths of the commit.</param>
/// <param name="Tests">The files with tests.</param>
/// <param name="Foundations">Globs of <c>orchestrator.json</c> that the owner of the path has to read, with the owner's name.</param>
public sealed record CoverageQuery(
    string Path, string? Text, IReadOnlyCollection<string> Paths, IReadOnlyList<TestFile> Tests, (string Owner, IReadOnlyList<PathPattern> Globs)? Foundations);

/// <summary>
/// Says which sections govern a path. A section gets the weight of each kind of reason once: it names the path 100; it stands in the path, where that is a spec, 100; a line such as
/// <c>**Applies to:**</c> above its file's sections names the path, a glob or folder around it 80; it names the end of the path that only this file has 70,
/// its module 70, a glob that matches 60, a type that it declares 50, its folder 40; tests that mark the section import the file 30, or are called after it 20; the file's opening
/// words name it 20; the path's owner has to read the spec (orchestrator.json, foundations) 10, which alone is no reason. Equal sections: first those of the spec
/// with more of such sections, then by path and place. Sections that are not in force govern nothing.
/// </summary>
public static class PathCoverage
{
    private const int Exact = 100;
    private const int Scope = 80;
    private const int End = 70;
    private const int Glob = 60;
    private const int Type = 50;
    private const int Folder = 40;
    private const int Imported = 30;
    private const int Namesake = 20;
    private const int Opening = 20;
    private const int Foundation = 10;

    public static IReadOnlyList<CoveringSection> Of(SpecCorpus corpus, CoverageQuery query)
    {
        var facts = new PathFacts(query.Path, query.Text, query.Paths);
        var reasons = new Dictionary<SpecEntry, Dictionary<string, (int Weight, string Reason)>>();
        foreach (var segment in corpus.Segments)
        {
            AddMentions(segment, facts, reasons);
        }

        AddTests(corpus, query.Tests, facts, reasons);
        if (query.Foundations is { } foundations)
        {
            foreach (var (section, found) in reasons.Where(pair => foundations.Globs.Any(glob => glob.IsMatch(pair.Key.Path))))
            {
                found["foundation"] = (Foundation, $"{foundations.Owner}, who owns the path, has to read the spec");
            }
        }

        var hits = reasons.Select(pair => new CoveringSection(pair.Key, pair.Value.Values.Sum(reason => reason.Weight),
            [.. pair.Value.OrderByDescending(reason => reason.Value.Weight).ThenBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => reason.Value.Reason)])).ToList();
        var inSpec = hits.CountBy(hit => (hit.Section.Path, hit.Weight)).ToDictionary();
        return [.. hits.OrderByDescending(hit => hit.Weight).ThenByDescending(hit => inSpec[(hit.Section.Path, hit.Weight)])
            .ThenBy(hit => hit.Section.Path, StringComparer.Ordinal).ThenBy(hit => hit.Section.Line)];
    }

    private static void AddMentions(SpecSegment segment, PathFacts facts, Dictionary<SpecEntry, Dictionary<string, (int Weight, string Reason)>> reasons)
    {
        var postings = new List<(int Section, int Count)>();
        if (segment.Path == facts.Path)
        {
            postings.AddRange(segment.Sections.Select((_, section) => (section, 1)));
            Add("path", Exact, "it stands in this spec");
        }

        // All marks are single characters below the first letter, so their terms stand together at the front.
        foreach (var mark in (string[])[SpecMentions.InSection, SpecMentions.InScope, SpecMentions.InOpening])
        {
            foreach (var term in segment.Terms.Beginning([(byte)mark[0]]))
            {
                var name = segment.Terms.Text(term)[1..];
                if (Match(name, facts) is not var (kind, weight, what))
                {
                    continue;
                }

                postings.Clear();
                segment.Terms.Read(term, 0, postings);
                switch (mark)
                {
                    case SpecMentions.InSection:
                        Add(kind, weight, $"it names {what}");
                        break;
                    case SpecMentions.InScope:
                        Add("scope", Scope, $"its spec applies to {what}");
                        break;
                    default:
                        Add("opening", Opening, $"its spec's opening words name {what}");
                        break;
                }
            }
        }

        void Add(string kind, int weight, string reason)
        {
            foreach (var (section, _) in postings)
            {
                PathCoverage.Add(reasons, segment.Sections[section], kind, weight, reason);
            }
        }
    }

    /// <summary>Returns how a name in a spec speaks of the path; null where it does not.</summary>
    private static (string Kind, int Weight, string What)? Match(string name, PathFacts facts)
    {
        if (name == facts.Path)
        {
            return ("path", Exact, $"`{name}`");
        }

        if (facts.Ends.Contains(name))
        {
            return ("end", End, $"`{name}`");
        }

        if (facts.Folders.Contains(name.TrimEnd('/')))
        {
            return ("folder", Folder, $"its folder `{name}`");
        }

        if (facts.IsModule(name))
        {
            return ("module", End, $"its module `{name}`");
        }

        return facts.TypeIn(name) is { } type ? ("type", Type, $"`{type}`, which it declares")
            : PathHints.IsGlob(name) && IsMatch(name, facts.Path) ? ("glob", Glob, $"`{name}`")
            : null;
    }

    private static void AddTests(SpecCorpus corpus, IReadOnlyList<TestFile> files, PathFacts facts, Dictionary<SpecEntry, Dictionary<string, (int Weight, string Reason)>> reasons)
    {
        foreach (var file in files)
        {
            var imports = file.Imports.Any(name => facts.IsModule(name) || facts.Types.Any(type => name.EndsWith($".{type}", StringComparison.Ordinal)));
            var namesake = facts.IsNamesakeOf(file.Path);
            if (file.Path == facts.Path || imports || namesake)
            {
                foreach (var section in file.Markers.SelectMany(marker => marker.Ids).Distinct(StringComparer.Ordinal).SelectMany(corpus.FindAll))
                {
                    Add(reasons, section, "test", imports ? Imported : Namesake, file.Path == facts.Path ? "its tests are in this file" : $"it is tested by {file.Path}, which {(imports ? "imports it" : "is called after it")}");
                }
            }
        }
    }

    private static void Add(Dictionary<SpecEntry, Dictionary<string, (int Weight, string Reason)>> reasons, SpecEntry section, string kind, int weight, string reason)
    {
        if (!section.IsInForce)
        {
            return;
        }

        if (!reasons.TryGetValue(section, out var found))
        {
            reasons[section] = found = new(StringComparer.Ordinal);
        }

        if (!found.TryGetValue(kind, out var known) || known.Weight < weight)
        {
            found[kind] = (weight, reason);
        }
    }

    private static bool IsMatch(string glob, string path)
    {
        try
        {
            return PathPattern.Parse(Placeholders(glob)).IsMatch(path);
        }
        catch (FormatException)
        {
            // Prose may hold what merely looks like a glob.
            return false;
        }
    }

    // src/backends/<name>.py is a glob to a reader.
    private static string Placeholders(string glob)
    {
        for (var open = glob.IndexOf('<', StringComparison.Ordinal); open >= 0; open = glob.IndexOf('<', StringComparison.Ordinal))
        {
            var close = glob.IndexOf('>', open);
            glob = close < 0 ? glob.Replace('<', '*') : $"{glob[..open]}*{glob[(close + 1)..]}";
        }

        return glob;
    }
}
