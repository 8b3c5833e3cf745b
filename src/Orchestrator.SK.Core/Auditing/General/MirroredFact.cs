using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>A version, a tagline, a count or an address that stands in several places is changed in all of them.</summary>
internal sealed partial record MirroredFact() : GeneralRule("mirrored-fact", "The same fact stands in several places; one that stays behind is wrong.")
{
    private const int MaxFacts = 40;

    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var facts = change.Diff.Where(file => file is { Kind: ChangeKind.Modified, IsOpaque: false } && !IsPast(file.Path) && FileKinds.Of(file.Path) is not FileKind.Test).SelectMany(Facts)
            .Where(fact => fact.Old != fact.New).OrderByDescending(fact => fact.Package is not null).DistinctBy(fact => (fact.Kind, fact.Old)).Take(MaxFacts).ToList();
        if (facts.Count == 0)
        {
            return [];
        }

        // One look at each text for all facts: most texts hold none of their words.
        var probes = SearchValues.Create([.. facts.Select(fact => fact.Probe).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
        return change.After.Files.Where(file => file.Text is not null && !IsPast(file.Path) && file.Text.AsSpan().ContainsAny(probes))
            .SelectMany(file => new Lazy<string>(() => Flat(file.Text!)) is var flat ? facts.Select(fact => Stale(change, fact, file, flat)).OfType<AuditRow>().Take(1) : []);
    }

    private AuditRow? Stale(AuditedChange change, Fact fact, RepositoryText file, Lazy<string> flat)
    {
        if (fact.Kind == FactKind.Phrase)
        {
            return OfPhrase(change, fact, file, flat);
        }

        if (!file.Text!.Contains(fact.Old, StringComparison.Ordinal) || (fact.Kind == FactKind.Address && FileKinds.Of(file.Path) == FileKind.Test) || (fact.Kind == FactKind.Version && IsOtherPackage(fact.Path, file.Path)))
        {
            return null;
        }

        var lines = change.After.Lines(file.Path);
        for (var at = 0; at < lines.Count; at++)
        {
            if (Holds(lines[at], fact))
            {
                return Missing(file.Path, at + 1, new($"{fact.What} '{Short(fact.Old)}' became '{Short(fact.New)}'", fact.Path, fact.Line), $"the same {fact.What} in {file.Path}", $"{file.Path}:{at + 1} still has '{Short(fact.Old)}'", fact.New)
                    with { Mend = Dated().IsMatch(file.Text!) ? null : text => Renew(text, fact) };
            }
        }

        return null;
    }

    /// <summary>The same words, however they are wrapped, cased and joined.</summary>
    private AuditRow? OfPhrase(AuditedChange change, Fact fact, RepositoryText file, Lazy<string> flat)
    {
        var words = fact.Flat;
        if (FileKinds.Of(file.Path) == FileKind.Test || !flat.Value.Contains(words, StringComparison.Ordinal))
        {
            return null;
        }

        var start = string.Join(' ', words.Split(' ').Take(3));
        var at = change.After.Lines(file.Path).Index().FirstOrDefault(line => Flat(line.Item).Contains(start, StringComparison.Ordinal)).Index + 1;
        return Missing(file.Path, at, new($"{fact.What} '{Short(fact.Old)}' became '{Short(fact.New)}'", fact.Path, fact.Line), $"the same {fact.What} in {file.Path}", $"{file.Path}:{at} still has '{Short(fact.Old)}'", fact.New);
    }

    private static string Flat(string text)
    {
        var flat = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                flat.Append(char.ToLowerInvariant(c));
            }
            else if (flat.Length > 0 && flat[^1] != ' ')
            {
                flat.Append(' ');
            }
        }

        return flat.ToString().TrimEnd();
    }

    private static string Renew(string text, Fact fact) => string.Join('\n', text.Split('\n').Select(line => Holds(line, fact) ? line.Replace(fact.Old, fact.New, StringComparison.Ordinal) : line));

    private static bool Holds(string line, Fact fact)
    {
        if (fact.Kind == FactKind.Address)
        {
            return Address().Matches(line).Any(found => Bare(found.Value) == fact.Old);
        }

        var at = line.IndexOf(fact.Old, StringComparison.Ordinal);
        var whole = at >= 0 && (at == 0 || !IsPart(line[at - 1])) && (at + fact.Old.Length == line.Length || !IsPart(line[at + fact.Old.Length]));
        return whole && (fact.Kind != FactKind.Version || VersionLine().IsMatch(line) || Installs(line, at, fact.Package));

        static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '-';
    }

    // "pip install kit==1.0.0", "npm install kit@1.0.0": the package's own name right before its version.
    private static bool Installs(string line, int at, string? package) =>
        package is { Length: > 1 } && line.AsSpan(0, at) is var before && before.TrimEnd("=@v ") is var bare && bare.Length < at && bare.EndsWith(package, StringComparison.OrdinalIgnoreCase) && before[^1] is '=' or '@';

    private static IEnumerable<Fact> Facts(DiffFile file)
    {
        var package = FileKinds.Of(file.Path) == FileKind.Manifest && PackageName().Match(file.After!) is { Success: true } name ? name.Groups["name"].Value : null;
        var removed = file.RemovedLines;
        var added = file.AddedLines;
        var telling = removed.Where(IsTelling).ToList();
        foreach (var now in added.Where(line => telling.Count > 0 && IsTelling(line)))
        {
            var line = file.FirstChangedLine;
            foreach (var old in telling)
            {
                if (VersionLine().IsMatch(now) && VersionLine().IsMatch(old) && Version().Match(old) is { Success: true } from && Version().Match(now) is { Success: true } to && Same(old, now, from, to))
                {
                    yield return new(FactKind.Version, "version", from.Value, to.Value, file.Path, line) { Package = package };
                }
                else if (Count().Match(old) is { Success: true } count && Count().Match(now) is { Success: true } more && count.Groups["noun"].Value == more.Groups["noun"].Value && Same(old, now, count, more))
                {
                    yield return new(FactKind.Count, "count", count.Value, more.Value, file.Path, line);
                }
            }
        }

        foreach (var (old, now) in from old in FileKinds.Of(file.Path) == FileKind.Source ? [] : removed.Select(line => (Line: line, Url: Address().Match(line))).Where(old => old.Url.Success && !file.After!.Contains(Bare(old.Url.Value), StringComparison.Ordinal))
                                   from now in added.Select(line => (Line: line, Url: Address().Match(line))).Where(now => now.Url.Success && Same(old.Line, now.Line, old.Url, now.Url))
                                   where !Thread().IsMatch(old.Url.Value) && Digits().Replace(old.Url.Value, "") != Digits().Replace(now.Url.Value, "")
                                   select (Bare(old.Url.Value), Bare(now.Url.Value)))
        {
            yield return new(FactKind.Address, "address", old, now, file.Path, file.FirstChangedLine);
        }

        foreach (var (old, now) in removed.Zip(added).Where(_ => removed.Count == added.Count))
        {
            foreach (var phrase in Phrases(old).Where(phrase => !now.Contains(phrase, StringComparison.Ordinal)))
            {
                yield return new(FactKind.Phrase, "wording", phrase, Phrases(now).FirstOrDefault() ?? now.Trim(), file.Path, file.FirstChangedLine);
            }
        }
    }

    private static string Bare(string url) => url.TrimEnd('/', '.', ',', ';', ':');

    private static bool IsTelling(string line) => VersionLine().IsMatch(line) || Count().IsMatch(line);

    private static bool Same(string old, string now, Match from, Match to) => string.Concat(old.AsSpan(0, from.Index), old.AsSpan(from.Index + from.Length)) == string.Concat(now.AsSpan(0, to.Index), now.AsSpan(to.Index + to.Length));

    /// <summary>What is told in so many words that it is not there twice by chance.</summary>
    private static IEnumerable<string> Phrases(string line) => Quoted().Matches(line).Select(match => match.Groups["text"].Value).Append(Lead().Match(line) is { Success: true } lead ? lead.Groups["text"].Value.Trim() : "")
        .Where(text => text.Length >= 18 && text.Count(c => c == ' ') >= 3).Distinct(StringComparer.Ordinal);

    private static bool IsOtherPackage(string one, string other) => Paths.Name(one) == Paths.Name(other) && one != other
        || (Paths.Folder(other) is { Length: > 0 } folder && FileKinds.Of(other) == FileKind.Manifest && !Paths.Folder(one).StartsWith(folder, StringComparison.Ordinal));

    private static bool IsPast(string path) => FileKinds.Of(path) is FileKind.Changelog or FileKind.Backlog or FileKind.Decision or FileKind.Rfc || Past().IsMatch(path);

    private static string Short(string text) => text.Length <= 60 ? text : text[..59] + "…";

    private enum FactKind
    {
        Version,
        Count,
        Phrase,
        Address,
    }

    private sealed record Fact(FactKind Kind, string What, string Old, string New, string Path, int Line)
    {
        public string Flat { get; } = Kind == FactKind.Phrase ? MirroredFact.Flat(Old) : "";

        /// <summary>The name of the package whose version it is, where its manifest tells.</summary>
        public string? Package { get; init; }

        /// <summary>What a text must hold at least.</summary>
        public string Probe => Kind == FactKind.Phrase ? Flat.Split(' ').MaxBy(word => word.Length)! : Old;
    }

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"(?:^|[\s""'])(?:[\w-]*_)?version[""']?\s*(?::\s*\w+\s*)?[:=]|__version__|<(?:Assembly|File|Package)?Version(?:Prefix)?>|\bversion[-/ ]v?\d|""softwareVersion""|\brelease\s*=", Plain)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"(?<![\w.])\d+\.\d+(?:\.\d+)*(?:[-+.]?(?:a|b|rc|alpha|beta|dev|preview)[.\d]*)?(?![\w.]*\d)", Plain)]
    private static partial Regex Version();

    [GeneratedRegex(@"https?://[^\s""'<>()\[\]`|]{8,}", Plain)]
    private static partial Regex Address();

    // What was said once stays where it was said.
    [GeneratedRegex(@"/(?:issues|pull|commit|discussions|merge_requests|compare)/", Plain)]
    private static partial Regex Thread();

    [GeneratedRegex(@"\d+", Plain)]
    private static partial Regex Digits();

    // A version that stands beside its day: one without the other is wrong.
    [GeneratedRegex(@"date-released|datePublished|dateModified|release[_-]?date", Plain)]
    private static partial Regex Dated();

    [GeneratedRegex(@"^\s*""?name""?\s*[:=]\s*""(?<name>[^""\n]+)""|<PackageId>(?<name>[^<]+)<|^\s*name\s*=\s*(?<name>[\w.-]+)\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex PackageName();

    [GeneratedRegex(@"\b\d{1,4} (?<noun>[a-z][a-z-]{3,}s)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Count();

    [GeneratedRegex(@"""(?<text>[^""\\]{18,300})""|'(?<text>[^'\\]{18,300})'|>(?<text>[^<>\n]{18,300})</", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*(?:[\w-]+:\s+|[#>*_ -]+)?[""']?(?<text>[A-Z][^|""<>{}=;]{18,300}?)[""']?[.*_]*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Lead();

    [GeneratedRegex(@"(?i)(?:^|/|[-_.])(?:history|story|journal|archived?|audits?|research|release[-_]?notes|news|traces?|dossiers?|retros?|minutes|migrations?|snapshots?|fixtures?|vendor|generated|node_modules)(?:/|[-_.]|$)|(?:^|/)(?:package-lock\.json|.*\.lock|packages\.lock\.json|.*\.svg|.*\.min\.\w+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Past();
}
