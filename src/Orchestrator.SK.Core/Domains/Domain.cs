namespace Orchestrator.SK.Core.Domains;

/// <summary>The paths an expert owns: those that a glob includes and none excludes.</summary>
/// <param name="Id">The expert.</param>
/// <param name="Includes">A path must match one of them.</param>
/// <param name="Excludes">A path must match none of them, wherever they stand in the list.</param>
public sealed record Domain(string Id, IReadOnlyList<PathPattern> Includes, IReadOnlyList<PathPattern> Excludes)
{
    /// <summary>Reads a list of globs; one that starts with <c>!</c> excludes.</summary>
    /// <exception cref="FormatException">A glob is malformed, or all of them exclude.</exception>
    public static Domain Parse(string id, IEnumerable<string> globs)
    {
        var all = globs.ToLookup(glob => glob.StartsWith('!'));
        if (all[true].Any() && !all[false].Any())
        {
            throw new FormatException($"The domain '{id}' only excludes: {string.Join(", ", all[true])}. Add a glob that includes, such as '**'.");
        }

        return new Domain(id, [.. all[false].Select(Read)], [.. all[true].Select(glob => Read(glob[1..]))]);

        PathPattern Read(string glob)
        {
            try
            {
                return PathPattern.Parse(glob);
            }
            catch (FormatException fault)
            {
                throw new FormatException($"Domain '{id}': {fault.Message}", fault);
            }
        }
    }

    /// <summary>Whether the expert may write this path.</summary>
    public bool Owns(string path) => Includes.Any(pattern => pattern.IsMatch(path)) && !Excludes.Any(pattern => pattern.IsMatch(path));
}
