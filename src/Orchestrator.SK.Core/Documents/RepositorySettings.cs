using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.SK.Core.Documents.Markers;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Where the documents of a repository are, from its root. Null says that it does not have one.</summary>
/// <param name="Backlog">The items. Default sdd/BACKLOG.md.</param>
/// <param name="Done">The register that done items move to; null leaves them where they stand. Default sdd/BACKLOG-DONE.md.</param>
/// <param name="Changelog">Where a delivery adds its entry; null adds none. Default CHANGELOG.md.</param>
/// <param name="Specs">Globs of the documents that declare spec ids. Default sdd/specs/*.md.</param>
/// <param name="Decisions">Globs of the decision records (ADRs).</param>
/// <param name="Ripples">The document with the ripple table, and the anchor of its heading: sdd/REFERENCE.md#ripple-check-table.</param>
/// <param name="Rfcs">Globs of the proposals that specs grow out of (RFCs).</param>
public sealed record DocumentPaths(
    string? Backlog = "sdd/BACKLOG.md",
    string? Done = "sdd/BACKLOG-DONE.md",
    string? Changelog = "CHANGELOG.md",
    IReadOnlyList<string>? Specs = null,
    IReadOnlyList<string>? Decisions = null,
    string? Ripples = null,
    IReadOnlyList<string>? Rfcs = null);

/// <summary>What one expert may touch; its id is the key, its persona the file prompts/experts/ID.md. It reads what it writes, its foundations, and what it may read besides.</summary>
/// <param name="Writes">Globs of its domain; one that starts with ! excludes. Domains must not overlap.</param>
/// <param name="Reads">Globs of what it may read besides. Default none.</param>
/// <param name="Foundations">Globs of what it must read before it writes. Default none.</param>
public sealed record ExpertSettings(IReadOnlyList<string> Writes, IReadOnlyList<string>? Reads = null, IReadOnlyList<string>? Foundations = null);

/// <summary>What a repository says about itself in <c>orchestrator.json</c>: where things are and how it is checked. It cannot loosen what the operator set.</summary>
/// <param name="Experts">Who writes what, by the expert's id; at least one. What no expert owns is the orchestrator's.</param>
/// <param name="Paths">Where the documents are.</param>
/// <param name="Checks">Named commands that experts may run on their drafts: the program and its arguments, without a shell. A formatter, whose changes come back, is an object instead: { "command": ["ruff", "format", "."], "formats": true }.</param>
/// <param name="Verify">The command whose exit code decides whether a delivery is verified: the program and its arguments, without a shell. Empty when the repository names none.</param>
/// <param name="Waivers">Ripple targets that a person waived, each with the reason.</param>
/// <param name="Markers">How tests name spec ids, where the customary ways do not do.</param>
/// <param name="Protected">Globs of what decides whether a delivery is verified, such as the scripts and configuration of its checks: no expert writes them, whoever owns them. Default: the files that checks and verify name as their program.</param>
/// <param name="Audit">Which rules are asked, and what is waived.</param>
/// <param name="Schema">Where editors find the schema of this file.</param>
public sealed record RepositorySettings(
    IReadOnlyDictionary<string, ExpertSettings> Experts,
    DocumentPaths? Paths = null,
    IReadOnlyDictionary<string, CheckSettings>? Checks = null,
    IReadOnlyList<string>? Verify = null,
    IReadOnlyDictionary<string, string>? Waivers = null,
    MarkerSettings? Markers = null,
    IReadOnlyList<string>? Protected = null,
    AuditSettings? Audit = null,
    [property: JsonPropertyName("$schema")] string? Schema = null)
{
    /// <summary>The name of the file, at the root of the repository.</summary>
    public const string FileName = "orchestrator.json";

    /// <summary>The identity of the schema of this file, <c>orchestrator.schema.json</c> beside the program.</summary>
    public const string SchemaAddress = "https://orchestrator-sk.example/orchestrator.schema.json";

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
        SettingsShape.Check(FileName, text);
        try
        {
            return Check(JsonSerializer.Deserialize<RepositorySettings>(text.TrimStart('\uFEFF'), Json)!);
        }
        catch (JsonException error)
        {
            throw new SettingsException($"{FileName}:{error.LineNumber + 1}: {error.Message.Split(" Path:")[0]} Known keys: paths, experts, checks, verify, waivers, markers, protected, audit.", error);
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

        foreach (var (key, command) in (settings.Checks ?? new Dictionary<string, CheckSettings>()).Select(check => ($"checks.{check.Key}", check.Value.Command)).Append(("verify", settings.Verify ?? [])))
        {
            if (command.Any(word => word.Contains('\0', StringComparison.Ordinal)))
            {
                throw new SettingsException($"{FileName}: '{key}' holds a null character, which no argument can. Take it out.");
            }

            if (command.Count > 0 && string.IsNullOrWhiteSpace(command[0]))
            {
                throw new SettingsException($"{FileName}: '{key}' names no program: give the command as a list, such as [\"dotnet\", \"test\"].");
            }
        }

        return settings.Checks?.FirstOrDefault(check => check.Value.Command.Count == 0) is { Key: { } name }
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
