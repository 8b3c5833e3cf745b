namespace Orchestrator.SK.Repositories.Processes;

/// <summary>Finds a program as a shell would, so that a missing one is told by its name and not by an exception.</summary>
internal static class ProgramPath
{
    /// <summary>The file to run, or null when there is none.</summary>
    /// <param name="program">A path, taken from <paramref name="directory"/>, or a name.</param>
    /// <param name="directory">The working directory.</param>
    /// <param name="path">Folders to look for a name, apart by ':'.</param>
    public static string? Find(string program, string directory, string path)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            string file = Path.GetFullPath(program, directory);
            return File.Exists(file) ? file : null;
        }
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(CanRun);
    }

    private static bool CanRun(string file)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        FileInfo info = new(file);
        return info.Exists && (OperatingSystem.IsWindows() || (info.UnixFileMode & Execute) != 0);
    }
}
