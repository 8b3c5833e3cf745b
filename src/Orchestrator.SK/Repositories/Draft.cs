using System.Security.Cryptography;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;

namespace Orchestrator.SK.Repositories;

/// <summary>What an expert has written so far: the tree of the wave's base commit with its own changes laid over it. It touches no file system.</summary>
/// <remarks>One expert writes it; while it does, nobody else reads it. <see cref="WriteGate"/> refuses; what it let through wrongly throws here.</remarks>
internal sealed class Draft(TreeSnapshot snapshot)
{
    private readonly SortedDictionary<string, DraftChange> overlay = new(StringComparer.Ordinal);

    public TreeSnapshot Base { get; } = snapshot;

    /// <summary>What differs from the base, in ordinal order of the paths.</summary>
    public IReadOnlyList<DraftChange> Changes => [.. overlay.Values];

    public bool Exists(string path) => ModeOf(path) is not null;

    /// <summary>What stands at the path; null for nothing and for a folder.</summary>
    public TreeMode? ModeOf(string path) => overlay.TryGetValue(path, out DraftChange? change) ? change.Mode : Base.Find(path)?.Mode;

    /// <summary>Whether a file stands below the path.</summary>
    public bool IsFolder(string path) => Below(path).Any();

    /// <summary>All paths, in ordinal order.</summary>
    public IEnumerable<string> List() => Below("").Order(StringComparer.Ordinal);

    public TextRead Read(string path) => overlay.TryGetValue(path, out DraftChange? change)
        ? change.Content is { } content ? TextRead.From(content) : TextRead.Without(TextFault.Missing)
        : Base.ReadText(path);

    /// <exception cref="FileNotFoundException">No file at the path.</exception>
    public byte[] ReadBytes(string path) => overlay.TryGetValue(path, out DraftChange? change)
        ? change.Content ?? throw new FileNotFoundException($"The draft deletes '{path}'.")
        : Base.ReadBytes(path);

    /// <summary>SHA-256 of the file's bytes in lower-case hex; null when no file stands at the path.</summary>
    public string? Hash(string path) => ModeOf(path) is TreeMode.File or TreeMode.Executable ? Convert.ToHexStringLower(SHA256.HashData(ReadBytes(path))) : null;

    /// <inheritdoc cref="Write(string, byte[], bool?)"/>
    public void Write(string path, string content, bool? executable = null) =>
        Write(path, TextRead.Encode(content) ?? throw new ArgumentException("The content holds half of a surrogate pair.", nameof(content)), executable);

    /// <summary>Lays content over the path. Content that equals the base takes the change back.</summary>
    /// <param name="path">A path that the gate let through.</param>
    /// <param name="content">The whole file.</param>
    /// <param name="executable">Null keeps what the file has; a new file is not executable.</param>
    /// <exception cref="ArgumentException">The path breaks a rule, or no file can stand there.</exception>
    public void Write(string path, byte[] content, bool? executable = null)
    {
        RequireWritable(path);
        TreeMode mode = (executable ?? ModeOf(path) is TreeMode.Executable) ? TreeMode.Executable : TreeMode.File;
        TreeFile? before = Base.Find(path);
        bool same = before?.Mode == mode && before.Size == content.Length && Base.ReadBytes(path).AsSpan().SequenceEqual(content);
        if (same)
        {
            overlay.Remove(path);
        }
        else
        {
            overlay[path] = new DraftChange(path, before?.BlobId, content, mode);
        }
    }

    /// <summary>Deletes the file; false when there is none.</summary>
    public bool Delete(string path)
    {
        if (!Exists(path))
        {
            return false;
        }
        RequireWritable(path);
        if (Base.Find(path) is { } before)
        {
            overlay[path] = new DraftChange(path, before.BlobId, null, null);
        }
        else
        {
            overlay.Remove(path);
        }
        return true;
    }

    /// <summary>Moves the file with its mode, byte for byte, to a path where nothing stands.</summary>
    /// <exception cref="FileNotFoundException">No file at the path.</exception>
    public void Move(string from, string to)
    {
        byte[] content = ReadBytes(from);
        bool executable = ModeOf(from) is TreeMode.Executable;
        Delete(from);
        Write(to, content, executable);
    }

    /// <summary>Does what the record says was done: a draft is a function of its base and of these events in their order.</summary>
    public void Apply(RunEvent.FileWritten written)
    {
        switch (written)
        {
            case { MovedFrom: { } from }:
                Move(from, written.Path);
                break;
            case { Content: { } content }:
                Write(written.Path, content);
                break;
            default:
                Delete(written.Path);
                break;
        }
    }

    /// <summary>The same draft without this file; neither is changed by a change of the other.</summary>
    public Draft Without(string path)
    {
        Draft copy = new(Base);
        foreach ((string key, DraftChange change) in overlay)
        {
            copy.overlay.Add(key, change);
        }
        copy.Delete(path);
        return copy;
    }

    /// <summary>Unites drafts of one base whose changes are disjoint, as the domains of one wave are.</summary>
    /// <exception cref="InvalidOperationException">Two drafts change one path, one makes a file where the other makes a folder, or a base differs.</exception>
    public static Draft Unite(TreeSnapshot snapshot, IEnumerable<Draft> drafts)
    {
        Draft union = new(snapshot);
        foreach (Draft draft in drafts)
        {
            if (draft.Base.CommitId != snapshot.CommitId)
            {
                throw new InvalidOperationException($"A draft of {draft.Base.CommitId} cannot be united on {snapshot.CommitId}.");
            }
            foreach (DraftChange change in draft.overlay.Values)
            {
                if (!union.overlay.TryAdd(change.Path, change))
                {
                    throw new InvalidOperationException($"Two drafts change '{change.Path}'.");
                }
            }
        }
        // Only now: one draft may delete a file where another, rightly, makes a folder of that name.
        foreach (DraftChange change in union.overlay.Values.Where(change => !change.IsDeletion))
        {
            union.RequireWritable(change.Path);
        }
        return union;
    }

    /// <summary>The file or folder that exists and is the same name where case and normal form are ignored; null when there is none.</summary>
    public string? FindOtherSpelling(string path)
    {
        foreach (string part in Paths.FoldersOf(path).Append(path))
        {
            string spelling = PathRules.Spelling(part);
            string?[] candidates = [Base.FindSpelling(spelling), .. overlay.Keys.SelectMany(key => Paths.FoldersOf(key).Append(key))];
            string? other = candidates.FirstOrDefault(candidate => candidate is not null && candidate != part && PathRules.Spelling(candidate) == spelling && Stands(candidate));
            if (other is not null && !Stands(part))
            {
                return other;
            }
        }
        return null;
    }

    private bool Stands(string path) => Exists(path) || IsFolder(path);

    private IEnumerable<string> Below(string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        return Base.Below(folder).Select(file => file.Path).Where(path => !overlay.ContainsKey(path))
            .Concat(overlay.Values.Where(change => !change.IsDeletion).Select(change => change.Path)
                .Where(path => path.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private void RequireWritable(string path)
    {
        if (PathRules.Check(path) is not { Path: { Length: > 0 } plain } || plain != path)
        {
            throw new ArgumentException($"'{PathRules.Escape(path)}' is not a path that a draft can hold.", nameof(path));
        }
        if (ModeOf(path) is TreeMode.Link or TreeMode.Submodule || IsFolder(path) || Paths.FoldersOf(path).Any(Exists))
        {
            throw new ArgumentException($"No file can stand at '{path}': it is, or lies below, something that is not a folder or a file.", nameof(path));
        }
    }
}
