namespace Orchestrator.SK.Core.Auditing;

/// <summary>The ripple rules that were predicted from the item before work, held against those that the diff fired.</summary>
/// <param name="Predicted">By their triggers.</param>
/// <param name="Both">Predicted and found.</param>
/// <param name="Surprising">Found and not predicted.</param>
public sealed record RippleComparison(IReadOnlyList<string> Predicted, IReadOnlyList<string> Both, IReadOnlyList<string> Surprising)
{
    /// <param name="predicted">As intake records them: the trigger, a colon, the targets.</param>
    public static RippleComparison Of(IReadOnlyList<string> predicted, AuditReport audit)
    {
        List<string> before = [.. predicted.Select(Trigger).Distinct(StringComparer.Ordinal)];
        List<string> found = [.. audit.Rows.Where(row => row.Rule == "ripple").Select(row => Trigger(row.Trigger)).Distinct(StringComparer.Ordinal)];
        return new(before, [.. before.Intersect(found, StringComparer.Ordinal)], [.. found.Except(before, StringComparer.Ordinal)]);
    }

    private static string Trigger(string text) => text.Split(": ", 2)[0];
}
