namespace Orchestrator.SK.Core.Documents;

/// <summary>Which ids in an item's words can be spec ids.</summary>
internal static class SpecReferences
{
    /// <summary>Prefixes of decisions, tickets and standards: they have the shape of a spec id and never are one.</summary>
    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal)
    {
        "ADR-", "RFC-", "PR-", "PEP-", "CVE-", "GHSA-", "UTF-", "SHA-", "CRC-", "ISO-", "IEEE-",
        "BL-", "BK-", "BUG-", "ID-", "AF-", "DONE-",
    };

    public static IReadOnlyList<string> In(string text) => [.. SpecIds.Expand(text).Where(id => !IsForeign(id))];

    public static bool IsForeign(string id) => Foreign.Contains(SpecIds.Prefix(id));

    /// <summary>Returns the ids of the attribute <c>spec</c>, or null if there is none.</summary>
    public static IReadOnlyList<string>? Stated(IReadOnlyDictionary<string, string> attributes) =>
        (attributes.GetValueOrDefault("spec") ?? attributes.GetValueOrDefault("specs")) is { } stated ? SpecIds.Expand(stated) : null;
}
