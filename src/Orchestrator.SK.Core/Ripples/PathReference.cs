using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>
/// A path as a rule writes it, resolved against a tree: a folder with a trailing slash, a glob, a placeholder in angle brackets, or a file that may lack
/// its folder. Where it is anchored at the root it means that one place; else every place whose path ends so.
/// </summary>
internal sealed partial record PathReference(string Written)
{
    /// <summary>Gets whether it stands for many files rather than one.</summary>
    public bool IsWide => Pattern.EndsWith('/') || Pattern.AsSpan().IndexOfAny("*?[{") >= 0;

    private string Pattern { get; } = Placeholder().Replace(Written, "*");

    /// <summary>Returns the paths it means, anchored ones alone if there are any.</summary>
    public IReadOnlyList<string> Resolve(IEnumerable<string> paths)
    {
        var all = paths as IReadOnlyCollection<string> ?? [.. paths];
        if (Read(Pattern) is not { } anchored)
        {
            return [];
        }

        List<string> here = [.. all.Where(anchored.IsMatch)];
        return here.Count > 0 || Read("**/" + Pattern) is not { } anywhere ? here : [.. all.Where(anywhere.IsMatch)];
    }

    /// <summary>Prose is no place to fail for a glob that cannot be read: it means nothing then.</summary>
    private static PathPattern? Read(string pattern)
    {
        try
        {
            return PathPattern.Parse(pattern);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex("<[^<>/]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
