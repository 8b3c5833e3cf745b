using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>The versions of what a product runs on stand in its manifest, its checks and its pages: what one of them gains or loses, all do.</summary>
internal sealed partial record SupportedVersion() : GeneralRule("supported-version", "What is promised and not tested, or tested and not promised, surprises users.")
{
    private const int MaxChanges = 10;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        List<Shift> shifts = [.. change.Diff.Where(file => file is { Before: not null, After: not null } && !IsPast(file.Path)).SelectMany(Shifts).Take(MaxChanges)];
        var texts = shifts.Count == 0 ? [] : change.After.Files.Where(file => file.Text is not null && !IsPast(file.Path)).ToList();
        var rows = from shift in shifts
                   from file in texts
                   let place = Stale(file, shift)
                   where place is not null
                   select Missing(file.Path, place.Value.Line, new(shift.What, shift.Path, shift.Line), $"{shift.Target} in {file.Path}", $"{file.Path}:{place.Value.Line} has {place.Value.Has}", shift.Expected);
        return rows.Concat(Frameworks(change)).DistinctBy(row => (row.Path, row.Target));
    }

    /// <summary>What a file says now of versions that it did not say before.</summary>
    private static IEnumerable<Shift> Shifts(DiffFile file)
    {
        var (before, after) = (Lists(file.Before!), Lists(file.After!));
        foreach (var now in after.Where(list => !before.Exists(old => old.Is(list))))
        {
            foreach (var old in before.Where(old => old.Topic == now.Topic && !after.Exists(list => list.Is(old))))
            {
                if (now.Versions.Except(old.Versions).ToList() is [var added] && old.Versions.All(now.Versions.Contains))
                {
                    yield return new(file.Path, now.Line, old.Topic, $"{added} joins {string.Join(", ", old.Versions)}", $"{added} beside {string.Join(", ", old.Versions)}", added, old.Versions, null);
                }
                else if (old.Versions.Except(now.Versions).ToList() is [var dropped] && now.Versions.All(old.Versions.Contains))
                {
                    yield return new(file.Path, now.Line, old.Topic, $"{dropped} leaves {string.Join(", ", now.Versions)}", $"{dropped} is no more", null, old.Versions, dropped == old.Versions[0] ? dropped : null);
                }
            }
        }

        var (least, lower) = (Least(file.After!), Least(file.Before!));
        if (least is { } bound && lower is { } bent && bound.Version != bent.Version && bound.Topic == bent.Topic)
        {
            yield return new(file.Path, bound.Line, bound.Topic, $"{bound.Version} is the least, and was {bent.Version}", $"{bent.Version} is no more", bound.Version, null, bent.Version);
        }
    }

    private static (int Line, string Has)? Stale(RepositoryText file, Shift shift)
    {
        var probe = shift.Old?[0] ?? shift.Lowest!;
        if (!file.Text!.Contains(probe, StringComparison.Ordinal) && !file.Text!.Contains($"py{probe.Replace(".", "", StringComparison.Ordinal)}", StringComparison.Ordinal))
        {
            return null;
        }

        var lists = Lists(file.Text!).Where(list => list.Topic == shift.Topic || list.Topic.Length == 0 || shift.Topic.Length == 0);
        return lists.Where(list => (shift.Old is not null && list.Versions.SequenceEqual(shift.Old)) || (shift.Lowest is not null && list.Versions[0] == shift.Lowest)).Select(list => ((int, string)?)(list.Line, string.Join(", ", list.Versions))).FirstOrDefault()
            ?? (shift.Lowest is not null && Least(file.Text!) is { } least && least.Version == shift.Lowest && least.Topic == shift.Topic ? (least.Line, least.Version) : null);
    }

    /// <summary>Versions in one line, or one in each of lines that are else alike; ascending.</summary>
    private static List<VersionList> Lists(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        List<VersionList> lists = [];
        List<(string Version, string Shape, int Line)> run = [];
        for (var index = 0; index <= lines.Length; index++)
        {
            var line = index < lines.Length ? Abbreviated().Replace(lines[index], "3.$1") : "";
            var found = line.Length is > 0 and < 400 ? Version().Matches(line) : Version().Matches("");
            var shape = found.Count == 1 ? line.Trim(' ', ',').Replace(found[0].Value, "§", StringComparison.Ordinal) : "";
            if (run.Count > 0 && run[^1].Shape != shape)
            {
                Add(run.Select(one => one.Version), run[0].Line, run[0].Shape);
                run.Clear();
            }

            if (found.Count == 1)
            {
                run.Add((found[0].Value, shape, index + 1));
            }
            else if (found.Count > 1 && found.Zip(found.Skip(1)).All(pair => Joint().IsMatch(line[(pair.First.Index + pair.First.Length)..pair.Second.Index])))
            {
                Add(found.Select(version => version.Value), index + 1, line);
            }
        }

        return lists;

        void Add(IEnumerable<string> versions, int line, string words)
        {
            List<string> sorted = [.. versions.Distinct(StringComparer.Ordinal).OrderBy(Number)];
            var topic = Abbreviated().IsMatch(lines[line - 1]) ? "python" : Topic(words + (line > 1 ? " " + lines[line - 2] : ""));
            if (sorted.Count > 1 && (topic.Length > 0 || Alone().IsMatch(words)))
            {
                lists.Add(new(topic, sorted, line));
            }
        }
    }

    private static (string Topic, string Version, int Line)? Least(string text) =>
        text.ReplaceLineEndings("\n").Split('\n').Index().Where(line => line.Item.Length < 400).Select(line => (line.Index, Match: Bound().Match(line.Item))).Where(pair => pair.Match.Success)
            .Select(pair => ((string, string, int)?)(Topic(pair.Match.Value), pair.Match.Groups["version"].Value, pair.Index + 1)).FirstOrDefault();

    /// <summary>A line of project files that most of them gave up for the same other one.</summary>
    private IEnumerable<AuditRow> Frameworks(AuditedChange change)
    {
        var moved = from file in change.Diff
                    where file is { Kind: ChangeKind.Modified, Before: not null, After: not null } && FileKinds.Of(file.Path) == FileKind.Manifest
                    from pair in file.RemovedLines.Zip(file.AddedLines)
                    where Framework().Match(pair.First) is { Success: true } old && Framework().Match(pair.Second) is { Success: true } now && old.Groups["key"].Value == now.Groups["key"].Value
                    group file by (Old: pair.First.Trim(), New: pair.Second.Trim(), Extension: Paths.Extension(file.Path));
        return from move in moved
               let left = change.After.Files.Where(file => file.Text is not null && Paths.Extension(file.Path) == move.Key.Extension && FileKinds.Of(file.Path) == FileKind.Manifest && change.After.Lines(file.Path).Any(line => line.Trim() == move.Key.Old)).ToList()
               where move.Count() > 1 && left.Count <= move.Count()
               from file in left
               let at = change.After.Lines(file.Path).Index().First(line => line.Item.Trim() == move.Key.Old).Index + 1
               select Missing(file.Path, at, new($"{move.Count()} files gave up '{move.Key.Old}'", move.First().Path, move.First().FirstChangedLine), $"'{move.Key.New}' in {file.Path}", $"{file.Path}:{at} still has '{move.Key.Old}'", move.Key.New);
    }

    private static string Topic(string words) => Language().Match(words) is { Success: true } language ? language.Value.ToLowerInvariant() is var name && name == "py" ? "python" : name : "";

    private static (int Major, int Minor) Number(string version) => version.Split('.') is [var major, .. var rest] ? (int.Parse(major, System.Globalization.CultureInfo.InvariantCulture), rest is [var minor, ..] && int.TryParse(minor, out var number) ? number : 0) : default;

    private static bool IsPast(string path) => FileKinds.Of(path) is FileKind.Changelog or FileKind.Backlog or FileKind.Decision or FileKind.Rfc or FileKind.Test or FileKind.Spec || Past().IsMatch(path);

    private sealed record VersionList(string Topic, IReadOnlyList<string> Versions, int Line)
    {
        public bool Is(VersionList other) => Topic == other.Topic && Versions.SequenceEqual(other.Versions);
    }

    /// <param name="Old">The list that others may still have.</param>
    /// <param name="Lowest">The version that is no longer the least.</param>
    private sealed record Shift(string Path, int Line, string Topic, string What, string Target, string? Added, IReadOnlyList<string>? Old, string? Lowest)
    {
        public string[] Expected => Added is null ? [] : [Added];
    }

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"(?<![\w.<>=~^])(?:\d{1,2}\.\d{1,2}|(?:1|2|3)\d)(?:\.x)?(?!\w|\.\d|%)", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    // The names that tox and nox give to Python's versions.
    [GeneratedRegex(@"\bpy3(\d{1,2})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Abbreviated();

    [GeneratedRegex(@"^[\s,;""'`/|]*(?:(?:and|or|to|bis)\s*[""'`]*)?$", Plain)]
    private static partial Regex Joint();

    [GeneratedRegex(@"python|\bpy\b|node|dotnet|\.net|ruby|\bphp|\bjava\b|\bgo\b|django", Plain)]
    private static partial Regex Language();

    // An array, or lines of a list: '["3.10", "3.11"]', '- "3.10"'.
    [GeneratedRegex(@"\[[\s\d.,x""']+\]|^[-*]?\s*[""']?§[""']?$", RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    [GeneratedRegex(@"(?:requires-python|python_requires|""node""|""engines""|\brequires?\b[^.\n]{0,20}(?:python|node(?:\.js)?|\.net)|(?:python|node(?:\.js)?|\.net)(?=[^\n]{0,20}(?:\+|newer|later|above|higher)))[^\d\n]{0,12}(?<version>\d{1,2}(?:\.\d{1,2})?)(?![\w.]*\d)", Plain)]
    private static partial Regex Bound();

    [GeneratedRegex(@"<(?<key>TargetFrameworks?|LangVersion)>[^<]+<|""(?<key>target|engines|node|version)""\s*:\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex Framework();

    [GeneratedRegex(@"(?i)(?:^|/|[-_.])(?:history|archived?|release[-_]?notes|news|migrations?|fixtures?|vendor|generated|node_modules|snapshots?)(?:/|[-_.]|$)|(?:^|/)(?:package-lock\.json|.*\.lock|packages\.lock\.json|.*\.svg)$", RegexOptions.CultureInvariant)]
    private static partial Regex Past();
}
