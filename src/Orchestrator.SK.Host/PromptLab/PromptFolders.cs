using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>The two folders that hold all words that a model hears from us.</summary>
internal sealed record PromptFolders(string Prompts, string Plugins)
{
    public static PromptFolders Configured(Places places) => new(Path.GetFullPath(places.Prompts), Path.GetFullPath(places.Plugins));

    /// <summary>The folders of a checkout.</summary>
    public static PromptFolders Below(string root) => new(Path.GetFullPath(Path.Combine(root, PromptSources.Prompts)), Path.GetFullPath(Path.Combine(root, PromptSources.Plugins)));

    /// <summary>Where a file of <see cref="PromptSources"/> lies, as an editor opened in the current folder finds it.</summary>
    public string PathOf(string file)
    {
        var path = file.Split('/', 2) switch
        {
            [PromptSources.Prompts, var rest] => Path.Combine(Prompts, rest),
            [PromptSources.Plugins, var rest] => Path.Combine(Plugins, rest),
            _ => file,
        };
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
