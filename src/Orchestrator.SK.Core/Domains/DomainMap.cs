namespace Orchestrator.SK.Core.Domains;

/// <summary>Who owns what. What no expert owns is the orchestrator's, derived for each path and listed nowhere.</summary>
/// <param name="Domains">They must be disjoint; <see cref="DomainOverlaps"/> proves it.</param>
public sealed record DomainMap(IReadOnlyList<Domain> Domains)
{
    /// <summary>The owner of every path that no expert owns.</summary>
    public const string Orchestrator = "orchestrator";

    public IReadOnlyList<Domain> Domains { get; } = Checked(Domains);

    /// <summary>Returns the expert who owns the path, or <see cref="Orchestrator"/>.</summary>
    public string OwnerOf(string path) => Domains.FirstOrDefault(domain => domain.Owns(path))?.Id ?? Orchestrator;

    private static IReadOnlyList<Domain> Checked(IReadOnlyList<Domain> domains)
    {
        if (domains.FirstOrDefault(domain => domain.Id == Orchestrator) is not null)
        {
            throw new FormatException($"No expert may be called '{Orchestrator}': the name stands for the owner of every path without one.");
        }

        return domains.GroupBy(domain => domain.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new FormatException($"The expert '{twice.Key}' has {twice.Count()} domains. Put all its globs into one.")
            : domains;
    }
}
