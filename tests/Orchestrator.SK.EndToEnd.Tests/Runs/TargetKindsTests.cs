using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>The program on repositories in every state: it delivers from the commit, or refuses with the reason; whatever is the user's is as it was, byte for byte.</summary>
public class TargetKindsTests
{
    public static TheoryData<string> Names => [.. TargetKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Run_OnATargetOfThisKind_DeliversOrRefuses_AndLeavesTheUsersFilesAlone(string name)
    {
        var kind = TargetKind.All.Single(one => one.Name == name);
        using var home = new ProgramHome();
        var folder = kind.Make(home, TidemarkTarget.In(home));
        await using var model = await Rehearsals.SampleAsync();
        var before = FolderPicture.Of(home.Root);

        var result = await RunningProgram.RunAsync(home, folder, Variables.For(model), "run", "BK-005", "--sandbox", "none");

        result.ShouldEndWith(kind.Refusal is null ? 0 : 7, kind.Refusal is null ? [] : [kind.Refusal]);
        var touched = FolderPicture.Of(home.Root).ChangesSince(before).Where(path => !path.StartsWith("state/", StringComparison.Ordinal) && path != "state" && !path.StartsWith("tmp/", StringComparison.Ordinal) && (!path.StartsWith('.') || path.StartsWith(".git/", StringComparison.Ordinal))).ToList();
        var others = touched.Where(path => !path.Contains("/objects/", StringComparison.Ordinal) && !IsBranch(path)).ToList();
        Assert.True(others.Count == 0, $"{name}: {string.Join(", ", others)}\n{result}");
        Assert.Equal(kind.Refusal is null, touched.Any(path => IsBranch(path) && !path.Contains("logs/", StringComparison.Ordinal)));
        Assert.Equal(kind.Refusal is null, model.Requests.Count > 0);
    }

    private static bool IsBranch(string path) => path.Contains("refs/heads/BK-005-explain-atomic-writes-in-the-guides", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal);
}
