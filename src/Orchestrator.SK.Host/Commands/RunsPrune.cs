using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs prune</c>: takes records and drafts away for good, by age, by size or by name. Branches in the repository stay.</summary>
internal static partial class RunsPrune
{
    private const string Damaged = "damaged";

    private static readonly Argument<string[]> Runs = new("run") { Description = "Ids of runs, whatever their age, size and state", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> OlderThan = new("--older-than") { Description = "Runs that ended longer ago: a number and m, h, d or w, such as 30d", HelpName = "AGE" };

    private static readonly Option<string?> LargerThan = new("--larger-than") { Description = "Runs whose record is larger: a number and KB, MB or GB, such as 50MB", HelpName = "SIZE" };

    private static readonly Option<string?> DownTo = new("--down-to") { Description = "The oldest runs, until all records of the repository together are no larger", HelpName = "SIZE" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would go" };

    public static Command Create()
    {
        var command = new Command("prune", "Take records and drafts of runs that have ended away for good; branches in the repository stay") { Runs, OlderThan, LargerThan, DownTo, DryRun };
        command.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(async () =>
        {
            var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
            await using var services = invocation.Services(invocation.Configuration());
            return await PruneAsync(parsed, new RunDesk(parsed, invocation, services), cancellationToken);
        }));
        return command;
    }

    private static async Task<int> PruneAsync(ParseResult parsed, RunDesk desk, CancellationToken cancellationToken)
    {
        var rule = new PruneRule(Age(parsed.GetValue(OlderThan)), Size("--larger-than", parsed.GetValue(LargerThan)), Size("--down-to", parsed.GetValue(DownTo)));
        var named = parsed.GetValue(Runs) ?? [];
        if ((named.Length > 0) == (rule != new PruneRule(null, null, null)))
        {
            throw new UsageException("Say which runs: their ids, or --older-than AGE, --larger-than SIZE, --down-to SIZE. --dry-run only shows them.");
        }

        var all = await desk.Upkeep.SizesAsync(TargetRepository.RootOf(desk.Invocation.Repository), cancellationToken);
        var (chosen, damages) = named.Length > 0 ? await NamedAsync(desk, all, named, cancellationToken)
            : await SoundAsync(desk, rule.Choose(all, desk.Time.GetUtcNow()), cancellationToken);
        if (!parsed.GetValue(DryRun))
        {
            chosen = await RemoveAsync(desk, chosen, cancellationToken);
        }

        desk.Print(Lines(chosen, all, parsed.GetValue(DryRun)), () => JsonSerializer.Serialize(
            new { dryRun = parsed.GetValue(DryRun), runs = chosen.Select(run => new { run = run.Row.RunId, state = run.Row.State, lastAt = run.LastAt, characters = run.Characters }) }, EntryJson.Options));
        damages.ForEach(damage => Console.Error.WriteLine(EventText.Safe(damage.Message)));
        return damages.Count == 0 ? ExitCodes.Success : ExitCodes.Configuration;
    }

    private static async Task<(IReadOnlyList<RunSize> Chosen, List<JournalDamagedException> Damages)> NamedAsync(
        RunDesk desk, IReadOnlyList<RunSize> all, string[] named, CancellationToken cancellationToken)
    {
        var chosen = new List<RunSize>();
        foreach (var id in named)
        {
            chosen.Add(await NamedAsync(desk, all, id, cancellationToken));
        }

        return chosen.FirstOrDefault(run => desk.IsBusy(run.Row.RunId)) is { } busy
            ? throw new RunBusyException(busy.Row.RunId)
            : ([.. chosen.DistinctBy(run => run.Row.RunId)], []);
    }

    // A damaged run that was named goes as well: there is no other way to be rid of it.
    private static async Task<RunSize> NamedAsync(RunDesk desk, IReadOnlyList<RunSize> all, string id, CancellationToken cancellationToken)
    {
        try
        {
            var row = await desk.FindAsync(id, cancellationToken);
            return all.FirstOrDefault(run => run.Row == row) ?? throw new UsageException(
                $"Run {row.RunId} is of another repository, {EventText.Safe(row.Repository)}: prune it there, or with -C.");
        }
        catch (JournalDamagedException damage) when (damage.RunId is not null)
        {
            return new RunSize(new RunRow(damage.RunId, "", Damaged, 0, 0), null, all.FirstOrDefault(run => run.Row.RunId == damage.RunId)?.Characters ?? 0);
        }
    }

    // Looked at before anything of it goes: a record that does not hold together keeps its drafts.
    private static async Task<(IReadOnlyList<RunSize> Chosen, List<JournalDamagedException> Damages)> SoundAsync(RunDesk desk, IReadOnlyList<RunSize> chosen, CancellationToken cancellationToken)
    {
        var (sound, damages) = (new List<RunSize>(), new List<JournalDamagedException>());
        foreach (var run in chosen)
        {
            try
            {
                await desk.Journal.FindAsync(run.Row.RunId, cancellationToken);
                sound.Add(run);
            }
            catch (JournalDamagedException damage) when (damage.RunId is not null)
            {
                damages.Add(damage);
            }
        }

        return (sound, damages);
    }

    // The drafts first: whoever is killed in between finds the record still there, and prunes again. But nothing is taken from a run that may be going on.
    private static async Task<IReadOnlyList<RunSize>> RemoveAsync(RunDesk desk, IReadOnlyList<RunSize> chosen, CancellationToken cancellationToken)
    {
        var gone = new List<RunSize>();
        using var repository = desk.OpenRepository(desk.Invocation.Repository);
        foreach (var run in chosen)
        {
            if (run.Row.State == "ended")
            {
                DraftUpkeep.Forget(repository, run.Row.RunId);
            }

            if (run.Row.State == Damaged ? await desk.Upkeep.RemoveDamagedAsync(run.Row.RunId, cancellationToken) : await desk.Upkeep.RemoveAsync(run.Row, cancellationToken))
            {
                DraftUpkeep.Forget(repository, run.Row.RunId);
                gone.Add(run);
            }
            else
            {
                desk.Invocation.Tell($"Run {run.Row.RunId} went on meanwhile, and is left as it is.");
            }
        }

        if (gone.Count > 0)
        {
            await desk.Upkeep.CompactAsync(cancellationToken);
            await DraftUpkeep.CompactAsync(repository, cancellationToken);
        }

        return gone;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<RunSize> chosen, IReadOnlyList<RunSize> all, bool dryRun)
    {
        foreach (var run in chosen)
        {
            yield return $"{(dryRun ? "would go" : "gone")}  {run.Row.RunId}  {run.Row.State}, {run.LastAt?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "no entry"}, {Size(run.Characters)}";
        }

        var left = all.ExceptBy(chosen.Select(run => run.Row.RunId), run => run.Row.RunId).ToList();
        yield return $"{EventText.Count(chosen.Count, "run")} {(dryRun ? "would go" : "pruned")}; {EventText.Count(left.Count, "run")} of this repository {(left.Count == 1 ? "stays" : "stay")}, {Size(left.Sum(run => run.Characters))}.";
        if (left.Count(run => run.Row.State != "ended") is var unfinished and > 0)
        {
            yield return $"{EventText.Count(unfinished, "run")} of them {(unfinished == 1 ? "has" : "have")} not ended: only by name.";
        }
    }

    private static string Size(long characters) => characters < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{characters / 1_000.0:0.0} KB")
        : string.Create(CultureInfo.InvariantCulture, $"{characters / 1_000_000.0:0.0} MB");

    private static TimeSpan? Age(string? text) => text is null ? null
        : AgeForm().Match(text) is { Success: true } match && int.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number)
            ? match.Groups["unit"].Value switch { "m" => TimeSpan.FromMinutes(number), "h" => TimeSpan.FromHours(number), "d" => TimeSpan.FromDays(number), _ => TimeSpan.FromDays(7L * number) }
            : throw new UsageException($"--older-than is '{EventText.Safe(text)}': give a number and m (minutes), h, d or w, such as 30d.");

    private static long? Size(string option, string? text) => text is null ? null
        : SizeForm().Match(text) is { Success: true } match && decimal.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number)
            ? (long)(number * match.Groups["unit"].Value.ToUpperInvariant() switch { "KB" => 1_000, "MB" => 1_000_000, _ => 1_000_000_000 })
            : throw new UsageException($"{option} is '{EventText.Safe(text)}': give a number and KB, MB or GB, such as 50MB.");

    [GeneratedRegex(@"\A(?<number>\d{1,6})(?<unit>[mhdw])\z", RegexOptions.CultureInvariant)]
    private static partial Regex AgeForm();

    [GeneratedRegex(@"\A(?<number>\d{1,9}(\.\d{1,3})?)(?<unit>[KMG]B)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SizeForm();
}
