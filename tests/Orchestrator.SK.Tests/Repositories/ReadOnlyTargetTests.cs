using System.Runtime.Versioning;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>A target that this user may read and not write: found before a run spends anything, and not by trying.</summary>
[SupportedOSPlatform("linux")]
public sealed class ReadOnlyTargetTests
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserExecute;
    private const UnixFileMode Open = Closed | UnixFileMode.UserWrite;

    [Theory]
    [InlineData("objects")]
    [InlineData("refs/heads")]
    public void Target_WithAFolderThatIsClosed_IsRefusedWithThatFolder_UnlessTheUserMayDoAnything(string name)
    {
        using GitTarget target = new();
        target.Write("a.txt", "one\n");
        target.Commit();
        using var repository = PrivateRepository.Open(target.State, target.Root);
        var folder = Path.Combine(target.Root, ".git", name);
        File.SetUnixFileMode(folder, Closed);
        try
        {
            var refused = Record.Exception(repository.RequireWritable);

            if (Environment.IsPrivilegedProcess)
            {
                Assert.Null(refused);
                return;
            }

            Assert.Contains(folder, Assert.IsType<RepositoryRefusedException>(refused).Message, StringComparison.Ordinal);
            Assert.NotNull(repository.ResolveBase(null));
        }
        finally
        {
            File.SetUnixFileMode(folder, Open);
        }
    }

    [Fact]
    public void Target_OfThisUser_IsNotRefused()
    {
        using GitTarget target = new();
        target.Write("a.txt", "one\n");
        target.Commit();
        using var repository = PrivateRepository.Open(target.State, target.Root);

        repository.RequireWritable();
    }
}
