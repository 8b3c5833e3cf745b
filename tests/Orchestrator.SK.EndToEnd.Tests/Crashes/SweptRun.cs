using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LibGit2Sharp;
using Orchestrator.SK.Core.Finishing;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.EndToEnd.Tests.Crashes;

/// <summary>One run of a story through all its deaths, and what came of it.</summary>
internal sealed partial class SweptRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sweep-");
    private readonly Story _story;
    private readonly RehearsalServer _server;
    private int _died;

    private SweptRun(Story story, RehearsalServer server) => (_story, _server) = (story, server);

    /// <summary>How many durable steps the processes that did not die took.</summary>
    public int Steps { get; private set; }

    /// <summary>Calls that were made again although their replies were in the record.</summary>
    public int Repeated { get; private set; }

    /// <summary>What the last program wrote to standard error.</summary>
    public string Said { get; private set; } = "";

    /// <summary>Entries that were acknowledged and are not in the record.</summary>
    public int Lost { get; private set; }

    public static async Task<SweptRun> StartAsync(Story story)
    {
        var server = await RehearsalServer.StartAsync(new RehearsalOptions { Script = story.Script, KeepRequests = 10_000 }, CancellationToken.None);
        var run = new SweptRun(story, server);
        Copy(new DirectoryInfo(story.Repository), new DirectoryInfo(run.Repository));
        return run;
    }

    private string Repository => Path.Combine(_folder.FullName, Path.GetFileName(_story.Repository));

    private string State => Path.Combine(_folder.FullName, "state");

    /// <summary>Starts the program, and waits until it is gone.</summary>
    /// <param name="step">Where it kills itself; 0 for nowhere.</param>
    /// <param name="before">What stands before the program's name on the command line, such as a tracer that kills it.</param>
    /// <returns>Whether it came to its end.</returns>
    public async Task<bool> LiveAsync(int step, Side side, params string[] before)
    {
        var acknowledged = Path.Combine(_folder.FullName, $"acknowledged-{_died}");
        var order = new MortalOrder(State, Repository, _story.Item, _server.BaseAddress.ToString(), _story.Trusted, step, side, acknowledged);
        string[] command = [.. before, "dotnet", typeof(MortalProgram).Assembly.Location, JsonSerializer.Serialize(order)];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = start.Environment["TMPDIR"] = _folder.FullName;
        var answered = Answered();
        var asked = _server.Requests.Count;
        int code;
        string errors;
        using (var process = Process.Start(start)!)
        {
            var error = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Limit);
            (code, errors) = (process.ExitCode, await error.WaitAsync(Limit));
        }

        Assert.True(code == 0 || (code is 137 or MortalProgram.Unwritable && (step > 0 || before.Length > 0)), $"The program ended with {code} at {side} {step}:\n{errors}");
        Said = errors;
        _died++;
        Repeated += _server.Requests.Skip(asked).Count(request => answered.Contains(Convert.ToHexStringLower(SHA256.HashData(request.Body.Span))));
        var acknowledgements = File.Exists(acknowledged) ? await File.ReadAllLinesAsync(acknowledged) : [];
        Steps = acknowledgements.Length;
        var recorded = Record().Count;
        Lost += acknowledgements.Count(line => long.TryParse(line, CultureInfo.InvariantCulture, out var sequence) && sequence > recorded);
        return code == 0;
    }

    /// <summary>Everything that must be the same, however often the program died.</summary>
    public SweptEnd End()
    {
        var record = Record();
        var state = RunState.Replay(record);
        using var git = new Repository(Repository);
        var branches = git.Branches.Where(branch => branch.FriendlyName != "main").Select(branch => $"{branch.FriendlyName} {branch.Tip.Sha} {branch.Tip.Tree.Sha}").Order(StringComparer.Ordinal);
        var compiled = PullRequestCompiler.Compile(record, EntryJson.Line);
        return new SweptEnd(
            $"{state.Outcome?.Kind} {state.Delivery?.Branch} {state.Delivery?.Commit}",
            string.Join('\n', branches),

            // Numbers and hashes of entries say where in the record they stand, and a resumed record has one more; the words must not differ.
            // Rows of what went on at the same time stand in the order in which it ended.
            compiled.Request is { } request ? string.Join('\n', EntryLink().Replace(PullRequestMarkdown.Render(request), "").Split('\n').Order(StringComparer.Ordinal)) : string.Join('\n', compiled.Faults.Select(fault => fault.Reason)),
            Digest(record),
            [.. _server.Requests.Where(request => request.Body.Length > 0).Select(request => Known(Encoding.UTF8.GetString(request.Body.Span))).Order(StringComparer.Ordinal)],
            string.Join("; ", _server.Violations.Select(violation => $"{violation}").Concat(_server.Unmatched.Select(unmatched => $"{unmatched}"))));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IReadOnlyList<RunEntry> Record()
    {
        var path = Path.Combine(State, "journal.db");
        if (!File.Exists(path))
        {
            return [];
        }

        using var journal = new SqliteRunJournal(path);
        return journal.ReadAsync(MortalProgram.RunId, 0, CancellationToken.None).GetAwaiter().GetResult();
    }

    private HashSet<string> Answered() => [.. Record().Select(entry => entry.Event).OfType<RunEvent.ModelReplied>().Select(reply => reply.RequestHash)];

    // What each conversation did, without how long it took: conversations run beside each other, so each has its own order.
    private static string Digest(IReadOnlyList<RunEntry> record)
    {
        var past = new RunPast(record);
        return string.Join('\n', record.Select(entry => entry.Event).OfType<RunEvent.ConversationOpened>().Select(opened => opened.Conversation).Order(StringComparer.Ordinal)
            .SelectMany(past.Of).Select(fact => Known(EntryJson.Body(fact switch
            {
                RunEvent.ModelReplied reply => reply with { Milliseconds = 0, RequestHash = "", Reply = Known(reply.Reply) },
                RunEvent.ToolCompleted tool => tool with { Milliseconds = 0, CallId = "" },
                _ => fact,
            }))));
    }

    // The server numbers its ids through all conversations, which run beside each other, and dates its replies: in each text they are numbered anew.
    private static string Known(string text)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        return ServerId().Replace(text, id => ids.TryGetValue(id.Value, out var known) ? known : ids[id.Value] = $"id-{ids.Count}");
    }

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        to.Create();
        foreach (var file in from.GetFiles())
        {
            file.CopyTo(Path.Combine(to.FullName, file.Name));
        }

        foreach (var folder in from.GetDirectories())
        {
            Copy(folder, new DirectoryInfo(Path.Combine(to.FullName, folder.Name)));
        }
    }

    [GeneratedRegex(@"\b(call|chatcmpl)[-_][A-Za-z0-9_-]+|(?<=""created\\?"":)\d+")]
    private static partial Regex ServerId();

    [GeneratedRegex(@"`\d+:[0-9a-f]{8}`( and \d+ more to)?|entries 1 to \d+, SHA-256 `[0-9a-f]+`")]
    private static partial Regex EntryLink();
}

/// <summary>What must be the same.</summary>
/// <param name="Branches">Each with its commit and its tree: what stands in CHANGELOG, BACKLOG and every other file.</param>
/// <param name="Requests">The bodies of all requests, ordered.</param>
internal sealed record SweptEnd(string Outcome, string Branches, string PullRequest, string Digest, IReadOnlyList<string> Requests, string Violations)
{
    /// <param name="deaths">How often it died: each conversation had at most one call under way then.</param>
    public string? Difference(SweptEnd other, int deaths)
    {
        var twice = new List<string>(other.Requests);
        Requests.ToList().ForEach(request => twice.Remove(request));
        return Outcome != other.Outcome ? $"{Outcome} became {other.Outcome}"
            : Branches != other.Branches ? $"{Branches} became {other.Branches}"
            : PullRequest != other.PullRequest ? First("the pull request differs", PullRequest, other.PullRequest)
            : Digest != other.Digest ? First("the conversations differ", Digest, other.Digest)
            : Violations != other.Violations ? other.Violations
            : Requests.Except(other.Requests).Any() ? "a request is missing"
            : twice.Except(Requests).Any() ? $"a request was made that nobody made before: {twice.Except(Requests).First()}"
            : twice.Count > deaths * MaxInFlight ? $"{twice.Count} requests more"
            : null;
    }

    // As many conversations go on at once in these stories, and one probe of the endpoint comes with each start.
    private const int MaxInFlight = 5;

    private static string First(string what, string mine, string theirs)
    {
        var (left, right) = mine.Split('\n').Zip(theirs.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return $"{what}:\n  {left}\n  {right}";
    }
}
