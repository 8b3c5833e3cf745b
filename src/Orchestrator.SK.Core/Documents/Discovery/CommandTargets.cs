namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>A command that a repository offers by name.</summary>
/// <param name="Name">What the repository calls it: <c>lint</c>, <c>test:unit</c>.</param>
/// <param name="Command">Program and arguments.</param>
/// <param name="Where">File and line that declares it.</param>
/// <param name="Runs">What stands behind the name, as written; empty where that is not known.</param>
/// <param name="Native">The tool's own command, which no file names: it counts only where nothing else does.</param>
internal sealed record CommandTarget(string Name, IReadOnlyList<string> Command, string Where, string Runs, bool Native = false);

/// <summary>Reads the task runners and build files of many languages. The order is that of trust: what was made to be run comes first.</summary>
internal static class CommandTargets
{
    private const int MaxLine = 500;

    public static IReadOnlyList<CommandTarget> In(Survey survey) =>
    [
        .. ScriptTargets.In(survey),
        .. MakeTargets.In(survey),
        .. PythonTargets.In(survey),
        .. NodeTargets.In(survey),
        .. BuildTargets.In(survey),
    ];

    /// <summary>The file at the root with one of these names.</summary>
    public static (string Path, string Text)? AtRoot(Survey survey, params string[] names) =>
        names.Select(name => survey.Text(name) is { } text ? ((string, string)?)(name, text) : null).FirstOrDefault(file => file is not null);

    /// <summary>The lines of a manifest; one that nobody could have written by hand is empty, so that no pattern labours over it.</summary>
    public static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Length > MaxLine ? "" : line.TrimEnd('\r'))];

    /// <summary>The number of the first line that fits, from 1; 1 if none does.</summary>
    public static int Line(string text, Func<string, bool> fits) => Math.Max(0, Array.FindIndex(Lines(text), line => fits(line))) + 1;
}
