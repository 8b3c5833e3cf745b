using Microsoft.SemanticKernel;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Plugins;

/// <summary>The tools of free talk. All of them read; none can change anything or start a run.</summary>
internal static class TalkTools
{
    public static IReadOnlyList<KernelPlugin> Of(RepositoryDocuments documents, SpecLookup specs, IRunJournal journal, string repository) =>
    [
        KernelPluginFactory.CreateFromObject(new BacklogPlugin(documents), "backlog"),
        KernelPluginFactory.CreateFromObject(new SpecsPlugin(specs), "specs"),
        KernelPluginFactory.CreateFromObject(new RunsPlugin(journal, repository), "runs"),
    ];
}
