using System.Text.Json;

namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>
/// The replies of a model, in the fixture format of the npm package <c>@copilotkit/aimock</c>: the first fixture that matches answers.
/// Reading it is strict: an unknown key is an error that names the file, the place and the known keys.
/// </summary>
internal sealed class RehearsalScript
{
    private RehearsalScript(IReadOnlyList<Fixture> fixtures)
    {
        Fixtures = fixtures;
        Models = [.. fixtures.Select(fixture => fixture.Match.Model).OfType<string>().Distinct()];
        ToolNames = fixtures
            .SelectMany(fixture => (fixture.Reply as Reply.Answer)?.ToolCalls ?? [])
            .Select(call => call.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<Fixture> Fixtures { get; }

    /// <summary>The models that fixtures ask for.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>The tools that the rehearsed model calls, whether anybody offers them or not.</summary>
    public IReadOnlySet<string> ToolNames { get; }

    /// <exception cref="ScriptException">The file is missing, is no JSON, or says something that cannot be played.</exception>
    public static RehearsalScript Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ScriptException(path, "", fault.Message);
        }
    }

    /// <summary>Reads a script from its text; <paramref name="file"/> is how errors name it.</summary>
    /// <exception cref="ScriptException">The text is no JSON, or says something that cannot be played.</exception>
    public static RehearsalScript Parse(string json, string file = "script")
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = new ScriptObject(file, "", document.RootElement, "fixtures");
            return new RehearsalScript([.. root.Objects("fixtures", FixtureReader.Keys).Select(FixtureReader.Read)]);
        }
        catch (JsonException fault)
        {
            throw new ScriptException(file, "", fault.Message);
        }
    }
}
