using Orchestrator.SK.Core.Auditing;

namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>What the second of a kind forgets, where there is no list of many yet; and what is decided, or has moved.</summary>
public sealed class SecondOfAKindTests
{
    private const string Docs = "https://ada.example.org/kit/";
    private const string NewDocs = "https://kit.readthedocs.example/";

    private static readonly SeededRepository Base = new(
    [
        ("pyproject.toml", $"[project]\nname = \"kit\"\n\n[project.urls]\nDocumentation = \"{Docs}\"\n\n[project.optional-dependencies]\ns3 = [\"boto\"]\nsftp = [\"ssh\"]\ndev = [\"lint\"]\n"),
        ("mkdocs.yml", $"site_name: kit\nsite_url: {Docs}\n"), ("docs/getting-started.md", "# Getting started\n\n    pip install kit[s3]\n"),
        ("src/kit/backends/_local.py", "class LocalBackend:\n    pass\n"), ("src/kit/backends/_s3.py", "class S3Backend:\n    pass\n"),
        ("src/kit/registry.py", "from kit.backends._local import LocalBackend\n\n\ndef known():\n    register_backend(\"local\", LocalBackend)\n"),
        ("src/Kit/Senders/MailSender.cs", "public class MailSender\n{\n}\n"), ("src/Kit/Startup.cs", "public static class Startup\n{\n    public static void Set(IServices services)\n    {\n        services.AddSingleton<ISender, MailSender>();\n    }\n}\n"),
        ("web/stores/localStore.ts", "export class LocalStore {}\n"), ("web/stores.ts", "import { LocalStore } from './stores/localStore';\nconst table = {\n  'local': new LocalStore(),\n};\n"),
        ("examples/configure.py", "store = open_store(\"s3\")\nother = open_store('local')\n"),
        ("src/kit/base.py", "class Backend:\n    def read(self):\n        return 1\n\n    def write(self):\n        return 1\n\n    def close(self):\n        return 1\n"),
        ("sdd/specs/001-backend.md", "# Backend\n\n### BE-001: read()\n\nText.\n\n### BE-002: write()\n\nText.\n\n### BE-003: close()\n\nText.\n"),
        ("sdd/specs/002-paths.md", "# Paths\n\nSee [ADR-0002](../adrs/0002-paths.md).\n\n### PATH-001: Keys\n\nText.\n"),
        ("sdd/adrs/0001-one-api.md", "# ADR-0001: One API\n\n## Status\n\nAccepted\n"), ("sdd/adrs/0002-paths.md", "# ADR-0002: Paths\n\n## Status\n\nProposed\n"),
        ("sdd/BACKLOG.md", "# Backlog\n\n## Backlog\n\n- [ ] **BK-001 — Paths**\n  Keys for paths.\n  → Spec: `sdd/specs/002-paths.md`\n"),
    ]);

    private static readonly (string Path, string? Text) Sftp = ("src/kit/backends/_sftp.py", "class SftpBackend:\n    pass\n");
    private static readonly (string Path, string? Text) Text = ("src/Kit/Senders/TextSender.cs", "public class TextSender\n{\n}\n");
    private static readonly (string Path, string? Text) Remote = ("web/stores/remoteStore.ts", "export class RemoteStore {}\n");
    private static readonly (string Path, string? Text) Key = ("src/kit/base.py", Base["src/kit/base.py"] + "\n    def to_key(self):\n        return 1\n");
    private static readonly (string Path, string? Text) Moved = ("pyproject.toml", Base["pyproject.toml"].Replace(Docs, NewDocs, StringComparison.Ordinal));
    private static readonly (string Path, string? Text) Two = ("sdd/adrs/0003-two-apis.md", "# ADR-0003: Two APIs\n\n## Status\n\nAccepted\n\nSupersedes ADR-0001\n");

    /// <summary>A message, what the change has in any case, the rule, and the file that it may forget with the text that it should have.</summary>
    private static readonly (string Message, (string Path, string? Text)[] Edits, string Rule, (string Path, string? Text) Place)[] Changes =
    [
        ("feat: sftp", [Sftp], "registration", Edit("src/kit/registry.py", "LocalBackend)\n", "LocalBackend)\n    register_backend(\"sftp\", SftpBackend)\n")),
        ("feat: sftp", [Sftp], "example", Edit("examples/configure.py", "'local')\n", "'local')\nfar = open_store(\"sftp\")\n")),
        ("feat: sftp", [Sftp], "dependency", Edit("docs/getting-started.md", "[s3]\n", "[s3]\n    pip install kit[sftp]\n")),
        ("feat: text messages", [Text], "registration", Edit("src/Kit/Startup.cs", "MailSender>();\n", "MailSender>();\n        services.AddSingleton<ISender, TextSender>();\n")),
        ("feat: far stores", [Remote], "registration", Edit("web/stores.ts", "LocalStore(),\n", "LocalStore(),\n  'remote': new RemoteStore(),\n")),
        ("feat: keys", [Key], "sibling-mention", Edit("sdd/specs/001-backend.md", "### BE-003", "### BE-004: to_key()\n\nText.\n\n### BE-003")),
        ("Implement BK-001: paths", [Key], "decision-status", Edit("sdd/adrs/0002-paths.md", "Proposed", "Accepted")),
        ("Implement ADR-0002", [Key], "decision-status", Edit("sdd/adrs/0002-paths.md", "Proposed", "Accepted")),
        ("docs: two APIs", [Two], "decision-status", Edit("sdd/adrs/0001-one-api.md", "Accepted", "Superseded by ADR-0003")),
        ("docs: a new home", [Moved], "mirrored-fact", Edit("mkdocs.yml", Docs, NewDocs)),
    ];

    [Fact]
    public void Place_OfTheSecondOfAKind_IsNamedWhenItIsForgotten_AndOnlyThen()
    {
        List<string> faults = [];
        foreach (var (message, edits, rule, place) in Changes)
        {
            bool Names((string Path, string? Text)[] all) => Base.AuditTo(Base.With(all), message).Any(row => row.Rule == rule && row.Path == place.Path && row.Verdict == AuditVerdict.Missing);
            faults.AddRange(Names(edits) ? [] : [$"{message}: {place.Path} is forgotten, and {rule} does not say so"]);
            faults.AddRange(Names([.. edits, place]) ? [$"{message}: {place.Path} is there, and {rule} misses it"] : []);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("feat: a tool", "src/kit/backends/_tool.py", "class Helper:\n    pass\n", "registration")]
    [InlineData("feat: text messages", "src/Kit/Senders/TextSender.cs", "public class TextSender\n{\n}\n", "example")]
    [InlineData("feat: a record", "src/Kit/Senders/MailRecord.cs", "public class MailRecord\n{\n}\n", "registration")]
    [InlineData("Prepare BK-001: notes", "src/kit/notes.py", "x = 1\n", "decision-status")]
    [InlineData("docs: notes", "docs/notes.md", "# Notes\n", "dependency")]
    [InlineData("docs: a second address", "mkdocs.yml", "site_name: kit\nsite_url: https://kit.readthedocs.example/\nrepo_url: https://ada.example.org/kit/\n", "mirrored-fact")]
    public void Change_ThatOnlyLooksLikeOne_IsLeftInPeace(string message, string path, string text, string rule) =>
        Assert.DoesNotContain(Base.AuditTo(Base.With((path, text)), message), row => row.Rule == rule && row.Verdict == AuditVerdict.Missing);

    private static (string Path, string? Text) Edit(string path, string old, string now)
    {
        Assert.Contains(old, Base[path], StringComparison.Ordinal);
        return (path, Base[path].Replace(old, now, StringComparison.Ordinal));
    }
}
