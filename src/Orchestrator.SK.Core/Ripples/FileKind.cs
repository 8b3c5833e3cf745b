using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Ripples;

/// <summary>What a file is for, told from its path alone.</summary>
internal enum FileKind
{
    Source,
    Test,
    Example,
    Spec,
    Decision,
    Rfc,
    Backlog,
    Changelog,
    Readme,
    Manifest,
    Navigation,
    ApiReference,
    Guide,
    Document,
    Ci,
    Other,
}

/// <summary>Sorts paths into kinds; each path has one. Written for the usual layouts of Python, C# and TypeScript repositories.</summary>
internal static partial class FileKinds
{
    public static FileKind Of(string path)
    {
        var segments = path.ToLowerInvariant().Split('/');
        var name = segments[^1];
        var folders = segments[..^1];
        var isText = Text().IsMatch(name);
        return Has(folders, ".ci", "workflows", ".circleci", ".gitlab", ".buildkite") || CiFile().IsMatch(name) ? FileKind.Ci
            : NavigationFile().IsMatch(name) ? FileKind.Navigation
            : ManifestFile().IsMatch(name) ? FileKind.Manifest
            : isText && Top(name, "changelog", "changes", "history", "news") ? FileKind.Changelog
            : isText && name.StartsWith("backlog", StringComparison.Ordinal) ? FileKind.Backlog
            : isText && Has(folders, "spec", "specs", "specifications") ? FileKind.Spec
            : isText && Has(folders, "adr", "adrs", "decisions") ? FileKind.Decision
            : isText && Has(folders, "rfc", "rfcs") ? FileKind.Rfc
            : IsTest(folders, name) ? FileKind.Test
            : Has(folders, "example", "examples", "sample", "samples", "snippets", "notebooks", "demo", "demos") ? FileKind.Example
            : Top(name, "readme") ? FileKind.Readme
            : isText || Has(folders, "doc", "docs", "docs-src", "documentation", "website") ? Page(folders)
            : Code().IsMatch(name) ? FileKind.Source
            : FileKind.Other;
    }

    private static FileKind Page(string[] folders) =>
        Has(folders, "guide", "guides", "tutorial", "tutorials", "how-to", "howto") ? FileKind.Guide
        : Has(folders, "reference", "api") ? FileKind.ApiReference
        : FileKind.Document;

    private static bool IsTest(string[] folders, string name) =>
        folders.Any(folder => folder is "test" or "tests" or "__tests__" or "testing" || folder.EndsWith(".tests", StringComparison.Ordinal) || folder.EndsWith(".test", StringComparison.Ordinal))
        || TestFile().IsMatch(name);

    private static bool Has(string[] folders, params string[] names) => folders.Any(names.Contains);

    private static bool Top(string name, params string[] stems) => stems.Any(stem => name == stem || name.StartsWith(stem + ".", StringComparison.Ordinal));

    [GeneratedRegex(@"\.(?:md|mdx|rst|adoc|txt)$", RegexOptions.CultureInvariant)]
    private static partial Regex Text();

    [GeneratedRegex(@"^(?:\.gitlab-ci.*|azure-pipelines.*|jenkinsfile|\.travis\.yml|appveyor\.yml)$", RegexOptions.CultureInvariant)]
    private static partial Regex CiFile();

    [GeneratedRegex(@"^(?:mkdocs\.ya?ml|_?nav\.ya?ml|toc\.ya?ml|summary\.md|_sidebar\.md|sidebars?\.[a-z]+|docusaurus\.config\.[a-z]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex NavigationFile();

    [GeneratedRegex(@"^(?:pyproject\.toml|setup\.(?:py|cfg)|requirements.*\.txt|package\.json|.*\.(?:csproj|fsproj|vbproj|nuspec)|directory\.(?:packages|build)\.props|cargo\.toml|go\.mod|pom\.xml|build\.gradle.*|gemfile|composer\.json)$", RegexOptions.CultureInvariant)]
    private static partial Regex ManifestFile();

    [GeneratedRegex(@"^(?:test_.*|conftest\.py|.*_test\.[a-z]+|.*[a-z0-9]tests?\.cs|.*\.(?:test|spec)\.[cm]?[jt]sx?)$", RegexOptions.CultureInvariant)]
    private static partial Regex TestFile();

    [GeneratedRegex(@"\.(?:py|pyi|cs|fs|vb|[cm]?[jt]sx?|go|rs|java|kt|rb|php|swift|c|h|cpp|hpp|scala|ex|exs|lua)$", RegexOptions.CultureInvariant)]
    private static partial Regex Code();
}
