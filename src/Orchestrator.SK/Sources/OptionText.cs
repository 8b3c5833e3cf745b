using System.Text.RegularExpressions;

namespace Orchestrator.SK.Sources;

/// <summary>What a command-line option looks like.</summary>
internal static partial class OptionText
{
    public static bool IsOption(string text) => Whole().IsMatch(text);

    /// <summary>The options that stand as a literal among the arguments of a call.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Quoted().Matches(text).Select(match => match.Groups["option"].Value).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex("^--[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?:[(,]\s*|option\w*\(\s*)[""'](?:-\w,?\s*)?(?<option>--[a-z][a-z0-9]*(?:-[a-z0-9]+)*)(?:[ =][^""']*)?[""']", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
