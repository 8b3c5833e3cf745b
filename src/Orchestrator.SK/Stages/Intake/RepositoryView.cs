using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>A repository as somebody who only looks at it sees it: its newest commit, read again when there is a newer one. Prompts are read each time.</summary>
/// <exception cref="RepositoryRefusedException">There is no repository, or it cannot be read.</exception>
internal sealed class RepositoryView(Places places, string path) : IDisposable
{
    private readonly PrivateRepository _repository = PrivateRepository.Open(places.State, path);
    private readonly Lock _gate = new();
    private RepositoryReading? _reading;
    private TreeSnapshot? _tree;
    private SpecLookup? _specs;

    public string TargetPath => _repository.TargetPath;

    /// <summary>The name that people see: the folder's.</summary>
    public string Name => Path.GetFileName(TargetPath.TrimEnd('/', Path.DirectorySeparatorChar));

    /// <exception cref="Core.Documents.SettingsException">Its <c>orchestrator.json</c> cannot be used.</exception>
    public (TreeSnapshot Tree, RepositoryReading Reading) Current()
    {
        lock (_gate)
        {
            var prompts = PromptLibrary.Load(places.Prompts);
            var commit = _repository.ResolveBase(null);
            if (_tree?.CommitId != commit)
            {
                _tree = _repository.OpenTree(commit);
                _reading = RepositoryReading.Read(_tree, prompts);
            }

            return (_tree, _reading! with { Prompts = prompts });
        }
    }

    /// <summary>The specs of the newest commit, to be searched.</summary>
    /// <inheritdoc cref="SpecLookup.Open" path="/param[@name='notes']"/>
    public SpecLookup Specs(Action<string> notes)
    {
        var (tree, reading) = Current();
        lock (_gate)
        {
            return _specs?.CommitId == tree.CommitId ? _specs : _specs = SpecLookup.Open(tree, reading.Settings, places.SpecIndex(_repository.Location), notes);
        }
    }

    /// <summary>Intake alone: may the item start?</summary>
    public RunEvent Check(string itemId)
    {
        var (tree, reading) = Current();
        lock (_gate)
        {
            return IntakeCheck.Of(itemId, tree, reading, _repository.State(tree.CommitId)).Event;
        }
    }

    public DiffText Diff(string from, string to)
    {
        lock (_gate)
        {
            return _repository.Diff(from, to);
        }
    }

    public void Dispose() => _repository.Dispose();
}
