using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Rehearsal;

namespace Orchestrator.SK.EndToEnd.Tests.Runs;

/// <summary>One delivery from a subfolder of a target with unfinished work, whose hooks, filters and monitor all try to run, with a key that must not be seen again.</summary>
public sealed class HostileDelivery : IAsyncLifetime
{
    internal const string Key = "sk-canary-0815-do-not-show";

    private static readonly string[] Hooks = ["post-checkout", "post-commit", "post-index-change", "pre-commit", "pre-receive", "reference-transaction", "update", "fsmonitor-watchman"];

    private static readonly string[] Programs =
        ["core.fsmonitor", "core.sshCommand", "core.pager", "uploadpack.packObjectsHook", "filter.evil.clean", "filter.evil.smudge", "diff.external", "credential.helper", "gpg.program"];

    internal ProgramHome Home { get; } = new();

    internal TidemarkTarget Target { get; private set; } = null!;

    internal ProgramResult Result { get; private set; } = new(-1, "", "");

    internal string Canary => Path.Combine(Home.Root, "canary");

    internal bool CanaryAfterTheRun { get; private set; }

    internal IReadOnlyList<string> Touched { get; private set; } = [];

    internal (string Before, string After) Status { get; private set; }

    internal string Base { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Target = TidemarkTarget.In(Home);
        Target.Git("pack-refs", "--all");
        Base = Target.Git("rev-parse", "HEAD");
        LeaveUnfinishedWork();
        Arm();
        var status = Target.Status();
        Assert.True(File.Exists(Canary), "The trap is not armed, so a run that does not spring it proves nothing.");
        File.Delete(Canary);
        var before = FolderPicture.Of(Target.Root);

        await using RehearsalServer model = await Rehearsals.SampleAsync();
        Result = await RunningProgram.RunAsync(Home, Path.Combine(Target.Root, "guides", "backends"), Variables.For(model, Key), "run", "bk-005".ToUpperInvariant(), "--sandbox", "none", "-v");

        CanaryAfterTheRun = File.Exists(Canary);
        Touched = FolderPicture.Of(Target.Root).ChangesSince(before);
        Status = (status, Target.Status());
        model.ShouldHavePlayedCleanly();
    }

    public Task DisposeAsync()
    {
        Home.Dispose();
        return Task.CompletedTask;
    }

    private void LeaveUnfinishedWork()
    {
        Target.Edit("README.md", "Tidemark", "Tidemark, unfinished");
        Target.Write("staged.txt", "staged\n");
        Target.Git("add", "staged.txt");
        Target.Write("untracked/new.txt", "new\n").Write("bin/ignored.txt", "ignored\n");
        File.Delete(Path.Combine(Target.Root, "guides", "backends", "memory.md"));
    }

    private void Arm()
    {
        foreach (var hook in Hooks)
        {
            Trap(Path.Combine(Target.Root, ".git", "hooks", hook));
        }

        foreach (var program in Programs)
        {
            Target.Git("config", program, Trap(Path.Combine(Home.Root, "traps", program)));
        }

        Target.Git("config", "core.autocrlf", "true");
        Home.Write(Path.Combine(Target.Root, ".git", "info", "attributes"), "* filter=evil\n");
        File.Delete(Canary);
    }

    private string Trap(string path)
    {
        Home.Write(path, $"#!/bin/sh\necho \"$0\" >> '{Canary}'\nexec cat\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
