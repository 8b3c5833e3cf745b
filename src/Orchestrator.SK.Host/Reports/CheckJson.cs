using System.Text.Json;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Reports;

/// <summary>What a check found, for programs. Members are added, never renamed; <c>version</c> counts what would break a reader.</summary>
internal static class CheckJson
{
    public const int Version = 1;

    public static string Write(CheckedItem item, MarkerCoverage tests, string repository, string reference) => JsonSerializer.Serialize(
        new
        {
            Version,
            item.Found.MayStart,
            Repository = repository,
            Base = new { Reference = reference, Commit = item.CommitId, item.State.Uncommitted, item.State.IsShallow, item.State.Operation },
            Item = item.Found.Item is { } found ? new
            {
                found.Id, found.Title, Status = Word(found.Status), Mark = $"{found.Mark}", Path = item.Reading.Documents.Backlog!.Path, found.Line, found.Section, found.Suffix,
                Disposition = found.Disposition.ToString(), found.Links,
            } : null,
            item.Found.Refusals,
            item.Found.Warnings,
            Specs = item.Sections.Select(section => new { section.Id, section.Title, section.Path, section.Line, Tests = tests.Of(section.Id).Select(test => new { test.Path, test.Line, test.Test }) }),
            Untested = item.Sections.Select(section => section.Id).Where(id => tests.Of(id).Count == 0),
            Ripples = item.Ripples.Select(row => new
            {
                row.Row.Trigger, row.Row.Line, row.Because,
                Targets = row.Row.Targets.Select(target => new { target.Text, Kind = Word(target.Kind) }), row.Paths,
            }),
            item.Experts,
            Checks = (item.Reading.Settings.Checks ?? new Dictionary<string, CheckSettings>()).ToDictionary(check => check.Key, check => check.Value.Command),
            Formatters = (item.Reading.Settings.Checks ?? new Dictionary<string, CheckSettings>()).Where(check => check.Value.Formats).Select(check => check.Key),
            Verify = item.Reading.Settings.Verify ?? [],
            DuplicateIds = item.Reading.Documents.Backlog?.DuplicateIds ?? [],
            item.Reading.Documents.Reduced,
        },
        EntryJson.Options);

    private static string Word(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");
}
