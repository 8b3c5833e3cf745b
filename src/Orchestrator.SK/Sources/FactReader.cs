using Orchestrator.SK.Core.Auditing.Changes;

namespace Orchestrator.SK.Sources;

/// <summary>What one file declares, by its language: C# by Roslyn, TOML by Tomlyn, YAML by YamlDotNet, JSON and XML by the base library; Python and TypeScript by their lines.</summary>
internal static class FactReader
{
    /// <summary>What is longer was made by a program.</summary>
    private const int MaxLength = 600_000;

    /// <summary>Null where the language is not known, or the text cannot be read as it.</summary>
    public static SourceFacts? Read(string path, string? text)
    {
        if (text is null || text.Length > MaxLength)
        {
            return null;
        }

        var name = Path.GetFileName(path);
        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PY" or ".PYI" => PythonFacts.Read(text),
            ".CS" => CSharpFacts.Read(text),
            ".TS" or ".TSX" or ".MTS" or ".CTS" or ".JS" or ".JSX" or ".MJS" or ".CJS" => ScriptFacts.Read(text),
            ".TOML" => TomlFacts.Read(name, text),
            ".YML" or ".YAML" => YamlFacts.Read(text),
            ".JSON" when !name.EndsWith("lock.json", StringComparison.Ordinal) => JsonFacts.Read(name, text),
            ".CSPROJ" or ".FSPROJ" or ".PROPS" => ProjectFacts.Read(text),
            ".CFG" when name == "setup.cfg" => Requirements.OfSetup(text),
            ".TXT" or ".IN" when name.Contains("requirements", StringComparison.OrdinalIgnoreCase) || name.Contains("constraints", StringComparison.OrdinalIgnoreCase) => Requirements.OfList(name, text),
            _ => null,
        };
    }

    /// <summary>Whether a file lists what is to be installed: such files are read although nothing in them changed.</summary>
    public static bool IsManifest(string path) => Path.GetFileName(path) is var name
        && (name is "pyproject.toml" or "setup.cfg" or "Cargo.toml" or "package.json" or "Directory.Packages.props" || Path.GetExtension(path) is ".csproj" || (name.Contains("requirements", StringComparison.OrdinalIgnoreCase) && name.EndsWith(".txt", StringComparison.Ordinal)));
}
