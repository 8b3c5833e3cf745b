using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>What users meet stands in the changelog: a delivered item, a fix, something new that is public.</summary>
internal sealed partial record ChangelogEntry() : GeneralRule("changelog-entry", "A release is read from the changelog: what it does not say, users do not know.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        if (change.DocumentsAfter.ChangelogPath is not { } path || !change.PathsBefore.Contains(path))
        {
            yield break;
        }

        if (Unreleased(change, path) is { } release)
        {
            yield return release;
        }

        if (Why(change) is not { } why)
        {
            yield break;
        }

        var entry = change.Changed(path) is not null ? path : change.Diff.FirstOrDefault(file => Fragment().IsMatch(file.Path))?.Path;
        yield return entry is not null ? Row(AuditVerdict.Satisfied, entry, change.Changed(entry)!.FirstChangedLine, why, "an entry of the changelog", entry)
            : change.After.Text(path) is { } text && Generated().IsMatch(text) ? Row(AuditVerdict.NotApplicable, path, 1, why, "an entry of the changelog", $"{path} says that a program writes it")
            : Missing(path, 1, why, "an entry of the changelog", $"{path} is not changed");
    }

    private static Trigger? Why(AuditedChange change)
    {
        var work = change.Diff.FirstOrDefault(file => FileKinds.Of(file.Path) is not (FileKind.Backlog or FileKind.Spec or FileKind.Decision or FileKind.Rfc or FileKind.Changelog or FileKind.Test));
        if (work is null)
        {
            return null;
        }

        if (change.IsHousekeeping())
        {
            return change.IsBreaking() && change.Sources() is [var broken, ..] ? new("a breaking change", broken.Path, broken.FirstChangedLine)
                : change.Messages.All(message => Typed().IsMatch(message.Subject)) ? null : Lost(change);
        }

        if (change.Delivered().FirstOrDefault(item => !Inside().IsMatch(item.Attributes.GetValueOrDefault("audience", ""))) is { } item)
        {
            return new($"delivers {item.Id}", work.Path, work.FirstChangedLine);
        }

        var sources = change.Sources();
        if (change.IsFix() && (sources is [var source, ..] ? source : change.Diff.FirstOrDefault(file => FileKinds.Of(file.Path) is FileKind.Readme or FileKind.Guide)) is { } mended)
        {
            return new("a fix", mended.Path, mended.FirstChangedLine);
        }

        if (sources.Count > 0 && (change.IsFeature() || change.IsBreaking()))
        {
            return new(change.IsBreaking() ? "a breaking change" : "a feature", sources[0].Path, sources[0].FirstChangedLine);
        }

        return Lost(change) ?? sources.Select(file => (file, News: Public(change, file))).Where(pair => pair.News is not null).Select(pair => new Trigger($"new and public, {pair.News!.FullName}", pair.file.Path, pair.News.Line)).FirstOrDefault();
    }

    /// <summary>A version that the manifest has now, and no heading of a changelog that has one for earlier versions.</summary>
    private AuditRow? Unreleased(AuditedChange change, string path)
    {
        var bump = (from file in change.Diff
                    where FileKinds.Of(file.Path) == FileKind.Manifest && file is { Kind: ChangeKind.Modified, Before: not null }
                    let now = ManifestVersion().Match(file.After ?? "")
                    let old = ManifestVersion().Match(file.Before!)
                    where now.Success && old.Success && now.Groups["version"].Value != old.Groups["version"].Value
                    select (file, Now: now.Groups["version"].Value, Old: old.Groups["version"].Value)).FirstOrDefault();
        var headings = change.After.Lines(path).Where(line => line.StartsWith('#')).ToList();
        // What was said of changes that are not released yet gets the release's name.
        var waiting = change.After.Lines(path).SkipWhile(line => !(line.StartsWith('#') && line.Contains("unreleased", StringComparison.OrdinalIgnoreCase))).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Any(line => line.TrimStart() is ['-' or '*', ' ', ..]);
        return bump.file is null || !waiting || !headings.Exists(heading => heading.Contains(bump.Old, StringComparison.Ordinal)) || headings.Exists(heading => heading.Contains(bump.Now, StringComparison.Ordinal)) || bump.Now.Any(char.IsLetter) ? null
            : Missing(path, 1, new($"version {bump.Old} became {bump.Now}", bump.file.Path, bump.file.FirstChangedLine), $"a section for {bump.Now}", $"{path} has one for {bump.Old}, and none for {bump.Now}", bump.Now);
    }

    /// <summary>What others could use and its documents name, and what is there no more or is called otherwise.</summary>
    private static Trigger? Lost(AuditedChange change)
    {
        var now = change.FactsAfter.Values.SelectMany(facts => facts.Symbols).ToLookup(symbol => symbol.FullName, StringComparer.Ordinal);
        var options = change.FactsAfter.Values.SelectMany(facts => facts.Options).ToHashSet(StringComparer.Ordinal);
        var lost =
            from file in change.FactsBefore
            where change.Changed(file.Key) is not null && FileKinds.Of(file.Key) == FileKind.Source && change.Sources().Any(source => source.Path == file.Key)
            from gone in file.Value.Symbols.Where(symbol => symbol is { IsPublic: true, Kind: not SymbolKind.Constant, Name.Length: > 3 } && (!now.Contains(symbol.FullName) || IsOther(symbol, now[symbol.FullName]))).Select(symbol => (Name: symbol.Name, symbol.FullName))
                .Concat(file.Value.Options.Where(option => !options.Contains(option)).Select(option => (Name: option, FullName: option)))
                .Concat(change.FactsAfter.GetValueOrDefault(file.Key, SourceFacts.None).Options.Except(file.Value.Options, StringComparer.Ordinal).Select(option => (Name: "--", FullName: option)))
            where gone.Name == "--" || change.After.Files.Any(page => page.Text is not null && FileKinds.Of(page.Path) is FileKind.Readme or FileKind.Guide or FileKind.Document or FileKind.ApiReference or FileKind.Spec && page.Text.Contains(gone.Name, StringComparison.Ordinal))
                || change.Diff.Any(page => page.Before is not null && FileKinds.Of(page.Path) is FileKind.Readme or FileKind.Guide or FileKind.Document or FileKind.ApiReference or FileKind.Spec && page.Before.Contains(gone.Name, StringComparison.Ordinal))
            select new Trigger($"changed for users, {gone.FullName}", file.Key, change.Changed(file.Key)!.FirstChangedLine);
        return lost.FirstOrDefault();

        static bool IsOther(SourceSymbol was, IEnumerable<SourceSymbol> now) => was.Parameters is not null && now.All(symbol => symbol.Parameters is null || !symbol.Parameters.SequenceEqual(was.Parameters));
    }

    private static SourceSymbol? Public(AuditedChange change, DiffFile file)
    {
        var before = change.FactsBefore.GetValueOrDefault(file.Path, SourceFacts.None).Symbols.Select(symbol => symbol.FullName).ToHashSet(StringComparer.Ordinal);
        return change.RenamedFrom(file.Path) is not null ? null
            : change.FactsAfter.GetValueOrDefault(file.Path, SourceFacts.None).Symbols.FirstOrDefault(symbol => symbol is { IsPublic: true, Kind: not SymbolKind.Constant } && !before.Contains(symbol.FullName));
    }

    [GeneratedRegex(@"^\s*""?version""?\s*[:=]\s*""(?<version>\d+(?:\.\d+)+[\w.-]*)""|<Version(?:Prefix)?>(?<version>[^<]+)<", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex ManifestVersion();

    [GeneratedRegex(@"^[a-z]+(?:\([^)]*\))?: ", RegexOptions.CultureInvariant)]
    private static partial Regex Typed();

    [GeneratedRegex(@"^\W*(?:infra|internal|contributor|library\.maintainer)", RegexOptions.CultureInvariant)]
    private static partial Regex Inside();

    [GeneratedRegex(@"(?:^|/)(?:\.changeset|changelog\.d|changes\.d|newsfragments|changelogs?|unreleased|releasenotes)/[^/]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Fragment();

    [GeneratedRegex(@"(?i)\b(?:auto-?(?:matically )?generated|generated by|do not edit)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Generated();
}
