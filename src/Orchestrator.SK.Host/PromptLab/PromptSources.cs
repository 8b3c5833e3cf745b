using System.Text;
using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>What kind of text a file of the two folders is.</summary>
internal enum SourceKind
{
    Expert,
    Step,
    Shared,
    Function,
}

/// <summary>One prompt as its author sees it: a Markdown file, or the two files of a function.</summary>
/// <param name="Id">As commands and records name it: <c>experts/testing</c>, <c>shared/rules</c>, <c>Planning/DraftPlan</c>.</param>
/// <param name="File">The file with the text: <c>prompts/experts/testing.md</c>, <c>plugins/Planning/DraftPlan/skprompt.txt</c>.</param>
/// <param name="Raw">Its text, a byte order mark and line ends included; null when there is none.</param>
/// <param name="Settings">The text of a function's <c>config.json</c>; null for others, and when there is none.</param>
internal sealed record PromptSource(string Id, SourceKind Kind, string File, string? Raw, string? Settings = null)
{
    public string SettingsFile => $"{File[..(File.LastIndexOf('/') + 1)]}config.json";

    /// <summary>The text as positions count it.</summary>
    public string Text => PromptText.Normalise(Raw ?? "");
}

/// <summary>All prompts of the two folders, by file and unjudged: here also a broken one can be looked at.</summary>
internal sealed class PromptSources
{
    public const string Prompts = "prompts";
    public const string Plugins = "plugins";

    private static readonly (string Folder, SourceKind Kind)[] Folders = [("experts", SourceKind.Expert), ("steps", SourceKind.Step), ("shared", SourceKind.Shared)];

    private PromptSources(IReadOnlyList<PromptSource> all) => All = all;

    /// <summary>In the order in which a list shows them.</summary>
    public IReadOnlyList<PromptSource> All { get; }

    public PromptSource? Find(string id) => All.FirstOrDefault(source => source.Id == id);

    /// <summary>The text of a shared file; null when there is none.</summary>
    public string? Shared(string name) => Find($"shared/{name}")?.Text;

    /// <summary>The shared texts that a prompt names.</summary>
    public static IEnumerable<string> SharedNames(PromptSource source) =>
        source.Kind is SourceKind.Function ? [] : TemplateBlock.In(source.Text).Where(block => block.Kind == BlockKind.Shared).Select(block => block.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Reads two folders of the disk.</summary>
    /// <exception cref="PromptException">There is no folder with prompts.</exception>
    public static PromptSources Load(PromptFolders folders)
    {
        var (prompts, plugins) = folders;
        if (!Directory.Exists(prompts))
        {
            throw new PromptException(prompts, 1, "no prompts here: expected experts/*.md and steps/*.md ('Orchestrator:PromptsDirectory', or --from).");
        }

        var markdown = Folders.SelectMany(folder => Names(Path.Combine(prompts, folder.Folder), "*.md")
            .Select(name => new PromptSource($"{folder.Folder}/{name[..^3]}", folder.Kind, $"{Prompts}/{folder.Folder}/{name}", ReadRaw(Path.Combine(prompts, folder.Folder, name)))));
        var functions = Folder(plugins).SelectMany(plugin => Folder(Path.Combine(plugins, plugin)).Select(function => Function(plugins, plugin, function)));
        return new([.. markdown, .. functions]);
    }

    private static PromptSource Function(string root, string plugin, string function)
    {
        string? Read(string name) => Path.Combine(root, plugin, function, name) is var path && File.Exists(path) ? ReadRaw(path) : null;
        return new($"{plugin}/{function}", SourceKind.Function, $"{Plugins}/{plugin}/{function}/skprompt.txt", Read("skprompt.txt"), Read("config.json"));
    }

    // Reading as text would swallow the byte order mark that lint is to find.
    private static string ReadRaw(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path));

    private static IEnumerable<string> Names(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Folder(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : [];
}
