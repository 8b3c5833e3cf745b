using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Auditing.General;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Ripples;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Stages.Auditing;

/// <summary>Audits a change of a target without a run: the general rules and the repository's own, by code alone.</summary>
/// <param name="Reduced">What could not be looked at, and why.</param>
internal sealed record BranchAudit(AuditReport Report, RepositorySettings Settings, IReadOnlyList<string> Reduced)
{
    /// <summary>The rules that the repository's own ripple table makes.</summary>
    private const string Ripple = "ripple";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Gets the change that was audited, for whoever asks a model about what is undecided.</summary>
    public AuditedChange? Change { get; init; }

    public static IReadOnlyList<string> RuleIds { get; } = [Ripple, .. GeneralRules.All.Select(rule => rule.Id)];

    /// <param name="messages">What is said of the change besides its commits.</param>
    /// <param name="isOn">Which rules are asked, by id; null for those that the settings leave on.</param>
    /// <param name="baseline">Fingerprints of rows that are known already.</param>
    /// <exception cref="SettingsException"><c>orchestrator.json</c> is wrong.</exception>
    public static BranchAudit Of(TargetChange target, IReadOnlyList<ChangeMessage> messages, Func<string, bool>? isOn = null, IReadOnlySet<string>? baseline = null)
    {
        var texts = ChangeReader.Texts(target.After);
        var (settings, reduced) = Discover(target.After, texts);
        var change = ChangeReader.Read(target.Before, target.After, texts, settings, [.. target.Messages, .. messages]);
        reduced = [.. reduced, .. ChangeReader.Unread(change, target.After)];
        var domains = new DomainMap([.. settings.Experts.Select(expert => Domain.Parse(expert.Key, expert.Value.Writes))]);
        var policy = new AuditPolicy(settings, RuleIds, baseline);
        var switches = isOn ?? policy.IsOn;
        List<AuditRow> rows = [.. switches(Ripple) ? Ripples(target.After, settings, change) : [], .. GeneralRules.Audit(change, switches, policy.IsIgnored)];
        return new BranchAudit(new AuditReport(target.Head ?? "staged", [.. rows.Select(row => policy.Apply(row) with { Owner = row.Path is null || settings.Experts.Count == 0 ? null : domains.OwnerOf(row.Path) })]), settings, reduced) { Change = change };
    }

    private static (RepositorySettings Settings, IReadOnlyList<string> Reduced) Discover(TreeSnapshot tree, RepositoryTexts texts)
    {
        var text = tree.ReadText(RepositorySettings.FileName).Text;
        var decided = text is null ? null : OnlyOfAudits(text);
        if (text is not null && decided is null)
        {
            return (RepositorySettings.Parse(text), []);
        }

        var proposal = RepositorySurvey.Of(tree, texts.Text);
        var found = proposal.Settings ?? new RepositorySettings(new Dictionary<string, ExpertSettings>(), proposal.Paths);
        return (decided is null ? found : Completed(decided, found), [.. proposal.Missing.Where(missing => missing.Key.StartsWith("paths.", StringComparison.Ordinal)).Select(missing => $"{missing.Key}: none found")]);
    }

    /// <summary>Settings that say how to audit and name no experts, for nobody runs here; null for all others.</summary>
    private static JsonObject? OnlyOfAudits(string text)
    {
        try
        {
            return JsonNode.Parse(text.TrimStart('\uFEFF'), null, Lenient) is JsonObject settings && !settings.ContainsKey("experts") && settings.ContainsKey("audit") ? settings : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // Whoever reads it whole says what is wrong, and where.
            return null;
        }
    }

    /// <summary>What the file decides, and what was found for all that it leaves open.</summary>
    private static RepositorySettings Completed(JsonObject settings, RepositorySettings found)
    {
        settings["experts"] = new JsonObject { ["anybody"] = new JsonObject { ["writes"] = new JsonArray("**") } };
        var decided = RepositorySettings.Parse(settings.ToJsonString());
        return decided with { Experts = found.Experts, Paths = decided.Paths ?? found.Paths, Checks = decided.Checks ?? found.Checks, Verify = decided.Verify ?? found.Verify };
    }

    private static IEnumerable<AuditRow> Ripples(TreeSnapshot tree, RepositorySettings settings, AuditedChange change)
    {
        var reference = (settings.Paths?.Ripples ?? "").Split('#', 2);
        if (tree.ReadText(reference[0]).Text is not { } text)
        {
            return [];
        }

        var table = RippleTableParser.Parse(reference[0], text, reference.Length > 1 ? reference[1] : null);
        return AuditRules.Ripples(RippleRules.Match(table, change.Diff, [.. change.After.Files.Select(file => file.Path)]));
    }
}
