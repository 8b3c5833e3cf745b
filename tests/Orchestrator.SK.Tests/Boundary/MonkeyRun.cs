using System.Security.Cryptography;
using System.Text;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Repositories;
using Orchestrator.SK.Tests.Runs;
using static Orchestrator.SK.Tests.Runs.RunScript;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>Calls of a monkey as the replies of an endpoint, over HTTP, through a whole run: intake, plan, expert, audit, verify, delivery. Its record is held against a model, call by call.</summary>
/// <param name="Fault">What went wrong, with the call; null when nothing did.</param>
/// <param name="Transcript">A hash over all answers: the same calls give the same.</param>
internal sealed record MonkeyRun(string? Fault, string Transcript)
{
    private const int CallsATurn = 10;
    private const int LongestText = 20_000;

    private const string Settings = """
        {
          "paths": { "backlog": "sdd/BACKLOG.md", "changelog": "CHANGELOG.md", "specs": ["sdd/specs/*.md"] },
          "experts": { "store-backend": { "writes": ["src/**"] }, "documentation": { "writes": ["docs/**"] } },
          "checks": {},
          "verify": ["sh", "verify.sh"]
        }
        """;

    /// <summary>The calls as they come over a wire: text is Unicode, names are such as endpoints accept, arguments are an object.</summary>
    public static IReadOnlyList<MonkeyCall> OverTheWire(IEnumerable<MonkeyCall> calls) =>
    [
        .. calls.Where(call => call.Tool.Length > 0 && call.Tool.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && call.Arguments is not null)
            .Select(call => call with { Arguments = [.. call.Arguments!.Select(argument => (argument.Name, argument.Value is string text ? Plain(text) : argument.Value))] }),
    ];

    public static async Task<MonkeyRun> PlayAsync(IReadOnlyList<MonkeyCall> calls)
    {
        var script = new RunScript().Plan("simple", [Assignment("a1", "store-backend", "src/log.txt")]);
        var turns = calls.Chunk(CallsATurn).ToList();
        for (var turn = 0; turn < turns.Count; turn++)
        {
            script.Turn("a1", turn, [.. turns[turn].Select(call => (call.Tool, (object)call.Arguments!.ToDictionary(argument => argument.Name, argument => argument.Value)))]);
        }

        script.Turn("a1", turns.Count, Done()).Always("Assignment", new { toolCalls = new[] { new { name = "report-submit", arguments = Done().Item2 } } });
        await using var rig = await RunRig.StartAsync(script, Bait, settings: ("Orchestrator:Limits:MaxTurns", "500"));
        var (before, main) = (rig.Target.Fingerprint(), rig.Target.Git("rev-parse", "main"));

        var state = await rig.RunAsync();

        using var repository = PrivateRepository.Open(rig.Target.State, rig.Target.Root);
        var tree = repository.OpenTree(main);
        var (draft, fault, transcript) = Compare(calls, await rig.RecordAsync(), tree);
        string[] made = state.Delivery is { } delivery ? [$"refs/heads/{delivery.Branch}", $"logs/refs/heads/{delivery.Branch}"] : [];
        fault ??= state.Outcome is null ? "the run did not end"
            : rig.Server.Violations.Count + rig.Server.Unmatched.Count > 0 ? $"the endpoint was asked wrongly: {string.Join("; ", rig.Server.Violations.Select(one => $"{one}"))}{string.Join("; ", rig.Server.Unmatched.Select(one => one.Message))}"
            : File.Exists(rig.Target.Canary) ? "something ran"
            : !before.SequenceEqual(rig.Target.Fingerprint(made)) ? "the target changed"
            : state.Delivery is null ? (draft.Changes.Count == 0 ? null : $"what was written is not delivered: {state.Outcome}")
            : Delivered(repository.OpenTree(state.Delivery.Commit), tree, draft);
        return new(fault, transcript);
    }

    private static (Draft Draft, string? Fault, string Transcript) Compare(IReadOnlyList<MonkeyCall> calls, IReadOnlyList<RunEntry> record, TreeSnapshot tree)
    {
        var (draft, model, answered, fault, transcript) = (new Draft(tree), new MonkeyModel(tree), 0, (string?)null, new StringBuilder());
        foreach (var fact in record.Select(entry => entry.Event))
        {
            if (fact is RunEvent.FileWritten { Assignment: "a1" } written)
            {
                draft.Apply(written);
            }
            else if (fact is RunEvent.ToolCompleted done && done.Conversation.StartsWith("a1-", StringComparison.Ordinal) && answered < calls.Count)
            {
                transcript.Append(done.Outcome).Append(done.Result).Append('\n');
                var call = calls[answered++];
                var wrong = done.Tool != call.Tool ? $"{done.Tool} was answered out of turn" : done.Outcome == "E_INTERNAL" ? "a tool threw" : model.Take(call, done.Outcome, done.Result, draft) ?? model.Difference(draft);
                fault ??= wrong is null ? null : $"call {answered - 1}, {call}: {wrong}";
            }
        }

        return (draft, fault ?? (answered == calls.Count ? null : $"{answered} of {calls.Count} calls were answered"), Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(transcript.ToString()))));
    }

    // In the domain what the calls made of it, beside it the documents that only code writes, and nothing else.
    private static string? Delivered(TreeSnapshot delivered, TreeSnapshot before, Draft draft) => TreeDifference.Between(before, delivered).Select(pair => (pair.Before ?? pair.After)!.Path)
        .Union(draft.Changes.Select(change => change.Path)).Where(path => !(path.StartsWith("src/", StringComparison.Ordinal)
            ? draft.Exists(path) == delivered.Contains(path) && (!draft.Exists(path) || (draft.ModeOf(path) == delivered.Find(path)!.Mode && draft.ReadBytes(path).AsSpan().SequenceEqual(delivered.ReadBytes(path))))
            : path is "CHANGELOG.md" or "sdd/BACKLOG.md"))
        .Select(path => $"{path} was delivered as nobody wrote it").FirstOrDefault();

    private static string Plain(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Length > LongestText ? text[..LongestText] : text));

    private static void Bait(GitTarget target)
    {
        target.Write("orchestrator.json", Settings);
        MonkeyTests.Fill(target);
    }
}
