using System.Text.Json;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator experts show</c> and <c>owner</c>.</summary>
internal static class ExpertsShow
{
    public static void Expert(Invocation invocation, RepositoryReading reading, TreeSnapshot tree, string id)
    {
        var ids = ExpertsCommandLine.Ids(reading);
        if (!ids.Contains(id))
        {
            throw new UsageException($"There is no expert '{PathRules.Escape(id)}' in this repository.{Nearest.Hint(id, ids)}");
        }

        var persona = reading.Prompts.Find($"experts/{id}");
        var settings = reading.Settings.Experts.GetValueOrDefault(id);
        var reach = Reach.Of(reading.Settings, reading.Domains, id);
        var shown = new
        {
            Id = id,
            persona.Name,
            persona.Description,
            Writes = settings?.Writes ?? ["whatever no expert owns"],
            Reads = settings?.Reads ?? [],
            Foundations = (settings?.Foundations ?? []).Select(glob => new { Glob = glob, Files = tree.Files.Count(file => PathPattern.Parse(glob).IsMatch(file.Path)) }).ToList(),
            persona.Tools,
            Files = tree.Files.Count(file => reading.Domains.OwnerOf(file.Path) == id),
            Readable = tree.Files.Count(file => reach(file.Path)),
            Prompt = persona.ShortHash,
            Commit = tree.CommitId,
        };
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(shown, EntryJson.Options));
            return;
        }

        Console.Out.WriteLine($"{shown.Id}: {shown.Name}\n{shown.Description}\n");
        Row("writes", shown.Writes);
        Row("reads", [id == DomainMap.Orchestrator ? "everything" : "what it writes, its foundations", .. shown.Reads]);
        Row("foundations", [.. shown.Foundations.Select(foundation => $"{foundation.Glob} ({EventText.Count(foundation.Files, "file")})")]);
        Row("tools", [string.Join(", ", shown.Tools)]);
        Row("files", [$"owns {shown.Files} and reads {shown.Readable} of the {tree.Files.Count} of commit {tree.CommitId[..8]}"]);
        Row("prompt", [$"{shown.Prompt} (orchestrator prompts render experts/{id} --item ID shows it filled in)"]);
    }

    public static void Owners(Invocation invocation, RepositoryReading reading, TreeSnapshot tree, IReadOnlyList<string> paths)
    {
        var rows = paths.Select(path => Owner(reading, tree, path)).ToList();
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(rows, EntryJson.Options));
            return;
        }

        foreach (var row in rows)
        {
            var below = tree.Below(row.Path).GroupBy(file => reading.Domains.OwnerOf(file.Path)).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal).ToList();
            var place = row.Tracked ? "" : below.Count > 0 ? $"; a folder, its files are of {string.Join(", ", below)}" : $"; not in commit {tree.CommitId[..8]}";
            Console.Out.WriteLine($"{row.Owner}  {row.Path}  ({(row.Glob is null ? "in no domain" : $"by {row.Glob}")}{place}{(row.Reason is null ? "" : $"; {row.Reason}")})");
        }
    }

    private static PathOwner Owner(RepositoryReading reading, TreeSnapshot tree, string path)
    {
        if (PathRules.Check(path.TrimEnd('/')) is not { Path: { Length: > 0 } plain })
        {
            throw new UsageException($"'{PathRules.Escape(path)}' is no path of a repository: {PathRules.Check(path.TrimEnd('/')).Rule ?? "name a file"}. Paths start at the repository's root.");
        }

        var guarded = new GuardedPaths(reading.Settings, tree.Contains).Matches(plain) ? "only a person changes it: it decides whether a delivery is verified" : null;
        var owner = reading.Domains.OwnerOf(plain);
        var glob = reading.Domains.Domains.FirstOrDefault(domain => domain.Id == owner)?.Includes.First(pattern => pattern.IsMatch(plain)).Glob;
        var readers = reading.Settings.Experts.Keys.Where(id => Reach.Of(reading.Settings, reading.Domains, id)(plain)).ToList();
        return new(plain, owner, glob, tree.Contains(plain), DomainCheck.Reason(plain, reading.Documents.Reserved) ?? guarded, readers);
    }

    private static void Row(string label, IReadOnlyList<string> values)
    {
        for (var index = 0; index < values.Count; index++)
        {
            Console.Out.WriteLine($"  {(index == 0 ? label : ""),-12} {values[index]}");
        }
    }

    /// <param name="Glob">What gives it to its owner; null for the orchestrator.</param>
    /// <param name="Reason">Why no expert writes it; null when its owner may.</param>
    /// <param name="Readers">The experts that may read it.</param>
    private sealed record PathOwner(string Path, string Owner, string? Glob, bool Tracked, string? Reason, IReadOnlyList<string> Readers);
}
