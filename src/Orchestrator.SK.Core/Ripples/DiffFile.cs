using System.Runtime.CompilerServices;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>What happened to a file. A rename is a deletion and an addition.</summary>
public enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One file of a diff.</summary>
/// <param name="Path">From the repository's root.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="Before">Its text at the base; null if it was not there, is no text, or is not known yet.</param>
/// <param name="After">Its text now; null for the same reasons.</param>
public sealed record DiffFile(string Path, ChangeKind Kind, string? Before, string? After)
{
    /// <summary>Many rules ask for the same lines; what a file is equal to does not depend on who asked.</summary>
    private static readonly ConditionalWeakTable<DiffFile, Difference> Differences = [];

    /// <summary>Gets whether the diff says only that the file changes, not how: a plan, or a binary file.</summary>
    public bool IsOpaque => Before is null && After is null;

    /// <summary>Gets the first line that differs, from 1, counted in the newer text.</summary>
    public int FirstChangedLine => Lazily().First;

    /// <summary>Gets the lines of the newer text that the older one does not have, in order.</summary>
    public IReadOnlyList<string> AddedLines => Lazily().Added;

    /// <summary>Gets the lines of the older text that the newer one does not have, in order.</summary>
    public IReadOnlyList<string> RemovedLines => Lazily().Removed;

    private Difference Lazily() => Differences.GetValue(this, file => new(
        Without(file.After, file.Before), Without(file.Before, file.After), Lines(file.Before).Zip(Lines(file.After)).TakeWhile(pair => pair.First == pair.Second).Count() + 1));

    private sealed record Difference(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, int First);

    private static string[] Lines(string? text) => text is null ? [] : text.ReplaceLineEndings("\n").Split('\n');

    private static List<string> Without(string? text, string? other)
    {
        var left = Lines(other).CountBy(line => line, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        List<string> result = [];
        foreach (var line in Lines(text))
        {
            if (left.TryGetValue(line, out var count) && count > 0)
            {
                left[line] = count - 1;
            }
            else
            {
                result.Add(line);
            }
        }

        return result;
    }
}
