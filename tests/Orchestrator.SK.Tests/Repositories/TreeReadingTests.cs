using System.Text;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>What a formatter leaves in its folder, as it is read back: files come, and whatever else was planted there is refused by a code, at once.</summary>
public class TreeReadingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TreeSnapshot tree = Trees.Of(
        ("src/a.cs", TreeMode.File, "a\n"u8.ToArray()), ("src/b.cs", TreeMode.File, "b\n"u8.ToArray()), ("src/run.sh", TreeMode.Executable, "x\n"u8.ToArray()),
        ("src/in", TreeMode.Link, "a.cs"u8.ToArray()), ("src/out", TreeMode.Link, "/etc/passwd"u8.ToArray()), ("other/o.cs", TreeMode.File, "o\n"u8.ToArray()),
        ("big.bin", TreeMode.File, new byte[TextRead.MaxBytes + 10]), ("sub", TreeMode.Submodule, []),
        (".gitignore", TreeMode.File, "obj/\n*.log\n!keep.log\n/dist\n"u8.ToArray()), ("src/.gitignore", TreeMode.File, "*.tmp\n"u8.ToArray()));

    [Theory]
    [InlineData("nothing", ":", "")]
    [InlineData("a changed file", "echo changed > src/a.cs", "src/a.cs")]
    [InlineData("the same content again", "cp src/a.cs t; cat t > src/a.cs; rm t", "")]
    [InlineData("a new file", "echo n > src/n.cs", "src/n.cs")]
    [InlineData("a new file in new folders", "mkdir -p src/x/y; echo n > src/x/y/n.cs", "src/x/y/n.cs")]
    [InlineData("an empty folder", "mkdir src/x", "")]
    [InlineData("a file that was replaced by another", "echo n > t; mv t src/a.cs", "src/a.cs")]
    [InlineData("the mode alone", "chmod 755 src/a.cs; chmod 644 src/run.sh", "")]
    [InlineData("a deleted file", "rm src/a.cs", "src/a.cs E_NOTFOUND")]
    [InlineData("a deleted folder", "rm -r src", "src/.gitignore E_NOTFOUND|src/a.cs E_NOTFOUND|src/b.cs E_NOTFOUND|src/in E_NOTFOUND|src/out E_NOTFOUND|src/run.sh E_NOTFOUND")]
    [InlineData("a link in place of a file", "ln -sf /etc/passwd src/a.cs", "src/a.cs E_LINK")]
    [InlineData("a link to a file of the tree", "ln -sf b.cs src/a.cs", "src/a.cs E_LINK")]
    [InlineData("a new link", "ln -s /etc/passwd src/l", "src/l E_LINK")]
    [InlineData("a link that leads nowhere", "ln -s nowhere src/l", "src/l E_LINK")]
    [InlineData("a link to itself", "ln -s l src/l", "src/l E_LINK")]
    [InlineData("another target for a link of the tree", "ln -sf b.cs src/in", "src/in E_LINK")]
    [InlineData("a file in place of a link", "rm src/in; echo x > src/in", "src/in E_TYPE")]
    [InlineData("a link in place of a folder", "rm -r other; ln -s /etc other", "other E_LINK|other/o.cs E_NOTFOUND")]
    [InlineData("the whole tree behind a link", "mv src elsewhere; ln -s elsewhere src; rm -r elsewhere", "src E_LINK|src/.gitignore E_NOTFOUND|src/a.cs E_NOTFOUND|src/b.cs E_NOTFOUND|src/in E_NOTFOUND|src/out E_NOTFOUND|src/run.sh E_NOTFOUND")]
    [InlineData("a pipe", "mkfifo src/p", "src/p E_TYPE")]
    [InlineData("a pipe in place of a file", "rm src/a.cs; mkfifo src/a.cs", "src/a.cs E_TYPE")]
    [InlineData("a pipe in place of the rules of what is left out", "rm src/.gitignore; mkfifo src/.gitignore", "src/.gitignore E_TYPE")]
    [InlineData("a socket", "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"src/s\")'", "src/s E_TYPE")]
    [InlineData("a folder in place of a file", "rm src/a.cs; mkdir src/a.cs; echo x > src/a.cs/f", "src/a.cs E_TYPE")]
    [InlineData("a second name of a file outside", "echo secret > ../outside; ln ../outside src/h", "src/h E_LINK")]
    [InlineData("a second name of a file of another's", "echo n > other/o.cs; ln other/o.cs src/h", "other/o.cs E_LINK|src/h E_LINK")]
    [InlineData("a huge file that is hardly there", "truncate -s 1T src/h", "src/h E_SIZE")]
    [InlineData("a file that is too large", "head -c 5000000 /dev/zero > src/h", "src/h E_SIZE")]
    [InlineData("a large file of the tree", "printf x | dd of=big.bin conv=notrunc status=none", "big.bin E_SIZE")]
    [InlineData("git's own names", "for n in .GIT git~1 '.git ' .Git; do mkdir -p \"src/$n\"; echo x > \"src/$n/config\"; done; mkdir -p src/.git; echo x > src/.git/config", "src/.GIT E_PROTECTED|src/.Git E_PROTECTED|src/.git E_PROTECTED|src/git~1 E_PROTECTED|src/.git  E_PATH")]
    [InlineData("git's own folder at the root", "rm -rf .git; mkdir .git; echo x > .git/config", "")]
    [InlineData("a file where git's folder was", "rm -rf .git; echo 'gitdir: /etc' > .git", "")]
    [InlineData("an editor's folder", "mkdir src/.vscode; echo x > src/.vscode/tasks.json", "src/.vscode E_PROTECTED")]
    [InlineData("in a submodule", "echo x > sub/f", "sub/f")]
    [InlineData("what the tree leaves out", "mkdir -p obj src/obj; echo x > obj/f; mkfifo src/obj/p; echo x > a.log; echo x > src/x.tmp; mkdir dist; echo x > dist/f", "")]
    [InlineData("what it takes in again", "echo x > keep.log; echo x > root.tmp; mkdir src/dist; echo x > src/dist/f", "keep.log|root.tmp|src/dist/f")]
    [InlineData("a folder whose name nobody may use", "mkdir 'src/a:b'; echo x > 'src/a:b/f'", "src/a:b E_PATH")]
    [InlineData("a file whose name nobody may use", "echo x > 'src/a:b'", "src/a:b")]
    public async Task Tree_AfterAFormatter_BringsFilesBackAndRefusesTheRest(string story, string script, string expected)
    {
        var changes = await ChangesAsync(script, formats: true);

        var found = changes.Select(change => $"{change.Path} {change.Code}".TrimEnd()).Order(StringComparer.Ordinal).ToList();
        var wanted = expected.Split('|', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToList();
        Assert.True(wanted.Count == found.Count && wanted.Zip(found).All(pair => pair.First == pair.Second || (pair.First.EndsWith('*') && pair.Second.StartsWith(pair.First.TrimEnd('*').TrimEnd(), StringComparison.Ordinal))), $"{story}: {string.Join('|', found)}");
        Assert.All(changes, change => Assert.Equal(change.Code is null, change.Content is not null));
    }

    [Fact]
    public async Task Tree_WithNamesThatAreNoText_RefusesThem()
    {
        var changes = await ChangesAsync("touch \"src/$(printf 'a\\377b')\" \"$(printf 'x\\300\\257')\"; mkdir \"$(printf 'd\\377')\"; touch \"$(printf 'd\\377/f')\"", formats: true);

        Assert.Equal(3, changes.Count);
        Assert.All(changes, change => Assert.Equal(GateCode.Path, change.Code));
    }

    [Fact]
    public async Task Tree_WithFoldersWithoutEnd_EndsAtTheLongestPath()
    {
        var changes = await ChangesAsync("cd src; for i in $(seq 1 300); do mkdir dddddddddd; cd dddddddddd; done; echo x > f", formats: true);

        Assert.Equal(GateCode.Path, Assert.Single(changes).Code);
    }

    [Fact]
    public void Tree_WithEntriesWithoutNumber_IsRefusedAsAWhole()
    {
        using ScratchFolder folder = ScratchFolder.Make("test");
        LaidTree laid = TreeLayout.Write(new Draft(tree), folder.Root);
        Directory.CreateDirectory(Path.Combine(folder.Root, "src", "many"));
        Enumerable.Range(0, 300).ToList().ForEach(number => File.WriteAllText(Path.Combine(folder.Root, "src", "many", $"{number}"), ""));
        using FolderHandle root = FolderHandle.Open(folder.Root)!;

        var changes = new TreeReading(laid, [], withContents: true, maxAdded: 250).Changes(root);

        Assert.Equal(("src/many", GateCode.Size), (Assert.Single(changes).Path, changes[0].Code));
    }

    [Fact]
    public async Task Tree_WithMoreChangesThanAnybodyReads_IsCut()
    {
        var changes = await ChangesAsync("cd src; for i in $(seq 1 1500); do echo x > f$i; done", formats: true);

        Assert.Equal(TreeReading.MaxChanges + 1, changes.Count);
        Assert.Single(changes, change => change.Code == GateCode.Size);
    }

    [Fact]
    public async Task Tree_WithMoreThanMayComeBackInAll_StopsThere()
    {
        var changes = await ChangesAsync("cd src; head -c 4000000 /dev/zero | tr '\\0' a > f; for i in $(seq 1 20); do cp f g$i; done", formats: true);

        Assert.Equal(21, changes.Count);
        Assert.InRange(changes.Sum(change => change.Content?.LongLength ?? 0), 60_000_000, TreeReading.MaxBytes);
        Assert.All(changes.Where(change => change.Content is null), change => Assert.Equal(GateCode.Size, change.Code));
    }

    [Theory]
    [InlineData("echo changed > src/a.cs; echo n > src/n.cs; mkdir -p many; touch many/f; mkfifo src/p", "src/a.cs")]
    [InlineData("chmod 755 src/a.cs", "src/a.cs")]
    [InlineData("rm src/b.cs; ln -sf b.cs src/a.cs", "src/a.cs|src/b.cs")]
    [InlineData("printf x | dd of=big.bin conv=notrunc status=none", "big.bin")]
    [InlineData("mv src gone", "src/.gitignore|src/a.cs|src/b.cs|src/in|src/out|src/run.sh")]
    [InlineData("mkdir obj; echo x > obj/f; echo x > new", "")]
    public async Task Tree_AfterACheckThatOnlyLooks_NamesWhatItChanged(string script, string expected)
    {
        var changes = await ChangesAsync(script, formats: false);

        Assert.Equal(expected, string.Join('|', changes.Select(change => change.Path)));
        Assert.All(changes, change => Assert.True(change is { WasLaid: true, Content: null }));
    }

    [Theory]
    [InlineData("echo half > src/a.cs; kill -9 $$")]
    [InlineData("echo half > src/a.cs; exit 127")]
    [InlineData("echo half > src/a.cs; sleep 60")]
    public async Task Tree_AfterAFormatterThatWasKilled_BringsNothingBack(string script) =>
        Assert.Null(Assert.Single(await ChangesAsync(script, formats: true, TimeSpan.FromSeconds(2))).Content);

    [Fact]
    public async Task Content_ThatComesBack_IsWhatStandsThere() =>
        Assert.Equal("é\r\n"u8.ToArray(), Assert.Single(await ChangesAsync("printf '\\303\\251\\r\\n' > src/a.cs", formats: true)).Content);

    [Fact]
    public void Rules_OfWhatIsLeftOut_FollowGit()
    {
        IgnoreRules rules = new([("sub/.gitignore", "!deep.log\nonly/here\n"), (".gitignore", "\uFEFF# a comment\n*.log\r\n\\#odd\nbuild/\n/top\na{b}\nend\\ \ntrailing   \nx/**/y\n[\n")]);

        Assert.Equal(
            ["a.log", "sub/x.log", "#odd", "top", "a{b}", "end ", "trailing", "x/1/2/y", "sub/only/here"],
            new[] { "a.log", "sub/x.log", "sub/deep.log", "# a comment", "#odd", "build", "top", "sub/top", "a{b}", "ab", "end ", "trailing", "x/1/2/y", "sub/only/here", "only/here" }
                .Where(path => rules.Ignores(path, isFolder: false)));
        Assert.True(rules.Ignores("deep/build", isFolder: true));
    }

    private async Task<IReadOnlyList<TreeChange>> ChangesAsync(string script, bool formats, TimeSpan? timeout = null)
    {
        CheckRunner runner = new(SandboxReport.Nothing("not wanted here"), SandboxSettings.Default);
        CheckResult result = await runner.RunAsync(new CheckRequest(new Draft(tree), ["sh", "-c", script], timeout ?? Limit, formats), CancellationToken.None).WaitAsync(Limit);
        Assert.DoesNotContain("rror", result.OutputTail, StringComparison.Ordinal);
        return result.Changes;
    }
}
