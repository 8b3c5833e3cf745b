using System.Text;
using LibGit2Sharp;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>A real repository with one branch for each case of the corpus, and bait beside it.</summary>
public sealed class BoundaryRepository : IDisposable
{
    /// <summary>What no tool may ever show: it stands outside the repository, and in the domain of another.</summary>
    public const string Secret = "TOPSECRET";

    private readonly string home = Directory.CreateTempSubdirectory("boundary-").FullName;
    private readonly PrivateRepository repository;
    private readonly Dictionary<string, string> commits = new(StringComparer.Ordinal);

    public BoundaryRepository()
    {
        Directory.CreateDirectory(Path.Combine(home, "outside"));
        File.WriteAllText(Path.Combine(home, "outside", "secret.txt"), Secret);
        var target = Path.Combine(home, "repo");
        using (var git = new Repository(Repository.Init(target, isBare: true)))
        {
            foreach (var one in BoundaryCase.All)
            {
                var commit = Commit(git, one);
                commits.Add(one.Name, commit.Sha);
                git.Refs.Add($"refs/heads/case-{commits.Count}", commit.Id);
            }
        }

        repository = PrivateRepository.Open(Path.Combine(home, "state"), target);
        repository.ResolveBase("case-1");
    }

    /// <summary>The folder that holds all; no answer may name it.</summary>
    public string Home => home;

    internal TreeSnapshot Open(BoundaryCase one) => repository.OpenTree(commits[one.Name]);

    /// <summary>Path, size and time of everything but git's objects and our own state.</summary>
    public IReadOnlyList<string> Picture() =>
    [
        .. new DirectoryInfo(home).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.FullName.StartsWith(Path.Combine(home, "state"), StringComparison.Ordinal) && !file.FullName.Contains("/objects/", StringComparison.Ordinal))
            .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        repository.Dispose();
        Directory.Delete(home, recursive: true);
    }

    private static Commit Commit(Repository git, BoundaryCase one)
    {
        var definition = new TreeDefinition();
        (string Path, TreeMode Mode, byte[] Content)[] always =
            [("other/secret.txt", TreeMode.File, Encoding.UTF8.GetBytes(Secret)), ("docs/a.md", TreeMode.File, "# A\n"u8.ToArray()), ("src/source.sh", TreeMode.Executable, "#!/bin/sh\n"u8.ToArray())];
        foreach (var (path, mode, content) in always.Where(entry => !one.Tree.Any(other => entry.Path.StartsWith(other.Path, StringComparison.Ordinal))).Concat(one.Tree))
        {
            if (mode is TreeMode.Submodule)
            {
                definition.AddGitLink(path, new ObjectId("1234567890123456789012345678901234567890"));
                continue;
            }

            using var stream = new MemoryStream(content);
            definition.Add(path, git.ObjectDatabase.CreateBlob(stream), mode switch
            {
                TreeMode.Link => Mode.SymbolicLink,
                TreeMode.Executable => Mode.ExecutableFile,
                _ => Mode.NonExecutableFile,
            });
        }

        var nobody = new Signature("A", "a@example.org", DateTimeOffset.UnixEpoch);
        return git.ObjectDatabase.CreateCommit(nobody, nobody, one.Name, git.ObjectDatabase.CreateTree(definition), [], prettifyMessage: false);
    }
}
