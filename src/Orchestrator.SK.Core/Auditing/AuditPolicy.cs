using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Core.Auditing;

/// <summary>What a repository and its people decided about rows: rules that are off, files that are ignored, rows that are waived.</summary>
public sealed class AuditPolicy
{
    private readonly HashSet<string> off;
    private readonly IReadOnlyList<PathPattern> ignored;
    private readonly IReadOnlyList<(WaiverSettings Waiver, PathPattern? Path)> waivers;
    private readonly IReadOnlyDictionary<string, string> targets;
    private readonly IReadOnlySet<string> known;

    /// <param name="known">Fingerprints of the baseline.</param>
    /// <exception cref="SettingsException">A glob is malformed, a waiver has no reason, or a rule is not known.</exception>
    public AuditPolicy(RepositorySettings settings, IEnumerable<string> rules, IReadOnlySet<string>? known = null)
    {
        var audit = settings.Audit ?? new AuditSettings();
        var all = rules.ToHashSet(StringComparer.Ordinal);
        off = [.. audit.Off ?? []];
        (targets, this.known) = (settings.Waivers ?? new Dictionary<string, string>(), known ?? new HashSet<string>());
        var named = off.Select(id => ("audit.off", (string?)id)).Concat((audit.Waivers ?? []).Select((waiver, index) => ($"audit.waivers[{index}].rule", waiver.Rule)));
        if (named.FirstOrDefault(pair => pair.Item2 is not null && !all.Contains(pair.Item2)) is { Item2: { } unknown } place)
        {
            throw new SettingsException($"{RepositorySettings.FileName}: '{place.Item1}' names the rule '{unknown}', which is not there.{NearWords.Hint(unknown, all)} Rules: {string.Join(", ", all)}.");
        }

        ignored = [.. (audit.Ignore ?? []).Select((glob, index) => Pattern($"audit.ignore[{index}]", glob))];
        waivers = [.. (audit.Waivers ?? []).Select((waiver, index) => (Checked(waiver, index), waiver.Path is null ? null : Pattern($"audit.waivers[{index}].path", waiver.Path)))];
    }

    public bool IsOn(string rule) => !off.Contains(rule);

    public bool IsIgnored(string path) => ignored.Any(pattern => pattern.IsMatch(path));

    /// <summary>Returns the row as it is to be read: waived where it is missing and somebody said why that is right.</summary>
    public AuditRow Apply(AuditRow row) => row.Verdict != AuditVerdict.Missing || Waiver(row) is not { } waiver ? row : row with { Verdict = AuditVerdict.Waived, Waiver = waiver };

    private AuditWaiver? Waiver(AuditRow row) =>
        waivers.FirstOrDefault(pair => (pair.Waiver.Rule is null || pair.Waiver.Rule == row.Rule) && (pair.Path is null || (row.Path is not null && pair.Path.IsMatch(row.Path)))).Waiver is { } found ? new(found.Reason, found.By)
        : targets.TryGetValue(row.Target, out var reason) ? new(reason)
        : known.Contains(row.Fingerprint) ? new("it stands in the baseline")
        : null;

    private static WaiverSettings Checked(WaiverSettings waiver, int index) =>
        string.IsNullOrWhiteSpace(waiver.Reason) ? throw new SettingsException($"{RepositorySettings.FileName}: 'audit.waivers[{index}].reason' is empty: say why the row may be left.")
        : waiver is { Rule: null, Path: null } ? throw new SettingsException($"{RepositorySettings.FileName}: 'audit.waivers[{index}]' names neither a rule nor a path: it would waive everything.")
        : waiver;

    private static PathPattern Pattern(string key, string glob)
    {
        try
        {
            return PathPattern.Parse(glob);
        }
        catch (FormatException error)
        {
            throw new SettingsException($"{RepositorySettings.FileName}: '{key}': {error.Message}", error);
        }
    }
}
