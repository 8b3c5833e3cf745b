using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Stages;

/// <summary>What all handlers of one run share: its record, its repository at the base commit, and what that says about itself.</summary>
internal sealed record RunScope(
    RunRecord Record,
    PrivateRepository Repository,
    TreeSnapshot Base,
    RepositorySettings Settings,
    RepositoryDocuments Documents,
    PromptLibrary Prompts,
    DomainMap Domains,
    OrchestratorOptions Options,
    SandboxReport Sandbox)
{
    public RunState State => Record.State;

    public RunRequest Request => Record.State.Request!;

    public string ItemTitle => $"{Record.State.Intake!.ItemId}: {Record.State.Intake.Title}";

    /// <summary>Commits of a run are dated by its start, so that the same record gives the same ids.</summary>
    public CommitStamp Stamp => new(Options.Commit.Name, Options.Commit.Email, Request.StartedAt);
}
