using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>One line of the list: which prompt, in which version, what it takes, and where it is used.</summary>
/// <param name="PartOf">The prompts that a shared text is put into.</param>
/// <param name="Hash">SHA-256; empty when the prompt cannot be read, and <paramref name="Fault"/> says why.</param>
internal sealed record PromptListing(
    string Id, string Description, string Hash, IReadOnlyList<string> Inputs, IReadOnlyList<string> Tools, string UsedFor, IReadOnlyList<string> Purposes,
    IReadOnlyList<string> PartOf, string? Fault = null)
{
    public string ShortHash => Hash.Length == 0 ? "" : Hash[..12];

    public static IReadOnlyList<PromptListing> Of(PromptSources sources) => [.. sources.All.Select(source => Of(source, sources))];

    public static PromptListing Of(PromptSource source, PromptSources sources)
    {
        var use = PromptUses.Of(source.Id);
        var listing = new PromptListing(source.Id, "", "", [], [], use?.Where ?? "nothing", use?.Purposes ?? [], Includers(source, sources));
        try
        {
            return source.Kind switch
            {
                SourceKind.Shared => listing with { Hash = PromptReader.Hash(source.Text), UsedFor = listing.PartOf.Count > 0 ? "put in where prompts name it" : listing.UsedFor },
                SourceKind.Function => Function(listing, source),
                _ => Markdown(listing, PromptReader.Read(source.Id, source.File, source.Text, sources.Shared)),
            };
        }
        catch (PromptException error)
        {
            return listing with { Fault = error.Message };
        }
    }

    private static PromptListing Markdown(PromptListing listing, PromptFile file) =>
        listing with { Description = file.Description, Hash = file.Hash, Inputs = [.. file.Inputs.Keys], Tools = file.Tools };

    private static PromptListing Function(PromptListing listing, PromptSource source)
    {
        var settings = new SettingsLint(new LintText(source.SettingsFile, PromptText.Normalise(source.Settings ?? "")));
        var findings = settings.Check(PromptText.Normalise(source.Settings ?? ""));
        return listing with
        {
            Description = settings.Description,
            Hash = PromptFunctions.Hash(source.Text, PromptText.Normalise(source.Settings ?? "")),
            Inputs = [.. settings.Inputs.Select(input => input.Name)],
            Fault = settings.Readable ? null : $"{source.SettingsFile}:{findings[0].Line}: {findings[0].Message}",
        };
    }

    private static List<string> Includers(PromptSource source, PromptSources sources) => source.Kind != SourceKind.Shared
        ? []
        : [.. sources.All.Where(other => PromptSources.SharedNames(other).Contains(source.Id["shared/".Length..])).Select(other => other.Id)];
}
