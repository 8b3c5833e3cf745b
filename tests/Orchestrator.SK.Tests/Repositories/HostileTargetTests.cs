using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>A target whose configuration, hooks, attributes and submodules all try to run something.</summary>
public class HostileTargetTests
{
    private static readonly string[] Hooks =
    [
        "applypatch-msg", "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change", "post-merge", "post-receive", "post-rewrite",
        "post-update", "pre-auto-gc", "pre-commit", "pre-push", "pre-receive", "prepare-commit-msg", "proc-receive", "push-to-checkout", "reference-transaction",
        "sendemail-validate", "update",
    ];

    private static readonly string[] Programs =
    [
        "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.gitProxy", "core.askPass", "core.alternateRefsCommand", "uploadpack.packObjectsHook",
        "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "merge.evil.driver",
        "gpg.program", "gpg.ssh.program", "credential.helper", "sequence.editor", "receive.procReceiveRefs", "trailer.x.command", "alias.status", "alias.fetch",
        "remote.origin.uploadpack", "remote.origin.receivepack", "remote.target.uploadpack", "submodule.sub.update", "core.worktreeHook",
    ];

    [Fact]
    public void WholeWay_OnAHostileTarget_RunsNothingOfIts()
    {
        using GitTarget target = new();
        target.Write("a.txt", "one\n");
        target.Write("sub/.keep", "");
        string head = target.Commit();
        Arm(target);
        target.Write("a.txt", "dirty, so that a clean filter would be asked\n");
        IReadOnlyList<string> before = target.Fingerprint();

        using PrivateRepository repository = PrivateRepository.Open(target.State, target.Root);
        Assert.Equal(head, repository.ResolveBase("main"));
        Assert.Contains("a.txt", repository.UncommittedChanges());
        Draft draft = new(repository.OpenTree(head));
        draft.Write("a.txt", draft.Read("a.txt").Text + "two\r\n");
        string commit = repository.CommitDraft(
            draft.Changes, head, "Change", new CommitStamp("O", "o@example.org", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), "run/a");
        Assert.Equal(1, repository.Diff(head, commit).Added);
        Assert.Equal("one\ntwo\r\n", repository.OpenTree(commit).ReadText("a.txt").Text);
        Assert.Equal(before, target.Fingerprint());
        repository.Deliver(commit, "id-1");

        Assert.False(File.Exists(target.Canary), File.Exists(target.Canary) ? File.ReadAllText(target.Canary) : "");
        string[] made = ["refs/heads/id-1", "logs/refs/heads/id-1"];
        Assert.Equal(before, target.Fingerprint(made));
    }

    [Fact]
    public void Arms_WhenTheGitProgramMeetsThem_DoFire()
    {
        using GitTarget target = new();
        target.Write("a.txt", "one\n");
        target.Commit();
        Arm(target);
        target.Write("a.txt", "dirty\n");

        target.Git("status");

        Assert.True(File.Exists(target.Canary), "The trap is not armed, so the other test proves nothing.");
    }

    private static void Arm(GitTarget target)
    {
        foreach (string hook in Hooks)
        {
            File.Copy(target.ShellThatTouchesCanary(hook), Path.Combine(target.Root, ".git", "hooks", hook), overwrite: true);
        }
        foreach (string program in Programs)
        {
            target.Git("config", program, target.ShellThatTouchesCanary(program));
        }
        target.Git("config", "submodule.sub.url", "ext::" + target.ShellThatTouchesCanary("ext"));
        target.Git("config", "core.hooksPath", Path.Combine(target.Root, ".git", "hooks"));
        target.Git("config", "core.autocrlf", "true");
        string info = Path.Combine(target.Root, ".git", "info");
        Directory.CreateDirectory(info);
        File.WriteAllText(Path.Combine(info, "attributes"), "* filter=evil diff=evil merge=evil text\n");
        File.WriteAllText(Path.Combine(target.Root, ".gitattributes"), "* filter=evil diff=evil working-tree-encoding=UTF-16\n");
        File.WriteAllText(Path.Combine(target.Root, ".gitmodules"), "[submodule \"sub\"]\n\tpath = sub\n\turl = ext::sh\n\tupdate = !touch x\n");
        if (File.Exists(target.Canary))
        {
            File.Delete(target.Canary);
        }
    }
}
