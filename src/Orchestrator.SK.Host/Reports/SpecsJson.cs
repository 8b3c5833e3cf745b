using System.Text.Json;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Lookup;

namespace Orchestrator.SK.Host.Reports;

/// <summary>Spec sections for programs, with a schema number that changes when a member changes its meaning.</summary>
internal static class SpecsJson
{
    private static readonly JsonSerializerOptions Indented = new(EntryJson.Options) { WriteIndented = true };

    public static string Search(string commit, string query, string? path, IReadOnlyList<SpecHit> hits) =>
        JsonSerializer.Serialize(new { Schema = 1, Commit = commit, Query = query, Path = path, Hits = hits.Select(hit => new { hit.Score, hit.Reasons, Section = Of(hit.Page) }) }, Indented);

    public static string Show(string commit, SpecPage page) => JsonSerializer.Serialize(new { Schema = 1, Commit = commit, Section = Of(page) }, Indented);

    private static object Of(SpecPage page) => new
    {
        page.Section.Id,
        page.Section.Title,
        page.Section.Path,
        page.Section.Line,
        page.Section.Deprecated,
        page.Section.Was,
        page.Section.MovedTo,
        page.Text,
        Others = page.Others.Select(other => new { other.Path, other.Line }),
        Before = page.Before?.Id,
        Behind = page.Behind?.Id,
        References = page.References.Select(section => section.Id),
        Tests = page.Tests.Select(marker => new { marker.Path, marker.Line, marker.Test }),
    };
}
