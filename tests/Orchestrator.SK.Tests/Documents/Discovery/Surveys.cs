using Orchestrator.SK.Core.Documents.Discovery;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Tests.Documents.Discovery;

/// <summary>Repositories in a few words: a path, or a path and its text.</summary>
internal static class Surveys
{
    public const string Backlog = "# Backlog\n\n- [ ] **BK-001 — One**\n  spec: A-001\n\n- [ ] **BK-002 — Two**\n";
    public const string Done = "# Done\n\n## v1.0.0\n\n- [x] **BK-003 — Three**\n\n- [x] **BK-004 — Four**\n";
    public const string Changelog = "# Changelog\n\n## [Unreleased]\n\n## [1.0.0] - 2026-01-01\n\n- First\n";
    public const string Spec = "# Reading\n\n### READ-001: Opens\nText.\n\n### READ-002: Closes\nText.\n\n### READ-003: Fails\nText.\n";
    public const string Adr = "# 1. Record decisions\n\nDate: 2026-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n";
    public const string Rfc = "# RFC-0001: Read faster\n\n## Status\n\nDraft\n\n### FAST-001: Proposed\n\n### FAST-002: Proposed\n";
    public const string Ripples = "# Rules\n\n## What belongs together\n\n| If you changed… | Also check / update |\n|---|---|\n| **A reader** | `docs/` |\n| **An error** | `README.md` |\n";

    public static SettingsProposal Of(params (string Path, string Text)[] files) =>
        SettingsDiscovery.Propose(files.Select(file => new SurveyedFile(file.Path, SurveyPaths.IsWorthReading(file.Path) ? file.Text : null)));

    /// <summary>Of paths alone, with a source file so that there is an expert.</summary>
    public static SettingsProposal Layout(params string[] paths) => Of([.. paths.Select(path => (path, ""))]);

    public static string? Value(this SettingsProposal proposal, string key) => proposal.Found.FirstOrDefault(found => found.Key == key)?.Value;

    /// <summary>Who owns a path, after proof that nobody shares one.</summary>
    public static string Owner(this SettingsProposal proposal, string path)
    {
        var map = new DomainMap([.. proposal.Settings!.Experts.Select(expert => Domain.Parse(expert.Key, expert.Value.Writes))]);
        Assert.Empty(DomainOverlaps.Find(map));
        return map.OwnerOf(path);
    }
}
