using LibGit2Sharp;

namespace Orchestrator.SK.Repositories;

/// <summary>Makes a git repository out of a folder that holds none: the sample, copied out and committed once.</summary>
internal static class SampleRepository
{
    /// <summary>Copies the folder to a place that does not exist yet and commits everything in it on branch <c>main</c>.</summary>
    /// <exception cref="RepositoryRefusedException">The place is taken, or the sample is not beside the program.</exception>
    public static void Create(string source, string target, CommitStamp stamp)
    {
        if (!Directory.Exists(source))
        {
            throw new RepositoryRefusedException($"The sample is not at '{source}'.", "Build the program again: the sample is copied beside it.");
        }
        if (Directory.Exists(target))
        {
            throw new RepositoryRefusedException($"'{target}' exists already.", "Name a new folder: the sample is never laid over something.");
        }
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        Repository.Init(target);
        using Repository repository = new(target);
        repository.Refs.UpdateTarget("HEAD", "refs/heads/main");
        Commands.Stage(repository, "*");
        Signature signature = new(stamp.Name, stamp.Email, stamp.At);
        repository.Commit("Import the sample", signature, signature);
    }
}
