using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.EndToEnd.Tests.Targets;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Rehearsal.Scripts;
using Orchestrator.SK.Tests.Repositories;
using Orchestrator.SK.Tests.Runs;

namespace Orchestrator.SK.EndToEnd.Tests.Crashes;

/// <summary>A run that is killed again and again: its repository, what the models say, and how it went when nobody killed it.</summary>
internal sealed class Story : IDisposable
{
    private readonly IDisposable _owner;

    private Story(IDisposable owner, string repository, string item, RehearsalScript script) => (_owner, Repository, Item, Script) = (owner, repository, item, script);

    public string Repository { get; }

    public string Item { get; }

    public RehearsalScript Script { get; }

    public string Trusted => TrustedSettings.HashOf(File.ReadAllText(Path.Combine(Repository, "orchestrator.json")));

    /// <summary>The sample's full delivery: four experts, an audit that finds something, a repair, documents, verify, branch.</summary>
    public static Story Sample()
    {
        var home = new ProgramHome();
        return new Story(home, TidemarkTarget.In(home).Root, "BK-004", RehearsalScript.Load(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json")));
    }

    /// <summary>A handover, a finding of review, its repair, and two rounds.</summary>
    public static Story Repaired()
    {
        var target = new GitTarget();
        RunRig.Fill(target);
        RepairedRun.Undecided(target);
        target.Commit();
        return new Story(target, target.Root, "BK-001", RepairedRun.Script.Build());
    }

    public void Dispose() => _owner.Dispose();
}
