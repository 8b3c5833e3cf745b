using LibGit2Sharp;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Worker;

/// <summary>The smallest repository that can be delivered to: one expert, one spec, two items, a verify command that passes.</summary>
internal static class SmallRepository
{
    /// <summary>Plays a whole run of either item: plan, one page, summary.</summary>
    public const string Script =
        """
        { "fixtures": [
          { "match": { "systemMessage": "You plan the delivery of one backlog item" }, "response": { "content": { "mode": "simple", "kind": "docs", "summary": "One page.", "contract": [],
            "assignments": [ { "id": "a1", "expert": "documentation", "task": "Write the page.", "specs": ["DOC-001"], "paths": ["guides/page.md"], "after": [] } ] } } },
          { "match": { "systemMessage": "You are the Documentation expert" }, "response": { "toolCalls": [
            { "name": "files-write", "arguments": { "path": "guides/page.md", "content": "# Page\n", "specs": ["DOC-001"] } },
            { "name": "report-submit", "arguments": { "status": "done", "summary": "One page.", "specs": ["DOC-001"] } } ] } },
          { "match": { "systemMessage": "You summarise a finished delivery" }, "response": { "content": { "title": "Write a page", "summary": "A page." } } } ] }
        """;

    /// <summary>The same, but the expert asks about BK-001 until a person has decided.</summary>
    public static string AskingScript => Script.Replace("""{ "fixtures": [""",
        """
        { "fixtures": [
          { "match": { "systemMessage": "You are the Documentation expert", "userMessage": "A person has decided this. Question: documentation: Which colour?\nAnswer: teal" },
            "response": { "toolCalls": [
            { "name": "files-write", "arguments": { "path": "guides/page.md", "content": "# Teal\n", "specs": ["DOC-001"] } },
            { "name": "report-submit", "arguments": { "status": "done", "summary": "A teal page.", "specs": ["DOC-001"] } } ] } },
          { "match": { "systemMessage": "You are the Documentation expert", "userMessage": "BK-001" }, "response": { "toolCalls": [
            { "name": "report-submit", "arguments": { "status": "needs_input", "summary": "Not yet.", "specs": [], "questions": ["Which colour?"] } } ] } },
        """, StringComparison.Ordinal);

    private static readonly Dictionary<string, string> Files = new()
    {
        ["orchestrator.json"] = """{ "paths": { "specs": ["sdd/specs/*.md"] }, "experts": { "documentation": { "writes": ["guides/**"] } }, "verify": ["true"] }""",
        ["sdd/BACKLOG.md"] =
            """
            # Backlog

            **Status:** `[ ]` open · `[~]` in progress · `[x]` done

            ## Backlog

            - [ ] **BK-001 — Write the first page**
              spec: DOC-001 · effort: S · audience: user.api_docs
              A page.

            - [ ] **BK-002 — Write the second page**
              spec: DOC-001 · effort: S · audience: user.api_docs
              Another page.

            """,
        ["sdd/BACKLOG-DONE.md"] = "# Backlog — Done\n\n## Unreleased\n",
        ["CHANGELOG.md"] = "# Changelog\n\n## [Unreleased]\n",
        ["sdd/specs/001-docs.md"] = "# Documentation\n\n**Status:** Accepted\n\n### DOC-001: Pages\n\n**Invariant:** Each topic has a page in guides.\n",
    };

    /// <summary>The version of its settings whose commands its user has looked at.</summary>
    public static string Trusted => TrustedSettings.HashOf(Files["orchestrator.json"]);

    public static string Create(string home, string name)
    {
        var source = Path.Combine(home, $"{name}-files");
        foreach (var (path, content) in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, path))!);
            File.WriteAllText(Path.Combine(source, path), content);
        }

        var repository = Path.Combine(home, name);
        SampleRepository.Create(source, repository, new CommitStamp("A", "a@example.org", DateTimeOffset.UnixEpoch));
        return repository;
    }

    /// <summary>Every branch but <c>main</c>, with the page on it.</summary>
    public static IReadOnlyDictionary<string, string> Delivered(string repository)
    {
        using var git = new Repository(repository);
        return git.Branches.Where(branch => branch.FriendlyName != "main")
            .ToDictionary(branch => branch.FriendlyName, branch => branch["guides/page.md"] is { Target: Blob page } ? page.GetContentText() : "");
    }
}
