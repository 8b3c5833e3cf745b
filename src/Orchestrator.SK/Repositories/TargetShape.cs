using System.Text.RegularExpressions;
using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>Looks whether a git directory is in earnest, before it is believed: what leads elsewhere would be read, and written, elsewhere.</summary>
internal static partial class TargetShape
{
    // Read as soon as a repository is opened.
    private static readonly string[] Read = ["HEAD", "config", "config.worktree", "packed-refs", "index", "shallow", "commondir", "gitdir", "info/exclude", "info/attributes", "info/grafts", "objects/info/alternates"];

    // A delivery writes a branch, its log and its objects below these.
    private static readonly string[] Written = ["refs", "refs/heads", "logs", "logs/refs", "logs/refs/heads", "objects"];

    /// <summary>Says no before anything is opened that would not answer.</summary>
    public static void RefuseOddPlace(string path, string full)
    {
        for (string? at = full; at is not null; at = Path.GetDirectoryName(at))
        {
            RefuseOdd(path, [Path.Combine(at, ".git"), .. Files(Path.Combine(at, ".git")), .. Files(at)]);
        }
    }

    /// <summary>Says no to pipes and devices by the names of what is read, to links where a delivery writes, and to a directory that passes for the worktree of another.</summary>
    public static void RefuseFalse(string path, string git)
    {
        RefuseOdd(path, Files(git));
        string common = CommonDirectory(git);
        // A linked worktree lies at .git/worktrees/<name>, and nothing else has its objects somewhere else.
        if (!Same(common, git) && !Same(Path.Combine(git, "..", ".."), common))
        {
            throw new RepositoryRefusedException($"'{path}' has its objects in '{common}' (commondir), but is no worktree of it.", "Clone it afresh, with git clone.");
        }
        string references = Path.Combine(common, "refs");
        EnumerationOptions below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        RefuseOdd(path, [.. Files(common), .. Directory.Exists(references) ? Directory.EnumerateFiles(references, "*", below) : []]);
        string objects = Path.Combine(common, "objects");
        if (Written.Select(name => Path.Combine(common, name)).Concat(Directory.Exists(objects) ? Directory.EnumerateDirectories(objects) : [])
            .FirstOrDefault(folder => new FileInfo(folder).LinkTarget is not null) is { } link)
        {
            throw new RepositoryRefusedException($"'{link}' is a link: a delivery would write where it leads.", "Use a worktree of the other repository, git worktree add, or clone it.");
        }
    }

    /// <summary>Says no where the files are not in the folder that holds the <c>.git</c>: they are somebody else's then.</summary>
    public static void RefuseOtherFiles(string path, string git, Repository repository)
    {
        if (repository.Info.WorkingDirectory is not { } files)
        {
            return;
        }
        string? place = Path.GetFullPath(path);
        while (place is not null && !Path.Exists(Path.Combine(place, ".git")))
        {
            place = Path.GetDirectoryName(place);
        }
        if (place is null || !Same(place, files) || Repository.Discover(place) != git)
        {
            throw new RepositoryRefusedException(
                $"'{path}' belongs to the repository '{git}', whose files are said to be in '{files}' (core.worktree, or a .git that leads elsewhere).",
                "Name the folder of the files itself, or clone it afresh, with git clone.");
        }
    }

    /// <summary>Whether a new branch of that name would meet something in the way, or write its log through a link.</summary>
    public static bool IsInTheWay(string git, string branch)
    {
        string common = CommonDirectory(git);
        FileInfo log = new(Path.Combine(common, "logs", "refs", "heads", branch));
        string reference = Path.Combine(common, "refs", "heads", branch);
        return new[] { reference, reference + ".lock" }.Any(file => Path.Exists(file) || new FileInfo(file).LinkTarget is not null)
            || log.LinkTarget is not null || Directory.Exists(log.FullName) || FileForm.IsOdd(log.FullName);
    }

    /// <summary>The directory that a linked worktree shares with its repository; the git directory itself otherwise.</summary>
    public static string CommonDirectory(string git)
    {
        string pointer = Path.Combine(git, "commondir");
        return File.Exists(pointer) ? Path.GetFullPath(Path.Combine(git, File.ReadAllText(pointer).Trim())) : git;
    }

    private static IEnumerable<string> Files(string git) =>
        [.. Read.Select(name => Path.Combine(git, name)), .. NamedBy(Path.Combine(git, "config"), []).Where(FileForm.IsPipe)];

    // The files that a configuration includes, and those that they include: they are opened with it.
    private static IEnumerable<string> NamedBy(string configuration, HashSet<string> seen)
    {
        if (!seen.Add(configuration) || seen.Count > 100 || !File.Exists(configuration) || FileForm.IsOdd(configuration))
        {
            yield break;
        }
        foreach (string line in File.ReadLines(configuration).Take(100_000))
        {
            if (NamedPath().Match(line) is { Success: true } match)
            {
                string named = match.Groups["path"].Value.Replace("\\\\", "\\", StringComparison.Ordinal).Trim('"');
                string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                string file = Path.Combine(Path.GetDirectoryName(configuration)!, named.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, named[2..]) : named);
                yield return file;
                foreach (string further in NamedBy(file, seen))
                {
                    yield return further;
                }
            }
        }
    }

    private static bool Same(string one, string other) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)) == Path.TrimEndingDirectorySeparator(Path.GetFullPath(other)) || FileForm.AreSame(one, other);

    private static void RefuseOdd(string path, IEnumerable<string> files)
    {
        if (files.FirstOrDefault(FileForm.IsOdd) is { } odd)
        {
            throw new RepositoryRefusedException($"'{path}' cannot be read: '{odd}' is no file.", "See what 'ls -l' says of it, and take it away.");
        }
    }

    [GeneratedRegex(@"^\s*(\[[^\]]*\])?\s*(path|excludesfile|attributesfile)\s*=\s*(?<path>[^#;\0]+?)\s*$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedPath();
}
