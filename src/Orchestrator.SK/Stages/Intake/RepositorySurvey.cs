using Orchestrator.SK.Core.Documents.Discovery;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>Looks through a commit for what a repository would say about itself.</summary>
internal static class RepositorySurvey
{
    /// <summary>Documents beyond this many are not read: a repository of its own kind, such as a handbook.</summary>
    public const int MaxDocuments = 5_000;

    public static SettingsProposal Of(TreeSnapshot tree) => Of(tree, path => tree.ReadText(path).Text);

    /// <param name="text">Of a path that is in the tree.</param>
    public static SettingsProposal Of(TreeSnapshot tree, Func<string, string?> text)
    {
        var read = tree.Files.Where(file => file.IsRegular && SurveyPaths.IsWorthReading(file.Path)).OrderBy(file => file.Path.Count(c => c == '/')).Take(MaxDocuments).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return SettingsDiscovery.Propose(tree.Files.Where(file => file.IsRegular).Select(file => new SurveyedFile(file.Path, read.Contains(file.Path) ? text(file.Path) : null)));
    }
}
