using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Changes;

/// <summary>Which added files are deleted ones under another path. Git does not record it; neither does a diff.</summary>
public static class RenameSearch
{
    private const int MaxPairs = 4_000;

    public static IReadOnlyList<RenamedFile> Of(IReadOnlyList<DiffFile> diff)
    {
        List<DiffFile> gone = [.. diff.Where(file => file is { Kind: ChangeKind.Deleted, Before: not null })];
        List<RenamedFile> found = [];
        HashSet<string> taken = new(StringComparer.Ordinal);
        var byText = gone.ToLookup(file => file.Before!, StringComparer.Ordinal);
        List<DiffFile> left = [];
        foreach (var file in diff.Where(file => file is { Kind: ChangeKind.Added, After.Length: > 0 }))
        {
            if (byText[file.After!].OrderBy(other => Paths.Name(other.Path) == Paths.Name(file.Path) ? 0 : 1).FirstOrDefault(other => !taken.Contains(other.Path)) is { } same)
            {
                taken.Add(same.Path);
                found.Add(new(same.Path, file.Path));
            }
            else
            {
                left.Add(file);
            }
        }

        gone.RemoveAll(file => taken.Contains(file.Path));
        if (gone.Count * left.Count > MaxPairs)
        {
            var named = gone.ToLookup(file => Paths.Name(file.Path), StringComparer.Ordinal);
            return [.. found, .. left.SelectMany(file => named[Paths.Name(file.Path)].Take(1).Where(other => Likeness(other, file) >= 0.5).Select(other => new RenamedFile(other.Path, file.Path)))];
        }

        foreach (var file in left)
        {
            var best = gone.Where(other => Paths.Extension(other.Path) == Paths.Extension(file.Path) && !taken.Contains(other.Path))
                .Select(other => (other.Path, Likeness: Likeness(other, file) + (Paths.Name(other.Path) == Paths.Name(file.Path) ? 0.1 : 0))).OrderByDescending(pair => pair.Likeness).FirstOrDefault();
            if (best.Likeness >= 0.55)
            {
                taken.Add(best.Path);
                found.Add(new(best.Path, file.Path));
            }
        }

        return found;
    }

    private static double Likeness(DiffFile old, DiffFile now)
    {
        var left = Lines(old.Before);
        var right = Lines(now.After);
        return left.Count == 0 || right.Count == 0 ? 0 : left.Count(right.Contains) / (double)Math.Max(left.Count, right.Count);
    }

    private static HashSet<string> Lines(string? text) => (text ?? "").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 2).ToHashSet(StringComparer.Ordinal);
}
