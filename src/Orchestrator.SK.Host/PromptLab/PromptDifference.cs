using System.Text;
using System.Text.Json;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>A prompt in one of two revisions.</summary>
/// <param name="Hash">Of the prompt; null where it does not exist or cannot be read.</param>
/// <param name="Text">The whole request as text; null when nothing was to be rendered, or it could not be.</param>
/// <param name="Fault">Why it could not be rendered.</param>
internal sealed record DiffSide(string Revision, string? Hash, string? Text, int? Tokens, string? Fault);

/// <summary>What changed in a prompt between two revisions: its files, and what a model would be sent.</summary>
/// <param name="Rendered">Null when nothing was rendered, or it is the same.</param>
internal sealed record PromptDifference(string Id, DiffSide Before, DiffSide After, DiffText Source, FileDiff? Rendered)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Null unless both sides were rendered.</summary>
    public int? TokenDelta => After.Tokens - Before.Tokens;

    /// <param name="render">Renders in the given folders; null when only the files are to be compared.</param>
    public static async Task<PromptDifference> CompareAsync(string id, PromptRevision before, PromptRevision after, Func<PromptFolders, Task<RenderedRequest>>? render)
    {
        var (left, right) = (await SideAsync(id, before, render), await SideAsync(id, after, render));
        return new(id, left, right, new DiffText([.. Files(id, before, after)]), left.Text is null && right.Text is null ? null : UnifiedText.Between($"{id} as it is sent", left.Text, right.Text));
    }

    private static async Task<DiffSide> SideAsync(string id, PromptRevision revision, Func<PromptFolders, Task<RenderedRequest>>? render)
    {
        if (revision.Sources.Find(id) is not { } source)
        {
            return new(revision.Name, null, null, null, render is null ? null : $"there is no {id}");
        }

        var listing = PromptListing.Of(source, revision.Sources);
        var side = new DiffSide(revision.Name, listing.Hash.Length > 0 ? listing.Hash : null, null, null, listing.Fault);
        try
        {
            return render is null || listing.Fault is not null ? side
                : await render(revision.Folders) is var request ? side with { Text = Flat(request), Tokens = request.Tokens }
                : side;
        }
        catch (Exception error) when (error is PromptException or SettingsException)
        {
            return side with { Fault = error.Message };
        }
    }

    // A shared text belongs to the prompt: it is in its hash.
    private static IEnumerable<FileDiff> Files(string id, PromptRevision before, PromptRevision after)
    {
        var names = new[] { before, after }.Select(revision => revision.Sources.Find(id)).OfType<PromptSource>().SelectMany(PromptSources.SharedNames).Distinct(StringComparer.Ordinal);
        foreach (var part in names.Select(name => $"shared/{name}").Prepend(id))
        {
            var (left, right) = (before.Sources.Find(part), after.Sources.Find(part));
            var file = (left ?? right)?.File ?? id;
            if (UnifiedText.Between(file, left?.Raw, right?.Raw) is { } text)
            {
                yield return text;
            }

            if (UnifiedText.Between((left ?? right)?.SettingsFile ?? id, left?.Settings, right?.Settings) is { } settings)
            {
                yield return settings;
            }
        }
    }

    private static string Flat(RenderedRequest request)
    {
        var text = new StringBuilder();
        foreach (var message in request.Messages)
        {
            text.Append($"[{message.Role}]\n{message.Text.TrimEnd('\n')}\n\n");
        }

        if (request.Tools.Count > 0)
        {
            text.Append($"[tools]\n{string.Join('\n', request.Tools.Select(tool => tool.Name))}\n");
        }

        return (request.Answer is { } answer ? text.Append($"[answer]\n{JsonSerializer.Serialize(answer, Indented)}\n") : text).ToString();
    }
}
