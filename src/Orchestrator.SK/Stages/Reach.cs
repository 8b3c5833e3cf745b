using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Stages;

/// <summary>What an expert may read: what it owns, its foundations, what <c>reads</c> adds, and the settings of the repository. The orchestrator reads everything.</summary>
internal static class Reach
{
    public static Func<string, bool> Of(RepositorySettings settings, DomainMap domains, string expert)
    {
        if (expert == DomainMap.Orchestrator)
        {
            return _ => true;
        }

        var reads = Domain.Parse(expert, settings.Experts[expert].Reads ?? []);
        var foundations = (settings.Experts[expert].Foundations ?? []).Select(PathPattern.Parse).ToList();
        return path => path == RepositorySettings.FileName || domains.OwnerOf(path) == expert || reads.Owns(path) || foundations.Exists(pattern => pattern.IsMatch(path));
    }
}
