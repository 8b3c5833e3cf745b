using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Core.Experts;

/// <summary>What a failed check names that another assignment of the same wave is to write. Nobody sees it before the wave ends.</summary>
/// <param name="Names">Files and names of the contract, in the order of the output.</param>
public sealed record AwaitedPart(string Expert, string Assignment, IReadOnlyList<string> Names)
{
    public override string ToString() => $"{Expert} ({Assignment}): {string.Join(", ", Names)}";
}

/// <summary>Tells a check that fails because of its own draft from one that cannot pass yet.</summary>
public static partial class NotYet
{
    // More would only push the output away.
    private const int MostNames = 5;

    /// <summary>Who writes what the output misses; empty when it names nothing of others.</summary>
    /// <param name="output">What the check printed.</param>
    /// <param name="wave">The assignments that run at once, with the own one.</param>
    /// <param name="contract">Lines of names, signatures and paths. A line belongs to the assignment whose path it names.</param>
    /// <param name="stands">Whether the wave's base already has a file, or a word in any of its files: that is nothing to wait for.</param>
    public static IReadOnlyList<AwaitedPart> Of(
        string output, Assignment own, IEnumerable<Assignment> wave, IReadOnlyList<string> contract, Func<string, bool> stands)
    {
        ArgumentNullException.ThrowIfNull(own);
        string[] printed = [.. Name().Matches(output).Select(match => match.Value).Distinct(StringComparer.Ordinal)];
        var ownNames = NamesOf(own, contract).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. wave.Where(other => other.Id != own.Id).OrderBy(other => other.Id, StringComparer.Ordinal)
                .Select(other => new AwaitedPart(other.Expert, other.Id, [.. Missed(printed, NamesOf(other, contract)).Where(name => !ownNames.Contains(name) && !stands(name)).Take(MostNames)]))
                .Where(part => part.Names.Count > 0),
        ];
    }

    private static IEnumerable<string> Missed(string[] printed, IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return printed.Where(wanted.Contains);
    }

    // Only words that look like names: "path" and "class" stand in every line.
    private static IEnumerable<string> NamesOf(Assignment assignment, IReadOnlyList<string> contract)
    {
        var files = assignment.Paths.Where(path => !path.Contains('*', StringComparison.Ordinal)).ToList();
        foreach (var file in files.Select(file => file[(file.LastIndexOf('/') + 1)..]))
        {
            yield return file;
            yield return file.Split('.')[0];
        }

        foreach (var line in contract.Where(line => files.Exists(file => line.Contains(file, StringComparison.Ordinal))))
        {
            foreach (var name in Name().Matches(line).Select(match => match.Value).Where(name => name.Length > 3 && (name.AsSpan(1).ContainsAnyInRange('A', 'Z') || name.Contains('_', StringComparison.Ordinal))))
            {
                yield return name;
            }
        }
    }

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*(\.[a-z]{1,4}\b)?", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
