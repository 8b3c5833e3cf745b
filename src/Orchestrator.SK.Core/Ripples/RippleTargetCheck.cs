using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>How a target stands in a diff.</summary>
/// <param name="Diff">The whole diff.</param>
/// <param name="Tree">The paths of the final tree.</param>
internal sealed partial record RippleTargetCheck(IReadOnlyList<DiffFile> Diff, IReadOnlyCollection<string> Tree)
{
    private const int MaxNamed = 3;

    /// <summary>Returns the verdict and what it rests on.</summary>
    /// <param name="target">What the rule asks for.</param>
    /// <param name="fired">The files that fired the rule: they are no evidence that something else followed.</param>
    /// <param name="members">The names that the target must mention, each as its words.</param>
    public (Verdict Verdict, string Evidence) Decide(RippleTarget target, IReadOnlyList<DiffFile> fired, IReadOnlyList<IReadOnlyList<string>> members)
    {
        var references = References(target);
        if (references.Count == 0)
        {
            return (Verdict.Undecided, $"'{target.Text}' names no file: only a reader can tell");
        }

        var found = references.Select(reference => One(reference, fired, members)).ToList();
        var missing = found.Where(one => one.Verdict == Verdict.Missing).Select(one => one.Evidence).ToList();
        if (missing.Count > 0)
        {
            return target.Kind == TargetKind.Condition
                ? (Verdict.Undecided, $"holds only under a condition, and {string.Join("; ", missing)}")
                : (Verdict.Missing, string.Join("; ", missing));
        }

        var satisfied = found.Where(one => one.Verdict == Verdict.Satisfied).Select(one => one.Evidence).ToList();
        return satisfied.Count > 0
            ? (Verdict.Satisfied, string.Join("; ", satisfied))
            : (Verdict.NotApplicable, string.Join("; ", found.Select(one => one.Evidence)));
    }

    /// <summary>Returns the files of tree and diff that a target names.</summary>
    public IReadOnlyList<string> Paths(RippleTarget target) => [.. References(target).SelectMany(Candidates).Distinct(StringComparer.Ordinal)];

    private (Verdict Verdict, string Evidence) One(PathReference reference, IReadOnlyList<DiffFile> fired, IReadOnlyList<IReadOnlyList<string>> members)
    {
        var candidates = Candidates(reference);
        if (candidates.Count == 0)
        {
            return (Verdict.NotApplicable, $"nothing in the repository is '{reference.Written}'");
        }

        var touched = Diff.Where(file => candidates.Contains(file.Path) && !(candidates.Count > 1 && fired.Contains(file))).ToList();
        if (touched.Count == 0)
        {
            return (Verdict.Missing, Unchanged(reference, candidates));
        }

        var silent = members.FirstOrDefault(member => !touched.Any(file => Mentions(file, member)));
        return silent is null
            ? (Verdict.Satisfied, Place(touched, members))
            : (Verdict.Missing, $"{touched[0].Path}:{touched[0].FirstChangedLine} is changed but does not mention '{string.Join(' ', silent)}'");
    }

    private static bool Mentions(DiffFile file, IReadOnlyList<string> member) =>
        file.IsOpaque || file.Kind == ChangeKind.Deleted || Words.Mentions(Words.Stem(file.Path), member) || Words.Mentions(file.After ?? "", member);

    /// <summary>Points at the changed line that mentions the member, else at the first changed line.</summary>
    private static string Place(List<DiffFile> touched, IReadOnlyList<IReadOnlyList<string>> members)
    {
        var file = touched.FirstOrDefault(file => members.All(member => Mentions(file, member))) ?? touched[0];
        var telling = members.Count == 0 ? null : file.AddedLines.FirstOrDefault(line => members.Any(member => Words.Mentions(line, member)));
        var lines = (file.After ?? "").ReplaceLineEndings("\n").Split('\n');
        return $"{file.Path}:{(telling is null ? file.FirstChangedLine : Array.IndexOf(lines, telling) + 1)}";
    }

    private HashSet<string> Candidates(PathReference reference) => [.. reference.Resolve([.. Tree.Union(Diff.Select(file => file.Path), StringComparer.Ordinal)])];

    private static string Unchanged(PathReference reference, HashSet<string> candidates)
    {
        var named = candidates.Order(StringComparer.Ordinal).Take(MaxNamed).ToList();
        return candidates.Count == 1 ? $"{named[0]} is not changed" : $"none of '{reference.Written}' ({string.Join(", ", named)}{(candidates.Count > MaxNamed ? $" and {candidates.Count - MaxNamed} more" : "")}) is changed";
    }

    /// <summary>The target's paths; without any, documents that it calls by their bare name: README, CHANGELOG, <c>`pyproject`</c>.</summary>
    private List<PathReference> References(RippleTarget target)
    {
        if (target.Paths.Count > 0)
        {
            return [.. target.Paths.Select(path => new PathReference(path))];
        }

        var names = Capitals().Matches(target.Text).Select(match => match.Value).Concat(PathHints.SymbolsIn(target.Text)).Distinct(StringComparer.Ordinal);
        return [.. names.Select(Document).OfType<string>().Select(path => new PathReference(path))];
    }

    private string? Document(string name) => Tree
        .Where(path => Words.Stem(path) == name && FileKinds.Of(path) is not (FileKind.Source or FileKind.Test) && (char.IsUpper(name[0]) || !path.Contains('/', StringComparison.Ordinal)))
        .OrderBy(path => path.Count(character => character == '/')).ThenBy(path => path, StringComparer.Ordinal).FirstOrDefault();

    [GeneratedRegex(@"\b[A-Z]{4,}(?:[_-][A-Z]+)*\b", RegexOptions.CultureInvariant)]
    private static partial Regex Capitals();
}
