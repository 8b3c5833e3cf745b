using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Secrets;

namespace Orchestrator.SK.Hosting;

/// <summary>What attributes cannot say about the sandbox's settings.</summary>
internal static partial class SandboxOptionsCheck
{
    private const string Section = $"{OrchestratorOptions.Section}:Sandbox";
    private static readonly SecretText Secrets = new();

    /// <summary>One sentence for each wrong entry: its key, its value, and what it may be.</summary>
    public static IEnumerable<string> FaultsOf(SandboxOptions options) => [.. options.Environment.SelectMany(Variable), .. options.TreeFolders.SelectMany(TreeFolder)];

    private static IEnumerable<string> Variable(KeyValuePair<string, string> variable)
    {
        var key = $"'{Section}:Environment:{variable.Key}'";
        if (!VariableName().IsMatch(variable.Key))
        {
            yield return $"{key} is no name of a variable: use letters, digits and underscores, such as NUGET_FALLBACK_PACKAGES.";
        }
        else if (variable.Key is "PATH" or "HOME")
        {
            yield return $"{key} cannot be set: PATH comes from {Section}:ProgramPaths, and HOME is the sandbox's own.";
        }
        else if (Secrets.IsIn(variable.Value))
        {
            yield return $"{key} looks like a secret, and checks run what models wrote: give the check another way to do without it.";
        }
        else if (variable.Value.Contains('\0', StringComparison.Ordinal))
        {
            yield return $"{key} holds a null character: take it out.";
        }
    }

    private static IEnumerable<string> TreeFolder(KeyValuePair<string, string> folder)
    {
        var key = $"'{Section}:TreeFolders:{folder.Key}'";
        if (Path.IsPathRooted(folder.Key) || folder.Key.Split('/').Any(part => part is "" or "." or ".." || part.Equals(".git", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{key} is no path in a repository: write it relative, without '.', '..' and '.git', such as web/node_modules.";
        }
        if (!Path.IsPathFullyQualified(folder.Value))
        {
            yield return $"{key} is '{folder.Value}': set the absolute path of a folder, such as /opt/tools/node_modules.";
        }
        else if (!Directory.Exists(folder.Value))
        {
            yield return $"{key} is '{folder.Value}', where no folder is: install the packages there, or take the entry out.";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
