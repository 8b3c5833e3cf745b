using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>Lays a draft out as files, with a throw-away <c>.git</c>: one commit of the base, and the draft in the index. No remote, no hook.</summary>
internal static class TreeLayout
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>Bytes of all files of the draft's base: what room to look for.</summary>
    public static long SizeOf(Draft draft) => draft.Base.Files.Sum(file => file.Size) + draft.Changes.Sum(change => change.Content?.LongLength ?? 0);

    /// <summary>Writes the files into an empty folder of ours. Links come last, so that none can stand on the way of a file.</summary>
    /// <exception cref="RepositoryRefusedException">The tree holds a path that is none, as only a forged tree does.</exception>
    /// <returns>What was laid out, to be held against what stands there after a check.</returns>
    public static LaidTree Write(Draft draft, string folder)
    {
        string[] paths = [.. draft.List()];
        if (paths.FirstOrDefault(IsForged) is { } forged)
        {
            throw new RepositoryRefusedException($"The tree holds the path '{forged}', which cannot be laid out.", "See what 'git fsck --strict' says.");
        }
        HashSet<string> folders = new(StringComparer.Ordinal);
        Dictionary<string, LaidFile> laid = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            string full = Path.Combine(folder, path);
            if (draft.ModeOf(path) is TreeMode.Submodule)
            {
                Directory.CreateDirectory(full);
                laid.Add(path, new LaidFile(TreeMode.Submodule, false, 0, []));
                continue;
            }
            if (folders.Add(Paths.Parent(path)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            }
            if (draft.ModeOf(path) is TreeMode.File or TreeMode.Executable)
            {
                laid.Add(path, WriteFile(draft, path, full));
            }
        }
        foreach (string path in paths.Where(path => draft.ModeOf(path) is TreeMode.Link))
        {
            laid.Add(path, WriteLink(draft.ReadBytes(path), path, Path.Combine(folder, path)));
        }
        MakeGit(draft, folder);
        IEnumerable<string> ignored = paths.Where(path => path.EndsWith(".gitignore", StringComparison.Ordinal) && Path.GetFileName(path) == ".gitignore");
        return new LaidTree(laid, new IgnoreRules(ignored.Select(path => (path, draft.Read(path).Text)).Where(file => file.Text is not null)!));
    }

    private static LaidFile WriteFile(Draft draft, string path, string full)
    {
        TreeMode mode = draft.ModeOf(path)!.Value;
        byte[] content = draft.ReadBytes(path);
        // CreateNew follows no link and opens nothing that exists.
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            options.UnixCreateMode = mode is TreeMode.Executable ? read | execute : read;
        }
        using FileStream file = new(full, options);
        file.Write(content);
        return new LaidFile(mode, false, content.LongLength, SHA256.HashData(content));
    }

    private static LaidFile WriteLink(byte[] content, string path, string full)
    {
        string target = Encoding.UTF8.GetString(content);
        bool stays = StaysInside(path, target);
        if (stays)
        {
            File.CreateSymbolicLink(full, target);
        }
        else
        {
            // As git does where links are switched off: the target as text.
            File.WriteAllBytes(full, content);
        }
        return new LaidFile(TreeMode.Link, stays, content.LongLength, SHA256.HashData(content));
    }

    /// <summary>Whether a link of the tree leads to a place in the tree, by its text: relative, and upwards only at its start.</summary>
    internal static bool StaysInside(string path, string target)
    {
        string[] parts = target.Split('/');
        int up = parts.TakeWhile(part => part == "..").Count();
        return target.Length > 0 && target[0] != '/' && !target.Contains('\0', StringComparison.Ordinal)
            && up <= Paths.FoldersOf(path).Count() && !parts.Skip(up).Contains("..");
    }

    private static bool IsForged(string path) => path.Contains('\0', StringComparison.Ordinal)
        || path.Split('/').Any(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase));

    private static void MakeGit(Draft draft, string folder)
    {
        Repository.Init(folder);
        Directory.Delete(Path.Combine(folder, ".git", "hooks"), recursive: true);
        using Repository repository = new(folder);
        Signature nobody = new("check", "check@localhost", Epoch);
        Tree tree = BaseTree(repository, draft.Base);
        Commit commit = repository.ObjectDatabase.CreateCommit(nobody, nobody, "Base\n", tree, [], prettifyMessage: false);
        repository.Refs.Add("refs/heads/main", commit.Id, allowOverwrite: true);
        repository.Refs.Add("HEAD", "refs/heads/main", allowOverwrite: true);
        repository.Index.Replace(commit);
        foreach (DraftChange change in draft.Changes.Where(change => change.IsDeletion))
        {
            repository.Index.Remove(change.Path);
        }
        foreach (DraftChange change in draft.Changes.Where(change => !change.IsDeletion))
        {
            AddToIndex(repository, change.Path, change.Content!, change.Mode!.Value);
        }
        repository.Index.Write();
    }

    // A pack of what is packed already is many times faster than ten thousand loose objects.
    private static Tree BaseTree(Repository repository, TreeSnapshot snapshot)
    {
        if (snapshot.Pack is { } pack)
        {
            return repository.Lookup<Tree>(pack(Path.Combine(repository.Info.Path, "objects", "pack")));
        }
        foreach (TreeFile file in snapshot.Files.Where(file => file.Mode is not TreeMode.Submodule))
        {
            AddToIndex(repository, file.Path, snapshot.ReadBytes(file.Path), file.Mode);
        }
        return repository.ObjectDatabase.CreateTree(repository.Index);
    }

    private static void AddToIndex(Repository repository, string path, byte[] content, TreeMode mode)
    {
        using MemoryStream stream = new(content);
        repository.Index.Add(repository.ObjectDatabase.CreateBlob(stream), path, mode switch
        {
            TreeMode.Executable => Mode.ExecutableFile,
            TreeMode.Link => Mode.SymbolicLink,
            _ => Mode.NonExecutableFile,
        });
    }
}
