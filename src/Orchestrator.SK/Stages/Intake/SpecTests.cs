using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Stages.Intake;

/// <summary>Which tests of a commit name which spec ids.</summary>
internal static class SpecTests
{
    /// <summary>Files of other languages have markers only where the settings say so; reading them would cost and find nothing.</summary>
    private static readonly HashSet<string> Languages = new([".py", ".pyi", ".cs", ".java", ".kt", ".kts", ".groovy", ".scala"], StringComparer.OrdinalIgnoreCase);

    public static MarkerCoverage Of(TreeSnapshot tree, RepositorySettings settings, SpecIndex specs)
    {
        var rules = MarkerRules.Of(settings.Markers);
        var patterns = (settings.Markers?.Patterns ?? []).Select(pattern => PathPattern.Parse(pattern.Files)).ToList();
        return new MarkerCoverage(specs, tree.Files.Where(file => file.IsRegular && (Languages.Contains(Path.GetExtension(file.Path)) || patterns.Exists(pattern => pattern.IsMatch(file.Path)))).SelectMany(file => tree.ReadText(file.Path).Text is { } text ? TestMarkers.Find(file.Path, text, rules) : []));
    }
}
