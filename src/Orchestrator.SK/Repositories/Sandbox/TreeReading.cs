using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>One place at which a laid out tree is no longer what was laid out.</summary>
/// <param name="Path">From the root of the tree; where a name is no text, with a mark in its place.</param>
/// <param name="WasLaid">Whether it is a place of the tree, or a file that a check added.</param>
/// <param name="Content">What the file holds now; null when it cannot come back, or nobody asked for it.</param>
/// <param name="Code">One of <see cref="GateCode"/> when it cannot come back; else null.</param>
/// <param name="Rule">Why not, in words; empty when it can.</param>
internal sealed record TreeChange(string Path, bool WasLaid, byte[]? Content, string? Code = null, string Rule = "");

/// <summary>Reads what a check left behind in its folder. Nothing in there is trusted: only regular files of one name are opened, each from its open folder, and no link is followed.</summary>
/// <remarks>To be used once the check's whole process tree is gone.</remarks>
/// <param name="laid">What was laid out.</param>
/// <param name="skipped">Paths of the tree at which something of the machine was shown.</param>
/// <param name="maxAdded">So many entries beyond those of the tree are looked at.</param>
/// <param name="withContents">For a formatter: new files count as well, and contents are brought along.</param>
internal sealed class TreeReading(LaidTree laid, IReadOnlyCollection<string> skipped, bool withContents, int maxAdded = TreeReading.MaxEntries)
{
    /// <summary>So many entries beyond those of the tree are looked at.</summary>
    public const int MaxEntries = 100_000;

    /// <summary>So many changes are reported, and come back.</summary>
    public const int MaxChanges = 1_000;

    /// <summary>So many bytes come back in all: 64 MiB.</summary>
    public const long MaxBytes = 64L << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<TreeChange> changes = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<string> unread = [];
    private int entries = maxAdded + laid.Files.Count + laid.Folders.Count;
    private long bytes = MaxBytes;
    private ulong device;

    /// <summary>All changes in ordinal order of their paths.</summary>
    public IReadOnlyList<TreeChange> Changes(FolderHandle root)
    {
        device = root.Look()?.Device ?? 0;
        Walk(root, "");
        IEnumerable<string> missing = laid.Files.Keys.Where(path => !seen.Contains(path) && !unread.Exists(folder => folder.Length == 0 || path.StartsWith(folder + "/", StringComparison.Ordinal)));
        foreach (string path in missing.Take(MaxChanges).ToList())
        {
            Refuse(path, GateCode.NotFound, "it was deleted, and what a check deletes stays");
        }
        changes.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return changes;
    }

    private void Walk(FolderHandle folder, string prefix)
    {
        // Beside a formatter nobody asks what was added, so only what was laid out is looked at.
        IReadOnlyList<byte[]>? names = withContents ? folder.Names(entries + 1) : [.. laid.NamesIn(prefix.TrimEnd('/')).Select(Encoding.UTF8.GetBytes)];
        if (names is null)
        {
            Close(prefix, GateCode.Io, "the folder cannot be read");
            return;
        }
        if (names.Count > entries)
        {
            Close(prefix, GateCode.Size, $"more than {maxAdded} files and folders were added");
            return;
        }
        entries -= names.Count;
        foreach (byte[] name in names)
        {
            if (Text(name) is not { } text)
            {
                Refuse(prefix + Encoding.UTF8.GetString(name), GateCode.Path, "its name is not UTF-8");
            }
            else if ((prefix.Length > 0 || text != ".git") && !skipped.Contains(prefix + text) && folder.Look(name) is { } entry)
            {
                Visit(folder, name, prefix + text, entry);
            }
        }
    }

    private void Visit(FolderHandle folder, byte[] name, string path, FolderEntry entry)
    {
        LaidFile? before = laid.Files.GetValueOrDefault(path);
        seen.Add(path);
        if (entry.Device != device)
        {
            Close(path, GateCode.Mount, "another file system begins there");
        }
        else if (entry.Kind == FolderHandle.Folder)
        {
            Enter(folder, name, path, before, entry);
        }
        else if (before is null && laid.Ignored.Ignores(path, isFolder: false))
        {
            // What the repository itself leaves out: a cache beside the files.
        }
        else if (entry.Kind == FolderHandle.Link)
        {
            if (before is not { IsLink: true } || !Hash(folder.LinkTarget(name) ?? []).SequenceEqual(before.Hash))
            {
                Refuse(path, GateCode.Link, "it is a link, and links are not followed");
            }
        }
        else if (entry.Kind != FolderHandle.Regular || before is { IsLink: true } or { Mode: TreeMode.Submodule })
        {
            Refuse(path, GateCode.Type, before is null ? "it is a pipe, a socket or a device" : "something else stands where the tree has another kind of entry");
        }
        else
        {
            Read(folder, name, path, before, entry);
        }
    }

    private void Enter(FolderHandle folder, byte[] name, string path, LaidFile? before, FolderEntry entry)
    {
        bool known = laid.Folders.Contains(path) || before?.Mode is TreeMode.Submodule;
        if (before is not null && before.Mode is not TreeMode.Submodule)
        {
            Close(path, GateCode.Type, "a folder stands where the tree has a file");
            return;
        }
        if (!known && laid.Ignored.Ignores(path, isFolder: true))
        {
            return;
        }
        // One answer for a whole folder that no file of ours can be in.
        if (!known && (PathRules.Check(path).Rule ?? ProtectedNames.Reason(path)) is { } rule)
        {
            Close(path, PathRules.Check(path).Rule is null ? GateCode.Protected : GateCode.Path, rule);
            return;
        }
        using FolderHandle? inner = folder.OpenFolder(name);
        if (inner?.Look() is not { } opened || opened.Number != entry.Number || opened.Device != device)
        {
            Close(path, GateCode.Io, "the folder cannot be read");
            return;
        }
        Walk(inner, path + "/");
    }

    private void Read(FolderHandle folder, byte[] name, string path, LaidFile? before, FolderEntry entry)
    {
        using SafeFileHandle? file = before is null && (!withContents || Forbids(entry) is not null) ? null : folder.OpenFile(name);
        FolderEntry? opened = file is null ? null : FolderHandle.Look(file);
        bool same = opened is { Kind: FolderHandle.Regular } now && now.Number == entry.Number && now.Device == device;
        if (same && before is not null && opened!.Value.Size == before.Length && Hash(file!, before.Length).SequenceEqual(before.Hash))
        {
            // A bit of its mode is a change to git, and none that a formatter brings back.
            if (!withContents && entry.IsExecutable != before.Mode is TreeMode.Executable)
            {
                Add(new TreeChange(path, true, null));
            }
        }
        else if (!withContents)
        {
            if (before is not null)
            {
                Add(new TreeChange(path, true, null));
            }
        }
        else if (Forbids(opened ?? entry) is var (code, rule))
        {
            Refuse(path, code, rule);
        }
        else if (!same || Content(file!) is not { } content)
        {
            Refuse(path, GateCode.Io, "it cannot be read");
        }
        else if (content.Length > bytes)
        {
            Refuse(path, GateCode.Size, $"more than {MaxBytes >> 20} MiB would come back in all");
        }
        else
        {
            bytes -= content.Length;
            Add(new TreeChange(path, before is not null, content));
        }
    }

    private static (string Code, string Rule)? Forbids(FolderEntry entry) =>
        entry.Links != 1 ? (GateCode.Link, $"the file has {entry.Links} names, and what has another name may be another's")
        : entry.Size > TextRead.MaxBytes ? (GateCode.Size, $"{entry.Size} bytes; at most {TextRead.MaxBytes}")
        : null;

    // At most one byte more than may be there, however it grows meanwhile.
    private static byte[]? Content(SafeFileHandle file)
    {
        try
        {
            byte[] buffer = new byte[Math.Min(RandomAccess.GetLength(file), TextRead.MaxBytes) + 1];
            int read = 0;
            while (read < buffer.Length && RandomAccess.Read(file, buffer.AsSpan(read), read) is var more and > 0)
            {
                read += more;
            }
            return read == buffer.Length ? null : buffer[..read];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[] Hash(byte[] content) => SHA256.HashData(content);

    private static byte[] Hash(SafeFileHandle file, long length)
    {
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[Math.Clamp(length + 1, 1, 128 * 1024)];
            for (long at = 0; at <= length && RandomAccess.Read(file, buffer, at) is var read and > 0; at += read)
            {
                hash.AppendData(buffer, 0, read);
            }
            return hash.GetHashAndReset();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Text(byte[] name)
    {
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // Of what is below nobody can say that it is gone.
    private void Close(string path, string code, string rule)
    {
        string folder = path.TrimEnd('/');
        unread.Add(folder);
        Refuse(folder, code, rule);
    }

    private void Refuse(string path, string code, string rule)
    {
        bool wasLaid = laid.Files.ContainsKey(path) || laid.Folders.Contains(path) || path.Length == 0;
        if (withContents || wasLaid)
        {
            Add(new TreeChange(path, wasLaid, null, code, rule));
        }
    }

    private void Add(TreeChange change)
    {
        if (changes.Count < MaxChanges)
        {
            changes.Add(change);
        }
        else if (changes.Count == MaxChanges)
        {
            changes.Add(new TreeChange("", true, null, GateCode.Size, $"more than {MaxChanges} files are not as they were: the rest is left out"));
        }
    }
}
