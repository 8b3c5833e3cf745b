namespace Orchestrator.SK.Core.Auditing;

/// <summary>Files that some program executes when nobody thinks of it: on a build, a test, an install, a push, on opening a folder. A change in one deserves a person's eye before it is run.</summary>
public static class ExecutesLater
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["conftest.py"] = "test configuration", ["pytest.ini"] = "test configuration", ["tox.ini"] = "test configuration", ["noxfile.py"] = "test configuration", ["setup.cfg"] = "test configuration",
        ["sitecustomize.py"] = "Python start-up", ["usercustomize.py"] = "Python start-up", ["setup.py"] = "build script", ["pyproject.toml"] = "build configuration", ["hatch.toml"] = "build configuration",
        ["hatch_build.py"] = "build script", ["makefile"] = "build script", ["gnumakefile"] = "build script", ["justfile"] = "build script", ["taskfile.yml"] = "build script", ["rakefile"] = "build script",
        ["gulpfile.js"] = "build script", ["gruntfile.js"] = "build script", ["cmakelists.txt"] = "build script", ["meson.build"] = "build script", ["build.rs"] = "build script", ["build.gradle"] = "build script",
        ["build.gradle.kts"] = "build script", ["settings.gradle"] = "build script", ["settings.gradle.kts"] = "build script", ["pom.xml"] = "build script", ["build.sbt"] = "build script",
        ["package.json"] = "package scripts", [".npmrc"] = "package configuration", [".yarnrc.yml"] = "package configuration", [".pnp.cjs"] = "package configuration", ["composer.json"] = "package scripts", ["gemfile"] = "package scripts",
        ["directory.build.props"] = "build script", ["directory.build.targets"] = "build script", ["nuget.config"] = "package configuration", ["global.json"] = "build configuration", ["packages.config"] = "package configuration",
        [".pre-commit-config.yaml"] = "hook", [".lefthook.yml"] = "hook", ["lefthook.yml"] = "hook", ["dockerfile"] = "container build", ["containerfile"] = "container build", ["docker-compose.yml"] = "container build",
        ["compose.yaml"] = "container build", ["jenkinsfile"] = "CI", [".gitlab-ci.yml"] = "CI", ["azure-pipelines.yml"] = "CI", [".travis.yml"] = "CI", ["appveyor.yml"] = "CI", ["bitbucket-pipelines.yml"] = "CI",
        ["action.yml"] = "CI", ["action.yaml"] = "CI", [".envrc"] = "shell start-up", ["orchestrator.json"] = "the orchestrator's own settings",
    };

    private static readonly string[] ConfigPrefixes =
        ["jest.config.", "vitest.config.", "vite.config.", "webpack.config.", "rollup.config.", "babel.config.", "eslint.config.", ".eslintrc", "playwright.config.", "karma.conf.", "next.config.", "tailwind.config.", "postcss.config."];

    private static readonly string[] BuildSuffixes = [".csproj", ".fsproj", ".vbproj", ".proj", ".targets", ".props", ".sln", ".slnx", ".gradle", ".pth", ".mk", ".cmake"];

    private static readonly string[] Folders = [".github", ".circleci", ".buildkite", ".gitlab", ".ci", ".husky", ".githooks", "hooks", ".devcontainer", ".vscode", ".idea", ".cargo", ".mvn"];

    private static readonly string[] Scripts = [".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd"];

    /// <summary>What executes the file, in a few words; null for one that nothing executes by itself.</summary>
    public static string? Why(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        var name = parts[^1];
        return Names.TryGetValue(name, out var why) ? why
            : parts[..^1].FirstOrDefault(part => Folders.Contains(part, StringComparer.OrdinalIgnoreCase)) is { } folder ? $"in {folder}"
            : ConfigPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ? "tool configuration that is code"
            : BuildSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) ? "build script"
            : Scripts.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) ? "script"
            : null;
    }
}
