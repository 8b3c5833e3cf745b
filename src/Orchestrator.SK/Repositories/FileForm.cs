namespace Orchestrator.SK.Repositories;

/// <summary>Tells a file from what only looks like one: opening a pipe waits until somebody writes, and a device may never end.</summary>
internal static class FileForm
{
    private const int Pipe = 0x1000;

    /// <summary>Whether something stands there, through links, that is neither a file nor a folder.</summary>
    public static bool IsOdd(string path) => FolderHandle.Follow(path) is { Kind: not (FolderHandle.Regular or FolderHandle.Folder) };

    /// <summary>Whether a pipe stands there, through links. A device, such as /dev/null, is answered by at once.</summary>
    public static bool IsPipe(string path) => FolderHandle.Follow(path) is { Kind: Pipe };

    /// <summary>Whether two paths lead, through links, to the same file or folder.</summary>
    public static bool AreSame(string one, string other) =>
        FolderHandle.Follow(one) is { } first && FolderHandle.Follow(other) is { } second && (first.Number, first.Device) == (second.Number, second.Device);
}
