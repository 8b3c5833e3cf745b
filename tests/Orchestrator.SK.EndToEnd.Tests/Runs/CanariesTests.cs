using System.Text;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>Keys in twelve places around a program and its repository; after a run, and everything that is made of one, none is found in anything that was left or said.</summary>
public sealed class CanariesTests : IDisposable
{
    private const int Places = 12;
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    // Put together here, so that no scanner takes this file for a leak.
    private static string Canary(int place) => $"gh{"p_"}Canary{place:00}0aB3dE5fG7hJ9kL1mN";

    [Fact]
    public async Task Keys_InTwelvePlaces_AreInNoArtefact()
    {
        var target = Plant(TidemarkTarget.In(_home));
        var before = Objects(target.Root);
        await using var model = await Rehearsals.SampleAsync();
        var variables = Variables.For(model, Canary(0));
        variables["GITHUB_TOKEN"] = Canary(1);
        variables["AWS_SECRET_ACCESS_KEY"] = Canary(2);
        List<ProgramResult> said = [];
        async Task Say(int exitCode, params string[] arguments)
        {
            said.Add(await RunningProgram.RunAsync(_home, target.Root, variables, arguments));
            said[^1].ShouldEndWith(exitCode);
        }

        await Say(0, "run", "BK-005", "--sandbox", "none", "-v");
        var run = Assert.Single(Journals.RunIds(_home.Journal));
        await Say(0, "check", "BK-005", "-o", "json");
        await Say(0, "runs", "show", run);
        await Say(0, "runs", "show", run, "-o", "json");
        await Say(0, "runs", "events", run);
        await Say(0, "runs", "list");
        await Say(0, "runs", "export", run, "--file", Path.Combine(_home.Temporary, "exported.jsonl"));
        await Say(0, "runs", "replay", run);
        await Say(0, "runs", "why", "guides/atomic-writes.md");
        await Say(0, "config", "show");
        await using (var doorman = new Doorman(401, $"{{\"error\":{{\"message\":\"Incorrect API key provided: {Canary(0)}\"}}}}"))
        {
            variables["OPENAI_BASE_URL"] = doorman.Address.ToString();
            await Say(6, "run", "BK-004", "--sandbox", "none");
            Assert.NotEmpty(doorman.Keys);
        }

        var artefacts = said.Select((result, at) => ($"what command {at} said", result.ToString()))
            .Append(("requests", string.Concat(model.Requests.Select(request => request.BodyText))))
            .Append(("new objects of the target", New(target.Root, before)))
            .Append(("new objects of ours", New(Assert.Single(Directory.GetDirectories(Path.Combine(_home.State, "repositories"), "*.git")), before)))
            .Concat(Left()).ToList();
        Assert.Contains(artefacts, artefact => artefact.Item1.EndsWith("exported.jsonl", StringComparison.Ordinal));
        Assert.Contains(artefacts, artefact => artefact.Item1.EndsWith("journal.db", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, Places), place => Assert.All(artefacts, artefact =>
            Assert.False(artefact.Item2.Contains(Canary(place), StringComparison.Ordinal), $"key {place} stands in {artefact.Item1}: {Near(artefact.Item2, Canary(place))}")));
    }

    private TidemarkTarget Plant(TidemarkTarget target)
    {
        var root = target.Root;
        Append(root, "README.md", $"\nKey: {Canary(3)}\n");
        Append(root, "sdd/specs/003-backend-contract.md", $"\nKey: {Canary(4)}\n");
        Append(root, "guides/backends/memory.md", $"\nKey: {Canary(5)}\n");
        Append(root, "eng/check-docs.sh", $"\necho {Canary(6)}\n");
        target.Write($"guides/{Canary(7)}.txt", "x\n").Commit($"Add a key {Canary(8)}");
        target.Git("config", "remote.origin.url", $"https://user:{Canary(9)}@example.invalid/x.git");
        _home.Write(".gitconfig", $"[user]\n\tname = {Canary(10)}\n\temail = x@example.org\n");
        _home.Write(".netrc", $"machine example.invalid login x password {Canary(11)}\n");
        return target;
    }

    private static void Append(string root, string path, string text)
    {
        Assert.True(File.Exists(Path.Combine(root, path)), $"The sample has no {path}: {string.Join(' ', Directory.GetFiles(Path.Combine(root, "sdd", "specs")).Select(Path.GetFileName))}");
        File.AppendAllText(Path.Combine(root, path), text);
    }

    // State, temporary files, crash reports: everything in the home but what was planted there, and but git's own stores, whose new objects are looked at by themselves.
    private IEnumerable<(string, string)> Left() => Directory.GetFiles(_home.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Where(file => !file.StartsWith(Path.Combine(_home.Root, "target é x"), StringComparison.Ordinal) && !file.Contains("/objects/", StringComparison.Ordinal) && Path.GetFileName(file) is not (".gitconfig" or ".netrc"))
        .Select(file => (file, Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    private static HashSet<string> Objects(string repository) =>
        [.. TidemarkTarget.GitIn(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    // A new tree names the files that were there; what it says itself is not what is looked for.
    private static string New(string repository, HashSet<string> before) => string.Join('\n', Objects(repository).Except(before)
        .Where(id => TidemarkTarget.GitIn(repository, "cat-file", "-t", id) != "tree").Select(id => TidemarkTarget.GitIn(repository, "cat-file", "-p", id)));

    private static string Near(string text, string canary) => text.IndexOf(canary, StringComparison.Ordinal) is var at and >= 0 ? text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)] : "";
}
