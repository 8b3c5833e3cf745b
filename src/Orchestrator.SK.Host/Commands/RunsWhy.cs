using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator runs why PATH[:LINE]</c>: who wrote a file or a line of a delivery, in which step, from which specs, with which prompt and model, at what cost.</summary>
internal static class RunsWhy
{
    // Further back nobody asks by a path alone.
    private const int MaxLooked = 1_000;

    private const int MaxChoices = 5;

    public static async Task<int> WhyAsync(RunDesk desk, string place, string? runId, CancellationToken cancellationToken)
    {
        var (given, line) = Origin.Parse(place);
        var path = PathIn(TargetRepository.RootOf(desk.Invocation.Repository), given);
        using var repository = desk.OpenRepository(desk.Invocation.Repository);
        using var comparison = new LineComparison();
        var (row, entries, history) = await FindAsync(desk, repository, comparison, path, runId, cancellationToken);
        var answer = Answer(repository, row.RunId, entries, history, path, line);
        desk.Print(WhyText.Lines(answer), () => WhyJson.Write(answer));
        return ExitCodes.Success;
    }

    private static WhyAnswer Answer(PrivateRepository repository, string runId, IReadOnlyList<RunEntry> entries, FileHistory history, string path, int? line)
    {
        var text = history.Text(path);
        var last = history.Last(path);
        if (text is null && last is null)
        {
            throw Unknown(repository, entries, history, runId, path);
        }

        var count = text is null ? 0 : FileHistory.Count(text);
        if (line is { } number && (number < 1 || number > count))
        {
            throw new UsageException(text is null
                ? $"'{EventText.Safe(path)}' has no lines at the end of run {runId}: it was deleted, moved away, or is no text. Without a line, 'orchestrator runs why {EventText.Safe(path)}' says by whom."
                : $"'{EventText.Safe(path)}' has {EventText.Count(count, "line")} at the end of run {runId}, and no line {number}. Name one from 1 to {count}; 'orchestrator runs why {EventText.Safe(path)}' says who wrote each part.");
        }

        var start = RunState.Replay(entries).Request!.Base;
        var answer = new WhyAnswer(runId, entries, path, line, text, start);
        if (line is { } one)
        {
            var origin = history.Of(path, one);
            return answer with { Parts = [new(one, one, origin)], Before = origin.Entry is null ? repository.CommitOf(start, origin.Path, origin.Line!.Value) : null };
        }

        return answer with { Last = last, Parts = Parts(history, path, count) };
    }

    // Lines that follow each other and come from one entry are one part.
    private static List<WhyPart> Parts(FileHistory history, string path, int count)
    {
        var parts = new List<WhyPart>();
        for (var number = 1; number <= count; number++)
        {
            var origin = history.Of(path, number);
            if (parts is [.., var part] && part.Origin.Entry?.Sequence == origin.Entry?.Sequence)
            {
                parts[^1] = part with { To = number };
            }
            else
            {
                parts.Add(new(number, number, origin));
            }
        }

        return parts;
    }

    /// <summary>The run that was named; else the newest that delivered the path, else the newest that did anything to it, else the newest in which it stands.</summary>
    private static async Task<(RunRow Row, IReadOnlyList<RunEntry> Entries, FileHistory History)> FindAsync(
        RunDesk desk, PrivateRepository repository, LineComparison comparison, string path, string? runId, CancellationToken cancellationToken)
    {
        if (runId is not null)
        {
            var row = await desk.FindAsync(runId, cancellationToken);
            var entries = await desk.Journal.ReadAsync(row.RunId, 0, cancellationToken);
            return (row, entries, HistoryOf(repository, comparison, row.RunId, entries));
        }

        (RunRow Row, IReadOnlyList<RunEntry> Entries, FileHistory History)? touched = null, standing = null;
        JournalDamagedException? damage = null;
        foreach (var id in await desk.IdsAsync(MaxLooked, cancellationToken))
        {
            var (row, entries, fault) = await ReadableAsync(desk, id, cancellationToken);
            if (fault is not null)
            {
                // It may be the one that is meant: nobody is to take an older one's answer for its.
                await Console.Error.WriteLineAsync($"Passed over, for it cannot be read: {EventText.Safe(fault.Message)}");
                damage ??= fault;
            }

            if (entries is not [{ Event: RunEvent.Accepted }, ..])
            {
                continue;
            }

            // Only a run that did something to the path needs its texts: the others are passed over by their entries.
            var touches = Touches(entries, path);
            if (!touches && standing is not null)
            {
                continue;
            }

            var found = (row!, entries, HistoryOf(repository, comparison, id, entries));
            standing ??= found;
            touched ??= touches ? found : null;
            if (touches && entries.Any(entry => entry.Event is RunEvent.BranchDelivered))
            {
                return found;
            }
        }

        return touched ?? standing ?? throw damage ?? (Exception)new UsageException("This repository has no run yet. 'orchestrator run ID' makes one.");
    }

    private static async Task<(RunRow? Row, IReadOnlyList<RunEntry> Entries, JournalDamagedException? Fault)> ReadableAsync(RunDesk desk, string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await desk.FindAsync(id, cancellationToken), await desk.Journal.ReadAsync(id, 0, cancellationToken), null);
        }
        catch (JournalDamagedException fault)
        {
            // 'runs list' marks it; what others wrote can still be told.
            return (null, [], fault);
        }
    }

    private static bool Touches(IReadOnlyList<RunEntry> entries, string path) => entries.Any(entry =>
        entry.Event switch
        {
            RunEvent.FileWritten write => write.Path == path || write.MovedFrom == path,
            RunEvent.DocumentsFolded folded => folded.Paths.Contains(path),
            RunEvent.Mended mended => mended.Rows.Any(row => row.Path == path),
            _ => false,
        });

    private static FileHistory HistoryOf(PrivateRepository repository, LineComparison comparison, string runId, IReadOnlyList<RunEntry> entries)
    {
        var state = RunState.Replay(entries);
        if (state.Request is not { } request)
        {
            throw new UsageException($"Run {runId} was left before anything was recorded.");
        }

        var start = repository.OpenTree(repository.Holds(request.Base) ? request.Base : repository.ResolveBase(request.Base));
        return new FileHistory(entries, path => start.ReadText(path).Text, path => Folded(repository, runId, state.Folded!.Commit).ReadText(path).Text, path => Folded(repository, runId, state.Mended!.Commit).ReadText(path).Text, comparison.Between);
    }

    private static TreeSnapshot Folded(PrivateRepository repository, string runId, string commit) => repository.Holds(commit)
        ? repository.OpenTree(commit)
        : throw new RepositoryRefusedException($"Commit {commit[..8]} of run {runId} is not on this machine.", $"'orchestrator runs replay {runId}' makes it again from the record.");

    private static UsageException Unknown(PrivateRepository repository, IReadOnlyList<RunEntry> entries, FileHistory history, string runId, string path)
    {
        var changed = history.Paths.Order(StringComparer.Ordinal).ToList();
        var all = repository.OpenTree(RunState.Replay(entries).Request!.Base).Files.Select(file => file.Path).Concat(changed).Distinct(StringComparer.Ordinal).ToList();
        var name = path[(path.LastIndexOf('/') + 1)..];
        string[] near = [.. all.Where(other => other[(other.LastIndexOf('/') + 1)..].Equals(name, StringComparison.OrdinalIgnoreCase)), .. NearWords.To(path, all, MaxChoices)];
        var meant = near.Length > 0
            ? $"Did you mean {string.Join(" or ", near.Distinct(StringComparer.Ordinal).Take(MaxChoices).Select(other => $"'{EventText.Safe(other)}'"))}?"
            : changed.Count > 0 ? $"It changed {EventText.Safe(string.Join(", ", changed.Take(MaxChoices)))}{(changed.Count > MaxChoices ? $" and {changed.Count - MaxChoices} more" : "")}." : "It changed no file.";
        return new UsageException($"There is no '{EventText.Safe(path)}' in run {runId}. {meant} --run RUN looks in another run.");
    }

    // As a person types it: with ./ in front, or the whole path of a file in the repository.
    private static string PathIn(string root, string given)
    {
        var path = given.Replace('\\', '/');
        path = Path.IsPathRooted(path) && Path.GetRelativePath(root, path) is var inside && inside != "." && !inside.StartsWith("..", StringComparison.Ordinal) ? inside : path;
        while (path.StartsWith("./", StringComparison.Ordinal))
        {
            path = path[2..];
        }

        return path;
    }
}
