namespace Orchestrator.SK.Hosting;

/// <summary>Where the program keeps and finds its own files. Nothing of it depends on the folder in which it is started.</summary>
internal sealed class Places(OrchestratorOptions options)
{
    /// <summary>Journal and private repositories.</summary>
    public string State => options.StateDirectory.Length > 0 ? Path.GetFullPath(options.StateDirectory) : Path.Combine(StateHome(), "orchestrator");

    public string Prompts => options.PromptsDirectory.Length > 0 ? options.PromptsDirectory : Path.Combine(AppContext.BaseDirectory, "prompts");

    public string Plugins => options.PluginsDirectory.Length > 0 ? options.PluginsDirectory : Path.Combine(AppContext.BaseDirectory, "plugins");

    public string Journal => Path.Combine(State, "journal.db");

    /// <summary>The worker's wake-ups. What they are about is in the journal.</summary>
    public string Queue => Path.Combine(State, "queue.db");

    /// <summary>The index of one repository's specs.</summary>
    /// <param name="repository">The git directory of its private repository.</param>
    public string SpecIndex(string repository) => Path.Combine(State, "lookup", $"{Path.GetFileNameWithoutExtension(repository.TrimEnd('/', Path.DirectorySeparatorChar))}.db");

    private static string StateHome() =>
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } home ? home
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
}
