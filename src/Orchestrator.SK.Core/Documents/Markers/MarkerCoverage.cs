namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>A marker that names an id which no spec declares.</summary>
/// <param name="IsKnownFamily">Some spec declares ids with the same prefix: then it is stale or misspelt; else it may name something that is no spec.</param>
public sealed record DanglingMarker(string Id, TestMarker Marker, bool IsKnownFamily);

/// <summary>Which spec ids have tests that name them. That is citation, not proof: nobody ran the test, and it may test something else.</summary>
public sealed class MarkerCoverage
{
    private readonly ILookup<string, TestMarker> _byId;

    public MarkerCoverage(SpecIndex specs, IEnumerable<TestMarker> markers)
    {
        ArgumentNullException.ThrowIfNull(specs);
        List<(string Id, TestMarker Marker)> pairs = [.. markers.SelectMany(marker => marker.Ids.Select(id => (id, marker)))];
        _byId = pairs.ToLookup(pair => pair.Id, pair => pair.Marker, StringComparer.Ordinal);
        var families = specs.Ids.Select(SpecIds.Prefix).ToHashSet(StringComparer.Ordinal);
        Untested = [.. specs.Ids.Where(id => !_byId.Contains(id) && specs.FindAll(id).Any(section => section.IsInForce))];
        Dangling = [.. pairs.Where(pair => !specs.Contains(pair.Id) && !SpecReferences.IsForeign(pair.Id)).Select(pair => new DanglingMarker(pair.Id, pair.Marker, families.Contains(SpecIds.Prefix(pair.Id))))];
    }

    /// <summary>Gets the ids in force that no marker names, in the order of the specs.</summary>
    public IReadOnlyList<string> Untested { get; }

    /// <summary>Gets what markers name and no spec declares; ids of tickets and decisions are left out.</summary>
    public IReadOnlyList<DanglingMarker> Dangling { get; }

    public IReadOnlyList<TestMarker> Of(string id) => [.. _byId[id]];
}
