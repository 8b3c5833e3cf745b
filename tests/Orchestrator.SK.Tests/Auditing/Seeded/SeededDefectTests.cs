using Orchestrator.SK.Core.Auditing;
using Xunit.Abstractions;

namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>Repositories in three languages, each changed completely, and once for each place with that place forgotten.</summary>
public sealed class SeededDefectTests(ITestOutputHelper output)
{
    private const string Tagline = "One store for all the files that a program keeps";

    private static readonly string[] Old = ["alpha", "beta", "gamma"];

    private static readonly string[] All = [.. Old, "delta"];

    [Fact]
    public void Omissions_OfAllKindsInThreeLanguages_AreFound_AndCompleteChangesAreQuiet()
    {
        List<string> missed = [];
        List<string> alarms = [];
        List<string> seen = [];
        List<string> mended = [];
        List<string> spoilt = [];
        foreach (var language in SeededLanguage.All)
        {
            var start = Base(language);
            foreach (var seed in Seeds(language, start))
            {
                var complete = start.With(seed.Edits);
                alarms.AddRange(start.AuditTo(complete, seed.Message).Where(row => row.Verdict == AuditVerdict.Missing).Select(row => $"{language} {seed.Kind}: [{row.Rule}] {row.Path}: {row.Evidence}"));
                foreach (var (kind, forgotten) in seed.Omissions)
                {
                    var state = complete.With((forgotten, start.Has(forgotten) ? start[forgotten] : null));
                    var found = start.AuditTo(state, seed.Message).Where(row => row.Verdict == AuditVerdict.Missing && row.Path == forgotten).ToList();
                    seen.Add(kind);
                    missed.AddRange(found.Count > 0 ? [] : [$"{language} {kind}: {forgotten}"]);
                    if (found.Find(row => row.CanMend)?.Mend!(state[forgotten]) is { } text)
                    {
                        mended.Add(kind);
                        var left = start.AuditTo(state.With((forgotten, text)), seed.Message).Where(row => row.Verdict == AuditVerdict.Missing).Select(row => row.Evidence).ToList();
                        spoilt.AddRange(left.Count == 0 && Sorted(text) == Sorted(complete[forgotten]) ? [] : [$"{language} {kind}: {forgotten}: {string.Join("; ", left)}\n{text}"]);
                    }
                }
            }
        }

        output.WriteLine($"{seen.Distinct().Count()} kinds, {seen.Count} omissions: {seen.Count - missed.Count} found; {alarms.Count} false rows in complete changes; {mended.Count} mended by rule ({string.Join(", ", mended.Distinct())})");
        Assert.True(mended.Count >= 17, $"Only {mended.Count} are mended by rule.");
        Assert.True(spoilt.Count == 0, string.Join("\n\n", spoilt));
        Assert.True(seen.Distinct().Count() >= 10, "There are fewer than ten kinds.");
        Assert.Empty(missed);
        Assert.Empty(alarms);
    }

    // Where in a list somebody puts a line is a matter of taste.
    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd(',')).Order(StringComparer.Ordinal));

    private sealed record Seed(string Kind, string Message, IReadOnlyList<(string Path, string? Text)> Edits, IReadOnlyList<(string Kind, string Path)> Omissions);

    private static IEnumerable<Seed> Seeds(SeededLanguage language, SeededRepository start)
    {
        var manifest = language.Manifest("1.0.0", Tagline, ">=1.0").Path;
        yield return new("new member", "Add the delta backend (BK-004)", NewMember(language, start),
        [
            ("list in the README", "README.md"), ("navigation", language.Navigation([]).Path), ("registry or export", language.Registry([]).Path), ("test of its own", language.Test("delta", "KIT-004").Path),
            ("page of its own", "docs/backends/delta.md"), ("changelog", "CHANGELOG.md"), ("backlog", "sdd/BACKLOG.md"),
        ]);
        yield return new("version", "Release 1.1.0", [language.Manifest("1.1.0", Tagline, ">=1.0"), language.VersionMirror("1.1.0")], [("version", language.VersionMirror("").Path)]);
        yield return new("tagline", "Say better what it is", [language.Manifest("1.0.0", Tagline.Replace("keeps", "needs", StringComparison.Ordinal), ">=1.0"), ("README.md", start["README.md"].Replace(Tagline, Tagline.Replace("keeps", "needs", StringComparison.Ordinal), StringComparison.Ordinal))], [("tagline", "README.md")]);
        yield return new("bound", "build: raise a bound", [language.Manifest("1.0.0", Tagline, ">=2.0"), language.BoundMirror(">=2.0")], [("dependency bound", language.BoundMirror("").Path)]);
        yield return new("page", "docs: rename a page", [("docs/usage.md", null), ("docs/handbook-usage.md", start["docs/usage.md"]), ("README.md", start["README.md"].Replace("docs/usage.md", "docs/handbook-usage.md", StringComparison.Ordinal))], [("renamed page", "README.md")]);
        yield return new("heading", "docs: rename a heading", [("docs/limits.md", "# Limits\n\n## Rates\n\nNone.\n"), ("docs/usage.md", start["docs/usage.md"].Replace("#quotas", "#rates", StringComparison.Ordinal))], [("renamed heading", "docs/usage.md")]);
        yield return new("symbol", "refactor: take a shortcut away", [language.Store(false, false, false, "1"), ("docs/usage.md", start["docs/usage.md"].Replace(language.Removed, "a store", StringComparison.Ordinal))], [("removed name", "docs/usage.md")]);
        yield return new("fix", "Fix the listing of a folder (BK-003)", [language.Store(false, false, true, "2"), (language.StoreTestPath, language.StoreTest("22")), ("CHANGELOG.md", Changelog("The listing.")), ("sdd/BACKLOG.md", Backlog(3))],
            [("test of a fix", language.StoreTestPath), ("changelog of a fix", "CHANGELOG.md")]);
        var spec = ("sdd/specs/001-kit.md", Spec(6));
        yield return new("spec id", "feat: say more", [("CHANGELOG.md", Changelog("More words.")), spec, language.Store(false, false, true, "3"), (language.Test("alpha", "KIT-001").Path, language.Test("alpha", "KIT-001").Text + language.Test("alpha", "KIT-006").Text)], [("test of a spec id", language.Test("alpha", "KIT-001").Path)]);
    }

    private static IReadOnlyList<(string Path, string? Text)> NewMember(SeededLanguage language, SeededRepository start) =>
    [
        language.Source("delta"), language.Test("delta", "KIT-004"), language.Registry(All), language.Navigation(All),
        ("docs/backends/delta.md", "# Delta\n\nHow to keep files in delta.\n"), ("README.md", start["README.md"].Replace("| gamma |", "| delta | files in delta |\n| gamma |", StringComparison.Ordinal)),
        ("CHANGELOG.md", Changelog("The delta backend (BK-004).")), ("sdd/BACKLOG.md", Backlog(4)),
    ];

    private static SeededRepository Base(SeededLanguage language) => new(
    [
        ("orchestrator.json", language.Settings), .. Old.Select(language.Source), .. Old.Select((name, index) => language.Test(name, $"KIT-00{index + 1}")), language.Registry(Old), language.Navigation(Old),
        language.Manifest("1.0.0", Tagline, ">=1.0"), language.VersionMirror("1.0.0"), language.BoundMirror(">=1.0"), language.Store(false, false, true, "1"), (language.StoreTestPath, language.StoreTest("1")),
        .. Old.Select(name => ($"docs/backends/{name}.md", $"# {name}\n\nHow to keep files in {name}.\n")), ("docs/usage.md", $"# Usage\n\nCall `{language.Removed}()` first; see [the limits](limits.md#quotas).\n"), ("docs/limits.md", "# Limits\n\n## Quotas\n\nNone.\n"),
        ("README.md", $"# kit\n\n{Tagline}\n\nSee [how to use it](docs/usage.md).\n\n| Backend | Keeps |\n|---|---|\n{string.Concat(Old.Select(name => $"| {name} | files in {name} |\n"))}"),
        ("CHANGELOG.md", Changelog(null)), ("sdd/BACKLOG.md", Backlog(0)), ("sdd/specs/001-kit.md", Spec(4)),
    ]);

    private static string Changelog(string? entry) => $"# Changelog\n\n## [Unreleased]\n{(entry is null ? "" : $"\n### Added\n\n- {entry}\n")}\n## [1.0.0] - 2026-01-02\n\n### Added\n\n- The first backends.\n";

    private static string Backlog(int done) => "# Backlog\n\n## Ideas\n\n" + string.Concat(new[] { 3, 4, 5 }.Select(number => $"- [{(number == done ? 'x' : ' ')}] **BK-00{number} — Work {number}**\n  Spec: KIT-001.\n\n"));

    private static string Spec(int ids) => "# Kit\n\n" + string.Concat(Enumerable.Range(1, ids).Where(id => id != 5).Select(id => $"## KIT-00{id}: Rule {id}\n\nIt holds.\n\n"));
}
