using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Documents.Markers;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Where the documents of a repository are. Paths from its root; a document that is null is one the repository does not have.</summary>
public sealed record DocumentPaths(
    string? Backlog = "sdd/BACKLOG.md",
    string? Done = "sdd/BACKLOG-DONE.md",
    string? Changelog = "CHANGELOG.md",
    IReadOnlyList<string>? Specs = null,
    IReadOnlyList<string>? Decisions = null,
    string? Ripples = null);

/// <summary>What an expert may touch: globs, <c>!</c> excludes. It reads what it writes, its foundations, and <see cref="Reads"/>.</summary>
public sealed record ExpertSettings(IReadOnlyList<string> Writes, IReadOnlyList<string>? Reads = null, IReadOnlyList<string>? Foundations = null);

/// <summary>What a repository says about itself in <c>orchestrator.json</c>: where things are and how it is checked. It cannot loosen what the operator set.</summary>
/// <param name="Checks">Named commands that experts may run on their drafts.</param>
/// <param name="Verify">The command whose exit code decides; empty when the repository names none.</param>
/// <param name="Waivers">Ripple targets that a person waived: target to reason.</param>
/// <param name="Markers">How tests name spec ids, where the customary ways do not do.</param>
public sealed record RepositorySettings(
    IReadOnlyDictionary<string, ExpertSettings> Experts,
    DocumentPaths? Paths = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Checks = null,
    IReadOnlyList<string>? Verify = null,
    IReadOnlyDictionary<string, string>? Waivers = null,
    MarkerSettings? Markers = null)
{
    /// <summary>The name of the file, at the root of the repository.</summary>
    public const string FileName = "orchestrator.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <exception cref="SettingsException">The text is no JSON, has an unknown key, or lacks what every repository must say.</exception>
    public static RepositorySettings Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            // "$schema" is for editors: it is taken out before the strict reading.
            var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text, Json) ?? throw new JsonException("The file is 'null'.");
            members.Remove("$schema");
            var settings = JsonSerializer.SerializeToElement(members, Json).Deserialize<RepositorySettings>(Json)!;
            return Check(settings);
        }
        catch (JsonException error)
        {
            throw new SettingsException($"{FileName}: {error.Message} Known keys: paths, experts, checks, verify, waivers, markers.", error);
        }
    }

    private static RepositorySettings Check(RepositorySettings settings)
    {
        if (settings.Experts.Count == 0)
        {
            throw new SettingsException($"{FileName}: 'experts' is empty: name at least one, such as \"testing\": {{ \"writes\": [\"tests/**\"] }}.");
        }

        MarkerRules.Of(settings.Markers);
        foreach (var (id, expert) in settings.Experts)
        {
            if (!IsId(id))
            {
                throw new SettingsException($"{FileName}: 'experts.{id}' is no expert id: use 1 to 64 of a-z, 0-9, '-' and '_', and not 'orchestrator'.");
            }

            if (expert.Writes.Count == 0)
            {
                throw new SettingsException($"{FileName}: 'experts.{id}.writes' is empty: an expert owns at least one path.");
            }
        }

        return settings.Checks?.FirstOrDefault(check => check.Value.Count == 0) is { Key: { } name }
            ? throw new SettingsException($"{FileName}: 'checks.{name}' is empty: give the command as a list, such as [\"dotnet\", \"test\"].")
            : settings;
    }

    // The chat carries these as message names, and endpoints accept no others.
    private static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && id != "orchestrator" && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}

/// <summary>A repository's <c>orchestrator.json</c> cannot be used; the message names the key and what would be right.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
