namespace Orchestrator.SK.Tests.Documents.Properties;

/// <summary>Small backlogs and registers of every era, to be mutated.</summary>
internal static class BacklogSamples
{
    public const string MarkedInPlace = """
        # Development Backlog

        Status legend: `[ ]` pending · `[-]` in progress · `[x]` done

        ## Release Blockers (v1.0)

        - [x] **BL-001 — Publish workflow**
          Build, then publish.

        - [-] **BL-002 — Docs hosting**
          → Spec: TBD

        ## Ideas

        - [x] **ID-011 — New runtime** *(promoted to BK-004)*
        - [ ] **ID-012 — Benchmarks**

        """;

    public const string WithDoneSection = """
        # Backlog

        ## Backlog (Prioritized)

        - [~] **BK-002 — Patterns** (LOW)
          → RFC: `sdd/rfcs/rfc-0003-patterns.md` (accepted)

          ```python
          - [ ] **BK-009 — quoted**
          ```

        - [ ] **BUG-175 — `Blob.glob` drops `**/` matches** (MEDIUM)

        ---

        ## Done

        ### Audit findings

        - [x] **AF-001 — First** (v0.6.0/v0.7.0)

        ### Ideas shipped

        - [x] **ID-002 — Second** *(subsumed by ID-023 `ext.transfer`)* (v0.9.0)
        """;

    public const string WithTombstones = """
        # Backlog

        ## How this file works

        - Fully done → delete from here, add to `BACKLOG-DONE.md` as `[x]`

        ## Ideas

        ### New Backends

        - [x] **ID-119 — SQL backends** → moved to [BACKLOG-DONE.md](BACKLOG-DONE.md)

        - [ ] **ID-118b — Bundles (Phase 2)**
          1. one

          2. two
             - deeper

        ## Icebox

        - [ ] **ID-013b — Later**
        """;

    public const string Index = """
        # Backlog
        <!-- doc: repo-only -->

        <a id="failures"></a>

        ## 1. Failures are predictable

        **Promise:** BK-907 and BUG-908 are closed.

        | Wave | Items |
        |---|---|
        | 1 | BK-276 |

        - [ ] **BUG-276 — Empty base class message**
          spec: BE-013, BE-014..016 · effort: M · audience: user.api
          Diagnosis 😀. Open decision: which.
          - [x] measured
          - [ ] decided
          Detail: [dossier](backlog/bug-276-empty-base-class-message.md)

        - [ ] **BK-167b (partial) — Half**
          spec: — · effort: S · audience: infra.test
        """;

    public const string Register = """
        # Development Backlog — Done

        ## Unreleased

        - [x] **BUG-212 — `scripts/x.py` deletes first**
          spec: — · audience: contributor.tooling
          Trace: [`sdd/traces/bug-212.yml`](traces/bug-212.yml).

        ---

        ## v0.3.0

        - [x] **BK-000 — First**
          Audience: `infra.test`. Spec: `017-testing.md`.

        ## Absorbed

        - [x] **ID-007 — Old**
          Absorbed by BK-310.

        ## Decided against

        - [x] **— — Never**
        """;

    public static readonly IReadOnlyList<string> All = [MarkedInPlace, WithDoneSection, WithTombstones, Index, Register];
}
