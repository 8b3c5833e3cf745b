using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.PromptLab;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Repositories.Processes;
using Orchestrator.SK.Repositories.Sandbox;
using Orchestrator.SK.Stages.Intake;

namespace Orchestrator.SK.Host.Doctor;

/// <summary>Whether a repository can be worked on, and what it says about itself. Nothing is fetched, nothing is run.</summary>
internal sealed class RepositoryRows(OrchestratorOptions options, TrustedSettings trusted, Func<PromptLibrary> prompts)
{
    /// <param name="prefix">Before the subjects, where several repositories are looked at.</param>
    /// <param name="reference">Where work would start; HEAD when null.</param>
    /// <param name="facts">What prompts can be held against; null when the settings cannot be read.</param>
    public IReadOnlyList<DoctorRow> Of(string path, string? reference, string prefix, out RepositoryFacts? facts)
    {
        facts = null;
        var rows = new List<DoctorRow>();
        try
        {
            PrivateRepository.RequireWritable(TargetRepository.Locate(path));
            using var target = TargetReader.Open(path);
            var tree = target.OpenTree(reference);
            rows.Add(Target(target, tree, prefix));
            rows.AddRange(Settings(target, tree, prefix, out facts));
        }
        catch (RepositoryRefusedException error)
        {
            rows.Add(DoctorRow.Fail(ExitCodes.Repository, $"{prefix}repository", error.Message));
        }

        return rows;
    }

    private static DoctorRow Target(TargetReader target, TreeSnapshot tree, string prefix)
    {
        var state = target.State(tree.CommitId);
        var found = $"{target.Root} at commit {tree.CommitId[..8]}, {tree.Files.Count} files";
        return state.Operation is { } operation ? DoctorRow.Warn($"{prefix}repository", $"{found}, in the midst of {operation}.", "End it first: git status says how.")
            : state.Uncommitted.Count > 0 ? DoctorRow.Warn($"{prefix}repository", $"{found}; {state.Uncommitted.Count} changes are in no commit, and work starts from commits only.", "Commit what a run is to see.")
            : DoctorRow.Ok($"{prefix}repository", found);
    }

    private List<DoctorRow> Settings(TargetReader target, TreeSnapshot tree, string prefix, out RepositoryFacts? facts)
    {
        var subject = $"{prefix}{RepositorySettings.FileName}";
        try
        {
            var reading = RepositoryReading.Read(tree, prompts());
            var text = tree.ReadText(RepositorySettings.FileName).Text!;
            facts = new RepositoryFacts(text, [.. reading.Settings.Experts.Keys], reading.Documents.Specs);
            var (used, own) = OperatorCommands.Over(reading.Settings, options, target.Root);
            return
            [
                reading.Documents.Specs.Sections.Count > 0
                    ? DoctorRow.Ok(subject, $"{reading.Settings.Experts.Count} experts, their domains disjoint; {reading.Documents.Specs.Ids.Count} spec ids")
                    : DoctorRow.Warn(subject, $"{reading.Settings.Experts.Count} experts, their domains disjoint; no spec section in {string.Join(", ", reading.Documents.SpecGlobs)}: no item can start.", "Say where specs are: paths.specs, such as [\"docs/specs/**/*.md\"]."),
                Trust(WantedCommands.Of(target.Root, tree.CommitId, text, own), prefix),
                Programs(used, tree, prefix),
            ];
        }
        catch (SettingsException error)
        {
            facts = null;
            return [DoctorRow.Fail(ExitCodes.Configuration, subject, error)];
        }
        catch (PromptException)
        {
            // The row of the prompts says so.
            facts = null;
            return [];
        }
    }

    private DoctorRow Trust(WantedCommands wanted, string prefix) => wanted.Commands.Count == 0
        ? DoctorRow.Ok($"{prefix}trust", "The file wants to run nothing of its own.")
        : trusted.Allows(wanted)
            ? DoctorRow.Ok($"{prefix}trust", $"{wanted.Commands.Count} commands, trusted in this version (sha256 {wanted.Hash[..12]})")
            : DoctorRow.Warn($"{prefix}trust", $"Nobody has trusted this version of the file (sha256 {wanted.Hash[..12]}): a run asks first, and where nobody can be asked it does not start.", $"Look at it, then: orchestrator config trust -C '{wanted.Repository.Replace("'", "'\\''", StringComparison.Ordinal)}'");

    private DoctorRow Programs(RepositorySettings settings, TreeSnapshot tree, string prefix)
    {
        var path = SandboxSettings.From(options.Sandbox).EnvironmentWith("/")["PATH"];
        var commands = (settings.Checks ?? new Dictionary<string, CheckSettings>()).Select(check => (Name: $"check {check.Key}", Command: (IReadOnlyList<string>)check.Value.Command))
            .Concat(settings.Verify is { Count: > 0 } verify ? [("verify", verify)] : []).Where(command => command.Item2.Count > 0).ToList();
        var missing = commands.Where(command => !IsThere(command.Item2[0], path, tree)).Select(command => $"'{PathRules.Escape(command.Item2[0], 60)}' of {command.Item1}").ToList();
        return commands.Count == 0 ? DoctorRow.Warn($"{prefix}checks", "There is no check and no verify: nothing would be verified.", $"Name commands under 'checks' and 'verify' in {RepositorySettings.FileName}.")
            : missing.Count == 0 ? DoctorRow.Ok($"{prefix}checks", $"{commands.Count} commands, their programs found")
            : DoctorRow.Warn($"{prefix}checks", $"Not found in {path}: {string.Join(", ", missing)}.", "Install them there, or name their folders in Orchestrator:Sandbox:ProgramPaths and :ReadOnlyPaths.");
    }

    // A path is one of the tree, or one of a folder that is shown there.
    private bool IsThere(string program, string path, TreeSnapshot tree)
    {
        var relative = program.StartsWith("./", StringComparison.Ordinal) ? program[2..] : program;
        return program.Contains('/', StringComparison.Ordinal)
            ? tree.Contains(relative) || (Path.IsPathFullyQualified(program) && File.Exists(program)) || options.Sandbox.TreeFolders.Keys.Any(folder => relative.StartsWith($"{folder}/", StringComparison.Ordinal))
            : ProgramPath.Find(program, "/", path) is not null;
    }

    /// <summary>What lint says of the prompts.</summary>
    public static DoctorRow Prompts(PromptFolders folders, RepositoryFacts? facts)
    {
        try
        {
            var report = PromptLint.Check(PromptSources.Load(folders), facts, null);
            var (errors, warnings) = (report.Count(Severity.Error), report.Count(Severity.Warning));
            var first = report.Findings.OrderBy(finding => finding.Severity).FirstOrDefault();
            var found = $"{report.Prompts} prompts in {folders.Prompts} and {folders.Plugins}: {errors} errors, {warnings} warnings{(errors + warnings > 0 ? $", the first in {first!.File}:{first.Line}: {first.Message}" : "")}";
            const string Remedy = "'orchestrator prompts lint' shows all.";
            return errors > 0 ? DoctorRow.Fail(ExitCodes.Configuration, "prompts", found, Remedy)
                : warnings > 0 ? DoctorRow.Warn("prompts", found, Remedy)
                : DoctorRow.Ok("prompts", found);
        }
        catch (Exception error) when (error is PromptException or IOException or UnauthorizedAccessException)
        {
            return DoctorRow.Fail(ExitCodes.Configuration, "prompts", error.Message, "Orchestrator:PromptsDirectory and :PluginsDirectory say where they are; empty, they are those beside the program.");
        }
    }
}
