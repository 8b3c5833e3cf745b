namespace Orchestrator.SK.Prompts;

/// <summary>All prompt files, read once per run: an edit shows in the next run and never inside one.</summary>
internal sealed class PromptLibrary
{
    private readonly Dictionary<string, PromptFile> _prompts;

    private PromptLibrary(Dictionary<string, PromptFile> prompts) => _prompts = prompts;

    public IReadOnlyCollection<PromptFile> All => _prompts.Values;

    /// <summary>Ids of the experts that have a persona.</summary>
    public IEnumerable<string> Experts => _prompts.Keys.Where(id => id.StartsWith("experts/", StringComparison.Ordinal)).Select(id => id["experts/".Length..]).Order(StringComparer.Ordinal);

    /// <exception cref="PromptException">A file cannot be used.</exception>
    public static PromptLibrary Load(string directory)
    {
        string? Shared(string name) => Path.Combine(directory, "shared", $"{name}.md") is var file && File.Exists(file) ? File.ReadAllText(file) : null;
        var prompts = new Dictionary<string, PromptFile>(StringComparer.Ordinal);
        foreach (var folder in new[] { "experts", "steps" })
        {
            var path = Path.Combine(directory, folder);
            string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*.md") : [];
            foreach (var file in files.Order(StringComparer.Ordinal))
            {
                var id = $"{folder}/{Path.GetFileNameWithoutExtension(file)}";
                prompts[id] = PromptReader.Read(id, $"prompts/{id}.md", File.ReadAllText(file), Shared);
            }
        }

        return prompts.Count > 0 ? new(prompts) : throw new PromptException(directory, 1, "no prompts here: expected experts/*.md and steps/*.md ('Orchestrator:PromptsDirectory').");
    }

    /// <exception cref="PromptException">There is no such prompt.</exception>
    public PromptFile Find(string id) =>
        _prompts.GetValueOrDefault(id) ?? throw new PromptException($"prompts/{id}.md", 1, $"there is no such prompt; there are {string.Join(", ", _prompts.Keys.Order(StringComparer.Ordinal))}.");
}
