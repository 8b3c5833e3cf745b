using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>The prompts as they were in a commit, or are on the disk. A commit is laid out in a temporary folder for as long as this lives.</summary>
internal sealed class PromptRevision : IDisposable
{
    private readonly ScratchFolder? _layout;

    private PromptRevision(string name, PromptFolders folders, ScratchFolder? layout)
    {
        (Name, Folders, _layout) = (name, folders, layout);
        Sources = PromptSources.Load(folders);
    }

    /// <summary>The reference and its commit, or what stands for the disk.</summary>
    public string Name { get; }

    public PromptFolders Folders { get; }

    public PromptSources Sources { get; }

    public static PromptRevision OnDisk(PromptFolders folders) => new("working tree", folders, null);

    /// <exception cref="RepositoryRefusedException">The folders are in no repository, or it has no such commit, or that commit has no prompts.</exception>
    public static PromptRevision At(PromptFolders folders, string revision)
    {
        var prompts = FolderAtRevision.Read(folders.Prompts, revision);
        var plugins = FolderAtRevision.Read(folders.Plugins, revision);
        if (prompts.Files.Count == 0)
        {
            throw new RepositoryRefusedException($"'{folders.Prompts}' is not part of commit {prompts.CommitId[..8]} ('{revision}').", "Name a checkout whose history has it: --from DIR.");
        }

        var layout = ScratchFolder.Make("prompts");
        try
        {
            var there = PromptFolders.Below(layout.Root);
            Write(there.Prompts, prompts);
            Write(there.Plugins, plugins);
            return new PromptRevision($"{revision} ({prompts.CommitId[..8]})", there, layout);
        }
        catch
        {
            layout.Dispose();
            throw;
        }
    }

    public void Dispose() => _layout?.Dispose();

    private static void Write(string folder, FolderAtRevision files)
    {
        foreach (var (path, content) in files.Files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }
}
