namespace Orchestrator.SK.EndToEnd.Tests.Programs;

/// <summary>All that a started program knows of a user: home, settings, state and temporary files, in one folder that goes away.</summary>
public sealed class ProgramHome : IDisposable
{
    public ProgramHome()
    {
        foreach (var folder in new[] { Config, StateHome, Temporary })
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("orchestrator-e2e-").FullName;

    /// <summary>Where the product keeps journal and private repositories.</summary>
    public string State => Path.Combine(StateHome, "orchestrator");

    public string Journal => Path.Combine(State, "journal.db");

    public string Temporary => Path.Combine(Root, "tmp");

    private string Config => Path.Combine(Root, "config");

    private string StateHome => Path.Combine(Root, "state");

    /// <summary>The whole environment of a program: nothing of the one who runs the tests comes along but what finds 'dotnet'.</summary>
    public Dictionary<string, string> EnvironmentVariables()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Root,
            ["XDG_CONFIG_HOME"] = Config,
            ["XDG_STATE_HOME"] = StateHome,
            ["TMPDIR"] = Temporary,
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["LANG"] = "C.UTF-8",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            // The checks of the sample build it: programs that live for seconds.
            ["DOTNET_TC_CallCountThreshold"] = "1000",
        };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } dotnet)
        {
            environment["DOTNET_ROOT"] = dotnet;
        }

        return environment;
    }

    /// <summary>The whole environment of a shell in which <c>orchestrator</c> is the built program.</summary>
    public Dictionary<string, string> ShellVariables()
    {
        var program = Write("bin/orchestrator", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "orchestrator.dll")}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = EnvironmentVariables();
        environment["PATH"] = $"{Path.GetDirectoryName(program)}:{environment["PATH"]}";
        return environment;
    }

    /// <summary>Writes the settings file of this user.</summary>
    public void WriteSettings(string json) => Write(Path.Combine(Config, "orchestrator", "appsettings.json"), json);

    /// <summary>Writes a file somewhere below <see cref="Root"/>, or at an absolute path.</summary>
    public string Write(string path, string content)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
