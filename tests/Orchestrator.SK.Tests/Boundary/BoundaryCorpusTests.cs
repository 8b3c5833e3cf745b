using System.Text;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Tests.Plugins;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>The corpus of hostile and odd paths, over every tool, as a model calls them. The expert owns and reads <c>src/</c> and nothing else.</summary>
public class BoundaryCorpusTests(BoundaryRepository repository) : IClassFixture<BoundaryRepository>
{
    private static readonly string[] Operations = ["read", "write", "edit", "delete", "move-from", "move-to"];
    private static readonly string[] Specs = ["LOG-001"];

    public static TheoryData<string> Names => [.. BoundaryCase.All.Select(one => one.Name)];

    [Fact]
    public void Corpus_HasManyCases_EachWithItsOwnName()
    {
        Assert.True(BoundaryCase.All.Count >= 240, $"{BoundaryCase.All.Count} cases");
        Assert.Empty(BoundaryCase.All.GroupBy(one => one.Name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tools_ForACaseOfTheCorpus_AnswerWithItsCodes_AndTouchNothingElse(string name)
    {
        var one = BoundaryCase.All.Single(other => other.Name == name);
        var tree = repository.Open(one);
        var outside = repository.Picture();

        foreach (var operation in Operations)
        {
            using var desk = await Desk.OpenAsync(tree, IsOwn);
            var result = await CallAsync(desk, operation, one.Path);

            Assert.True(result.Outcome == Expected(one, operation, tree), $"{name}, {operation}: {result.ForModel[..Math.Min(300, result.ForModel.Length)]}");
            if (result is ToolResult.Refused)
            {
                AssertRefused(result, desk, one);
            }
            else
            {
                AssertDone(desk, operation, one.Path);
            }

            Assert.Equal(Content(desk.Own.Draft), Content(desk.Replayed()));
        }

        Assert.Equal(outside, repository.Picture());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ListAndSearch_InATreeOfTheCorpus_ShowTheDomainAlone_AndFollowNothing(string name)
    {
        var tree = repository.Open(BoundaryCase.All.Single(other => other.Name == name));
        using var desk = await Desk.OpenAsync(tree, IsOwn);

        var listed = (await desk.CallAsync("files-list", new { })).Split('\n');
        var expected = tree.Files.Where(file => IsOwn(file.Path)).Select(file => file.Mode switch
        {
            TreeMode.Link => $"{file.Path} (a link, not followed)",
            TreeMode.Submodule => $"{file.Path} (a submodule)",
            _ => file.Path,
        });
        Assert.Equal(expected.DefaultIfEmpty("No readable file matches **."), listed);
        Assert.StartsWith("Nothing found.", await desk.CallAsync("files-search", new { pattern = BoundaryRepository.Secret }), StringComparison.Ordinal);
        Assert.DoesNotContain("other/", await desk.CallAsync("files-search", new { pattern = "", paths = "other/**" }), StringComparison.Ordinal);
    }

    private static bool IsOwn(string path) => path.StartsWith("src/", StringComparison.Ordinal);

    // An empty file has nothing to replace.
    // Half of a character is no text at all: such arguments come as far as no tool.
    private static string Expected(BoundaryCase one, string operation, TreeSnapshot tree) =>
        one.Path.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) && !one.Path.Contains('\uFFFD', StringComparison.Ordinal) ? "E_ARGUMENTS"
        : operation == "edit" && one.CodeOf(operation) == "ok" && tree.ReadText(Normal(one.Path)).Text is "" ? "E_NOMATCH" : one.CodeOf(operation);

    private static Task<ToolResult> CallAsync(Desk desk, string operation, string path)
    {
        var text = PathRules.Check(path).Path is { } plain ? desk.Text(plain) : null;
        return operation switch
        {
            "read" => desk.CallAsync("files-read", new() { ["path"] = path }),
            "write" => desk.CallAsync("files-write", new() { ["path"] = path, ["content"] = "new\n", ["specs"] = Specs }),
            "edit" => desk.CallAsync("files-edit", new() { ["path"] = path, ["old"] = text ?? "x", ["new"] = "new\n", ["specs"] = Specs }),
            "delete" => desk.CallAsync("files-delete", new() { ["path"] = path, ["specs"] = Specs }),
            "move-from" => desk.CallAsync("files-move", new() { ["from"] = path, ["to"] = "src/moved", ["specs"] = Specs }),
            _ => desk.CallAsync("files-move", new() { ["from"] = "src/source.sh", ["to"] = path, ["specs"] = Specs }),
        };
    }

    private void AssertRefused(ToolResult result, Desk desk, BoundaryCase one)
    {
        Assert.Empty(desk.Own.Draft.Changes);
        Assert.True(result.ForModel.Length <= 200, $"{result.ForModel.Length} characters: {result.ForModel}");
        Assert.StartsWith($"refused [{result.Outcome}]: ", result.ForModel, StringComparison.Ordinal);
        Assert.DoesNotContain(result.ForModel, c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u202e' or '\u2066' or '\ufeff' or '\u200b');
        Assert.DoesNotContain(repository.Home, result.ForModel, StringComparison.Ordinal);
        Assert.DoesNotContain(BoundaryRepository.Secret, result.ForModel, StringComparison.Ordinal);
        if (result.Outcome == "E_DOMAIN" && one.Path.StartsWith("docs/", StringComparison.Ordinal))
        {
            Assert.Contains("documentation", result.ForModel, StringComparison.Ordinal);
        }
    }

    private static void AssertDone(Desk desk, string operation, string path)
    {
        var (draft, tree, plain) = (desk.Own.Draft, desk.Own.Draft.Base, Normal(path));
        string[] touched = operation switch { "read" => [], "move-from" => [plain, "src/moved"], "move-to" => ["src/source.sh", plain], _ => [plain] };
        Assert.Equal(touched.Order(StringComparer.Ordinal), draft.Changes.Select(change => change.Path));
        switch (operation)
        {
            case "write" or "edit":
                Assert.Equal("new\n", draft.Read(plain).Text?.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal));
                Assert.Equal(tree.Find(plain)?.Mode ?? TreeMode.File, draft.ModeOf(plain));
                break;
            case "delete":
                Assert.False(draft.Exists(plain));
                break;
            case "move-from" or "move-to":
                var (from, to) = operation == "move-from" ? (plain, "src/moved") : ("src/source.sh", plain);
                Assert.False(draft.Exists(from));
                Assert.Equal(tree.ReadBytes(from), draft.ReadBytes(to));
                Assert.Equal(tree.Find(from)!.Mode, draft.ModeOf(to));
                break;
            default:
                break;
        }

        Assert.All(desk.State.Writes, write => Assert.True(IsOwn(write.Path), write.Path));
    }

    private static string Normal(string path) => PathRules.Check(path).Path ?? "";

    private static IEnumerable<string> Content(Draft draft) =>
        draft.Changes.Select(change => $"{change.Path} {change.Mode} {(change.Content is { } content ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)) : "gone")}");
}
