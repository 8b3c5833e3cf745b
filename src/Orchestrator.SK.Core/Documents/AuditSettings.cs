namespace Orchestrator.SK.Core.Documents;

/// <summary>How a repository is audited.</summary>
/// <param name="Off">Ids of rules that are not asked; 'orchestrator audit --rules' lists them. Default none.</param>
/// <param name="Ignore">Globs of files in which nothing is looked for: what others made, or what tells the past. Default none.</param>
/// <param name="Waivers">Rows that somebody lets be, each with the reason.</param>
public sealed record AuditSettings(IReadOnlyList<string>? Off = null, IReadOnlyList<string>? Ignore = null, IReadOnlyList<WaiverSettings>? Waivers = null);

/// <summary>Rows that somebody lets be: those that fit all that is said of them.</summary>
/// <param name="Reason">Why; not empty.</param>
/// <param name="Rule">The id of the rule; null for any.</param>
/// <param name="Path">A glob of the files in which it would be mended; null for any.</param>
/// <param name="By">Who decided it.</param>
public sealed record WaiverSettings(string Reason, string? Rule = null, string? Path = null, string? By = null);
