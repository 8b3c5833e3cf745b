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
        Result = await RunningProgram.RunAsync(Home, Path.Combine(Target.Root, "guides", "backends"), Environment(model), "run", "bk-005".ToUpperInvariant(), "--sandbox", "none", "-v");

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

    // What git's own programs listen to, in the environment and in the user's settings; the product is none of them.
    private Dictionary<string, string> Environment(RehearsalServer model)
    {
        var trap = Trap(Path.Combine(Home.Root, "traps", "environment"));
        Home.Write(".gitconfig", $"[core]\n\tfsmonitor = {trap}\n\thooksPath = {Home.Root}/traps\n[filter \"evil\"]\n\tclean = {trap}\n[init]\n\ttemplateDir = {Home.Root}/traps\n");
        var variables = Variables.For(model, Key);
        foreach (var name in (string[])["GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "PAGER", "EDITOR"])
        {
            variables[name] = trap;
        }

        foreach (var name in (string[])["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_TEMPLATE_DIR", "GIT_EXEC_PATH", "GIT_NAMESPACE", "GIT_CONFIG", "GIT_CONFIG_SYSTEM"])
        {
            variables[name] = Path.Combine(Home.Root, "nowhere");
        }

        foreach (var (name, value) in ((string, string)[])[("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "core.fsmonitor"), ("GIT_CONFIG_VALUE_0", trap), ("GIT_CONFIG_PARAMETERS", $"'core.fsmonitor={trap}'"), ("GIT_TRACE", Canary), ("GIT_TRACE2_EVENT", Canary)])
        {
            variables[name] = value;
        }

        return variables;
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
