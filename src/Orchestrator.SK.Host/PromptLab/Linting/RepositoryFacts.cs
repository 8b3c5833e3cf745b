using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>What a repository says that prompts can be held against: its experts and its specs.</summary>
/// <param name="Settings">The text of its <c>orchestrator.json</c>.</param>
internal sealed record RepositoryFacts(string Settings, IReadOnlyList<string> Experts, SpecIndex Specs)
{
    /// <summary>Returns the facts of HEAD, or why there are none: prompts can be checked without a repository.</summary>
    public static (RepositoryFacts? Facts, string? Skipped) Read(string stateDirectory, string path)
    {
        try
        {
            using var repository = PrivateRepository.Open(stateDirectory, path);
            var tree = repository.OpenTree(repository.ResolveBase(null));
            if (tree.ReadText(RepositorySettings.FileName).Text is not { } text)
            {
                return (null, $"'{path}' has no {RepositorySettings.FileName} in HEAD");
            }

            var settings = RepositorySettings.Parse(text);
            return (new(text, [.. settings.Experts.Keys], RepositoryDocuments.Read(tree, settings).Specs), null);
        }
        catch (Exception error) when (error is RepositoryRefusedException or SettingsException)
        {
            return (null, error.Message);
        }
    }

    /// <summary>Holds the experts of the repository against the personas.</summary>
    public IEnumerable<LintFinding> Check(PromptSources sources)
    {
        var text = new LintText(RepositorySettings.FileName, Settings);
        var places = JsonPlaces.Of(Settings);
        var personas = sources.All.Where(source => source.Kind == SourceKind.Expert).Select(source => source.Id["experts/".Length..]).ToList();
        foreach (var expert in Experts.Except(personas))
        {
            yield return text.At(places.GetValueOrDefault($"experts.{expert}"), LintRule.UnknownExpert, $"'{expert}' has no persona prompts/experts/{expert}.md.{Nearest.Hint(expert, personas)}");
        }

        foreach (var persona in personas.Except(Experts).Where(persona => persona != DomainMap.Orchestrator))
        {
            yield return new LintText($"prompts/experts/{persona}.md", "").At(0, LintRule.IdlePersona, $"no expert of the repository is called '{persona}': {string.Join(", ", Experts)}.");
        }
    }
}
