using System.Buffers;
using System.Security.Cryptography;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Discovery;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Sources;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Reads what the general rules look at: the texts of the head, the diff, what changed files declare, and the documents of both sides.</summary>
internal static class ChangeReader
{
    /// <summary>Larger files are no text that somebody keeps by hand.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>So many siblings of new files are read for the names that they declare.</summary>
    private const int MaxSiblings = 200;

    /// <summary>The texts of a tree, each read once.</summary>
    public static RepositoryTexts Texts(TreeSnapshot tree) =>
        new(tree.Files.Where(file => file.IsRegular).Select(file => new RepositoryText(file.Path, IsRead(file) ? tree.ReadText(file.Path).Text : null, () => Hash(tree, file.Path))));

    /// <param name="texts">Those of <paramref name="after"/>.</param>
    public static AuditedChange Read(TreeSnapshot before, TreeSnapshot after, RepositoryTexts texts, RepositorySettings settings, IReadOnlyList<ChangeMessage> messages)
    {
        IReadOnlyList<DiffFile> diff = [.. TreeDifference.Between(before, after).Where(pair => (pair.After ?? pair.Before)!.IsRegular).Select(pair => Difference(pair.Before, pair.After, before, texts))];
        var renames = RenameSearch.Of(diff);
        var paths = Named(diff, renames, texts).ToHashSet(StringComparer.Ordinal);
        string? Before(string path) => before.Find(path) is { } file && after.Find(path)?.BlobId == file.BlobId ? texts.Text(path) : before.ReadText(path).Text;
        return new AuditedChange(diff, renames, [.. before.Files.Select(file => file.Path)], texts)
        {
            Messages = messages,
            DocumentsBefore = Documents(settings, before.Files, Before, null),
            DocumentsAfter = Documents(settings, after.Files, texts.Text, texts),
            FactsBefore = Facts(diff.Where(file => file.Before is not null).Select(file => (file.Path, file.Before)).Concat(Manifests(before, diff, Before))),
            FactsAfter = Facts(paths.Select(path => (path, texts.Text(path)))),
        };
    }

    /// <summary>Changed files that look like texts and were not read, each with the reason.</summary>
    public static IEnumerable<string> Unread(AuditedChange change, TreeSnapshot after) =>
        from file in change.Diff
        where file.Kind != ChangeKind.Deleted && file.After is null && !BinaryName(file.Path) && !SurveyPaths.IsForeign(file.Path)
        let found = after.Find(file.Path)
        where found is { IsRegular: true }
        select found.Size > MaxBytes ? $"not read: {file.Path} (larger than {MaxBytes / 1024} KB)" : $"not read: {file.Path} (no UTF-8 text)";

    private static bool IsRead(TreeFile file) => file.Size <= MaxBytes && !SurveyPaths.IsForeign(file.Path) && !BinaryName(file.Path);

    private static bool BinaryName(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG" or ".GIF" or ".ICO" or ".PDF" or ".ZIP" or ".GZ" or ".WOFF" or ".WOFF2" or ".TTF" or ".DLL" or ".EXE" or ".SO" or ".PARQUET" or ".BIN" or ".MP4" or ".WEBP" or ".LOCK";

    private static string? Hash(TreeSnapshot tree, string path) => tree.Contains(path) ? Convert.ToHexStringLower(SHA256.HashData(tree.ReadBytes(path))) : null;

    private static DiffFile Difference(TreeFile? before, TreeFile? after, TreeSnapshot old, RepositoryTexts texts)
    {
        var path = (after ?? before)!.Path;
        return new(path, before is null ? ChangeKind.Added : after is null ? ChangeKind.Deleted : ChangeKind.Modified, before is { IsRegular: true } && IsRead(before) ? old.ReadText(path).Text : null, after is null ? null : texts.Text(path));
    }

    /// <summary>Changed files, siblings of new ones, and whatever says what is to be installed.</summary>
    private static IEnumerable<string> Named(IReadOnlyList<DiffFile> diff, IReadOnlyList<RenamedFile> renames, RepositoryTexts texts)
    {
        var moved = renames.Select(rename => rename.To).ToHashSet(StringComparer.Ordinal);
        var folders = diff.Where(file => file.Kind == ChangeKind.Added && !moved.Contains(file.Path)).Select(file => Path.GetDirectoryName(file.Path)!.Replace('\\', '/')).Distinct(StringComparer.Ordinal);
        return diff.Where(file => file.After is not null).Select(file => file.Path)
            .Concat(folders.SelectMany(folder => texts.In(folder).Take(MaxSiblings)))
            .Concat(texts.Files.Select(file => file.Path).Where(FactReader.IsManifest));
    }

    private static IEnumerable<(string Path, string? Text)> Manifests(TreeSnapshot before, IReadOnlyList<DiffFile> diff, Func<string, string?> read)
    {
        var changed = diff.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return before.Files.Where(file => file.IsRegular && FactReader.IsManifest(file.Path) && !changed.Contains(file.Path)).Select(file => (file.Path, read(file.Path)));
    }

    private static Dictionary<string, SourceFacts> Facts(IEnumerable<(string Path, string? Text)> files) =>
        files.DistinctBy(file => file.Path).Select(file => (file.Path, Facts: FactReader.Read(file.Path, file.Text))).Where(file => file.Facts is not null).ToDictionary(file => file.Path, file => file.Facts!, StringComparer.Ordinal);

    private static AuditedDocuments Documents(RepositorySettings settings, IReadOnlyList<TreeFile> files, Func<string, string?> read, RepositoryTexts? texts)
    {
        var paths = settings.Paths ?? new DocumentPaths();
        var patterns = (paths.Specs ?? RepositoryDocuments.DefaultSpecs).Select(PathPattern.Parse).ToList();
        var specs = new SpecIndex(files.Where(file => file.IsRegular && patterns.Exists(pattern => pattern.IsMatch(file.Path))).Select(file => (file.Path, Text: read(file.Path))).Where(file => file.Text is not null).Select(file => SpecParser.Parse(file.Path, file.Text!)));
        return new AuditedDocuments(Register(paths.Backlog), Register(paths.Done), (paths.Changelog is { } changelog && files.Any(file => file.Path == changelog) ? changelog : null) ?? OtherChangelog(files), specs, texts is null ? [] : Markers(settings, specs, texts));

        Backlog? Register(string? path) => path is not null && read(path) is { } text ? BacklogParser.Parse(path, text) is { Items.Count: > 0 } backlog ? backlog : BacklogOutline.Parse(path, text) : null;
    }

    // An audit only asks whether it changes: any form will do.
    private static string? OtherChangelog(IReadOnlyList<TreeFile> files) =>
        files.Select(file => file.Path).FirstOrDefault(path => !path.Contains('/', StringComparison.Ordinal) && Path.GetFileNameWithoutExtension(path).ToUpperInvariant() is "CHANGELOG" or "CHANGES" or "HISTORY" or "NEWS" && Path.GetExtension(path).ToUpperInvariant() is ".RST" or ".TXT" or ".ADOC" or ".MD" or "");

    // Only files in which a prefix of a spec id stands at all are cut into tokens.
    private static IReadOnlyList<TestMarker> Markers(RepositorySettings settings, SpecIndex specs, RepositoryTexts texts)
    {
        if (specs.Ids.Count == 0)
        {
            return [];
        }

        var rules = MarkerRules.Of(settings.Markers);
        var prefixes = SearchValues.Create([.. specs.Ids.Select(id => id[..(id.LastIndexOf('-') + 1)]).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
        return [.. texts.Files.Where(file => file.Text is not null && !file.Path.EndsWith(".md", StringComparison.Ordinal) && file.Text.AsSpan().ContainsAny(prefixes)).SelectMany(file => TestMarkers.Find(file.Path, file.Text!, rules))];
    }
}
