using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Which files of a repository can say something about it.</summary>
public static partial class SurveyPaths
{
    /// <summary>Whether the text is worth having: documents, manifests, and what a continuous integration runs. Code never is.</summary>
    public static bool IsWorthReading(string path) => !IsForeign(path) && (IsMarkdown(path) || Manifest().IsMatch(path));

    /// <summary>Whether the path lies in code of others, or in something that a build made.</summary>
    public static bool IsForeign(string path) => Foreign().IsMatch(path);

    internal static bool IsMarkdown(string path) => Markdown().IsMatch(path);

    /// <summary>Whether a document speaks for the repository itself, and is no template, example or test data.</summary>
    internal static bool IsOwnDocument(string path) => IsMarkdown(path) && !IsForeign(path) && !Decoy().IsMatch(path);

    internal static bool IsReadme(string path) => Readme().IsMatch(Name(path));

    internal static string Folder(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    internal static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    internal static int Depth(string path) => path.Count(c => c == '/');

    [GeneratedRegex(@"\.(?:md|markdown)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Markdown();

    [GeneratedRegex(@"^(?:README|CONTRIBUTING|AGENTS|CLAUDE|GEMINI|CODE_OF_CONDUCT|SECURITY|index)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Readme();

    [GeneratedRegex(@"(?:^|/)(?:node_modules|bower_components|vendor|vendors|vendored|_vendor|third[-_]?party|3rd-?party|extern|external|deps|Pods|Carthage|\.?venv|site-packages|__pycache__|dist|_build|target|obj|\.tox|\.nox|\.gradle|\.yarn|coverage)/",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"(?:^|/)(?:[^/]*template[^/]*|tests?|__tests__|fixtures?|__fixtures__|test-?data|samples?|examples?|demos?|skeletons?|scaffold(?:s|ing)?|boilerplates?|cookiecutter[^/]*)/|(?:^|/)[^/]*(?:template|example|sample)[^/]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Decoy();

    [GeneratedRegex(@"(?:^|/)(?:pyproject\.toml|tox\.ini|setup\.cfg|noxfile\.py|[Mm]akefile|GNUmakefile|\.?justfile|Justfile|package\.json|Cargo\.toml|go\.mod|pom\.xml|build\.gradle(?:\.kts)?)$"
        + @"|^\.github/workflows/[^/]+\.ya?ml$|^\.gitlab-ci\.yml$|^azure-pipelines\.ya?ml$|^\.circleci/config\.yml$|(?:^|/)[^/]+\.(?:csproj|fsproj|vbproj)$|^(?:[^/]+/)?[^/]+\.sh$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Manifest();
}
