using System.Globalization;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>One rule of the house: what it says, and what to do instead of breaking it. Its failure is written for somebody who has never heard of it.</summary>
internal sealed record Rule(int Number, string Text, string WayOut)
{
    /// <summary>Fails with every breach. A scan that found nothing to look at would pass for ever, so that fails as well.</summary>
    /// <param name="scanned">How many things were looked at.</param>
    /// <param name="atLeast">How many there have to be, so that the scan is one.</param>
    public void Check(int scanned, int atLeast, IEnumerable<string> breaches)
    {
        Assert.True(scanned >= atLeast, string.Create(
            CultureInfo.InvariantCulture, $"Rule {Number} scanned only {scanned} things of at least {atLeast}: the scan is broken or its folder moved. The rule: {Text}"));
        var found = breaches.Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, string.Create(
            CultureInfo.InvariantCulture, $"Rule {Number}: {Text}\n  {string.Join("\n  ", found)}\nThe way out: {WayOut}"));
    }
}
