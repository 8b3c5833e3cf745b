using System.Diagnostics;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>What a killed process left is removed, and nothing else is.</summary>
public sealed class ScratchFolderTests : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("scratch-").FullName;

    [Fact]
    public void Folder_Disposed_LeavesNothingBehind()
    {
        using (ScratchFolder folder = ScratchFolder.Make("test", parent))
        {
            Assert.Equal(OperatingSystem.IsWindows() ? default : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder.Root));
            Run($"cd '{folder.Root}'; mkdir -p a/b; ln -s / a/root; mkfifo p; touch \"$(printf 'x\\377')\"; mkdir \"$(printf 'd\\377')\"; chmod 000 a/b a");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(parent));
        Assert.True(Directory.Exists("/etc"));
    }

    [Fact]
    public void Folder_OfALivingProcess_IsNotTouched()
    {
        using ScratchFolder mine = ScratchFolder.Make("test", parent);
        string held = Path.Combine(parent, ScratchFolder.Prefix + "theirs");
        Directory.CreateDirectory(held);
        using Process theirs = Process.Start(new ProcessStartInfo("flock", ["-o", held + ScratchFolder.Suffix, "sh", "-c", "echo held; sleep 60"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", theirs.StandardOutput.ReadLine());

        Assert.Equal(0, ScratchFolder.Clear(parent));

        Assert.True(Directory.Exists(mine.Root) && Directory.Exists(held));
        theirs.Kill(entireProcessTree: true);
        theirs.WaitForExit();
        Assert.Equal(1, ScratchFolder.Clear(parent));
        Assert.False(Directory.Exists(held) || File.Exists(held + ScratchFolder.Suffix));
        Assert.True(Directory.Exists(mine.Root));
    }

    [Fact]
    public void Folder_ThatIsNotOurs_IsNeverTouched()
    {
        string outside = Directory.CreateDirectory(Path.Combine(parent, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "f"), "x");
        string prefix = Path.Combine(parent, ScratchFolder.Prefix);
        Directory.CreateDirectory(prefix + "unclaimed");
        Directory.CreateSymbolicLink(prefix + "link", outside);
        File.WriteAllText(prefix + "link" + ScratchFolder.Suffix, "");
        Directory.CreateDirectory(prefix + "linked-claim");
        File.CreateSymbolicLink(prefix + "linked-claim" + ScratchFolder.Suffix, Path.Combine(outside, "f"));
        Directory.CreateDirectory(prefix + "two-names");
        Run($"ln '{outside}/f' '{prefix}two-names{ScratchFolder.Suffix}'; mkfifo '{prefix}pipe{ScratchFolder.Suffix}'; mkdir '{prefix}folder{ScratchFolder.Suffix}'");
        string[] before = [.. Directory.EnumerateFileSystemEntries(parent, "*", SearchOption.AllDirectories).Order()];

        Assert.Equal(0, ScratchFolder.Clear(parent));

        Assert.Equal(before, Directory.EnumerateFileSystemEntries(parent, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void Claim_WithoutAFolder_IsRemoved()
    {
        File.WriteAllText(Path.Combine(parent, ScratchFolder.Prefix + "early" + ScratchFolder.Suffix), "");

        Assert.Equal(1, ScratchFolder.Clear(parent));

        Assert.Empty(Directory.EnumerateFileSystemEntries(parent));
    }

    [Fact]
    public void Folder_ThatIsALinkItself_CanHoldScratchFolders()
    {
        string real = Directory.CreateDirectory(Path.Combine(parent, "real")).FullName;
        string link = Path.Combine(parent, "link");
        Directory.CreateSymbolicLink(link, real);

        using (ScratchFolder folder = ScratchFolder.Make("test", link))
        {
            Assert.StartsWith(real, folder.Root, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(real));
    }

    public void Dispose() => Run($"chmod -R u+rwx '{parent}'; rm -rf '{parent}'");

    private static void Run(string script)
    {
        using Process process = Process.Start("sh", ["-c", script]);
        process.WaitForExit();
    }
}
