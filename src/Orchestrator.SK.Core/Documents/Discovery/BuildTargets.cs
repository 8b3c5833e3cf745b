using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Build tools that know by themselves how to build and test: .NET, Cargo, Go, Gradle, Maven.</summary>
internal static partial class BuildTargets
{
    public static IEnumerable<CommandTarget> In(Survey survey) => [.. Dotnet(survey), .. Cargo(survey), .. Go(survey), .. Java(survey)];

    private static IEnumerable<CommandTarget> Dotnet(Survey survey)
    {
        var solution = survey.Paths.Where(path => Solution().IsMatch(path)).OrderBy(SurveyPaths.Depth).FirstOrDefault();
        var projects = survey.Paths.Where(path => Project().IsMatch(path)).ToList();
        var tests = projects.Where(path => TestName().IsMatch(SurveyPaths.Name(path)) || (survey.Text(path) is { } text && TestProject().IsMatch(text))).ToList();
        var whole = solution ?? (projects.Count == 1 ? projects[0] : null);
        var tested = solution is not null && (tests.Count > 0 || projects.Count == 0) ? solution : tests.Count == 1 ? tests[0] : null;
        return
        [
            .. whole is null ? [] : new[] { Native("typecheck", ["dotnet", "build", .. Named(whole)], whole) },
            .. tested is null ? [] : new[] { Native("test", ["dotnet", "test", .. Named(tested)], tested) },
        ];

        // At the root the tool finds it by itself.
        string[] Named(string path) => SurveyPaths.Depth(path) == 0 && survey.Paths.Count(other => SurveyPaths.Depth(other) == 0 && (Solution().IsMatch(other) || Project().IsMatch(other))) == 1 ? [] : [path];
    }

    private static IEnumerable<CommandTarget> Cargo(Survey survey)
    {
        if (survey.Text("Cargo.toml") is not { } text)
        {
            return [];
        }

        string[] all = text.Contains("[workspace", StringComparison.Ordinal) ? ["--workspace"] : [];
        return [Native("lint", ["cargo", "clippy", .. all], "Cargo.toml:1"), Native("typecheck", ["cargo", "check", .. all], "Cargo.toml:1"), Native("test", ["cargo", "test", .. all], "Cargo.toml:1")];
    }

    private static IEnumerable<CommandTarget> Go(Survey survey) => survey.Text("go.mod") is null ? [] :
    [
        survey.Paths.FirstOrDefault(path => path is ".golangci.yml" or ".golangci.yaml" or ".golangci.toml") is { } golangci
            ? Native("lint", ["golangci-lint", "run"], golangci) : Native("lint", ["go", "vet", "./..."], "go.mod:1"),
        Native("typecheck", ["go", "build", "./..."], "go.mod:1"),
        Native("test", ["go", "test", "./..."], "go.mod:1"),
    ];

    private static IEnumerable<CommandTarget> Java(Survey survey)
    {
        var gradle = survey.Paths.FirstOrDefault(path => path is "build.gradle" or "build.gradle.kts" or "settings.gradle" or "settings.gradle.kts");
        string run = survey.Paths.Contains("gradlew") ? "./gradlew" : "gradle";
        string maven = survey.Paths.Contains("mvnw") ? "./mvnw" : "mvn";
        return
        [
            .. gradle is null ? [] : new[] { Native("verify", [run, "check"], gradle), Native("typecheck", [run, "classes"], gradle), Native("test", [run, "test"], gradle) },
            .. survey.Text("pom.xml") is null ? [] : new[] { Native("verify", [maven, "-q", "verify"], "pom.xml:1"), Native("typecheck", [maven, "-q", "compile"], "pom.xml:1"), Native("test", [maven, "-q", "test"], "pom.xml:1") },
        ];
    }

    private static CommandTarget Native(string name, string[] command, string where) => new(name, command, where, "", Native: true);

    [GeneratedRegex(@"^(?:[^/]+/)?[^/]+\.slnx?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Solution();

    [GeneratedRegex(@"\.(?:cs|fs|vb)proj$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Project();

    // What makes a project one of tests may stand in a file that all of them share.
    [GeneratedRegex(@"[.\-_]?Tests?\.(?:cs|fs|vb)proj$", RegexOptions.CultureInvariant)]
    private static partial Regex TestName();

    [GeneratedRegex(@"Microsoft\.NET\.Test\.Sdk|<IsTestProject>\s*true|""(?:xunit|nunit|MSTest|TUnit)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TestProject();
}
