using System.Text.RegularExpressions;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>Rule 5: there are few doors to a database, and one to a process.</summary>
public sealed partial class EffectPlacesTests
{
    private static readonly Rule Databases = new(
        5,
        "databases are opened only in Journal and Lookup of src/Orchestrator.SK and in Worker of the host.",
        "ask the journal (IRunJournal) or the lookup for what you need, or add the query there.");

    private static readonly Rule Processes = new(
        5,
        "processes are started only in src/Orchestrator.SK/Repositories/Processes: it cleans the environment, limits time and output, and ends the whole tree.",
        "call ProcessRunner with a ProcessRequest.");

    [Fact]
    public void Databases_AreOpened_OnlyBehindTheirDoors() =>
        Check(Databases, DatabaseWord(), ["src/Orchestrator.SK/Journal", "src/Orchestrator.SK/Lookup", "src/Orchestrator.SK.Host/Worker"]);

    [Fact]
    public void Processes_AreStarted_OnlyBehindTheirDoor() =>
        Check(Processes, ProcessWord(), ["src/Orchestrator.SK/Repositories/Processes"]);

    private static void Check(Rule rule, Regex word, string[] places)
    {
        var uses = SourceTree.Files("src").SelectMany(file => word.Matches(file.Code).Select(match => (File: file, Word: match.Value, Line: file.LineOf(match.Index)))).ToList();

        rule.Check(uses.Count(use => use.File.IsUnder(places)), 1, uses.Where(use => !use.File.IsUnder(places)).Select(use => $"{use.File.Path}:{use.Line} has '{use.Word}'"));
    }

    [GeneratedRegex(@"\b(Sqlite|Npgsql|Db)(Connection|DataSource|ProviderFactory|ConnectionStringBuilder)\b|\bMicrosoft\.Data\.Sqlite\b|\bNpgsql\b|\bDapper\b", RegexOptions.CultureInvariant)]
    private static partial Regex DatabaseWord();

    [GeneratedRegex(@"\bProcess\s*\.\s*Start\b|\bnew\s+Process\b(?!\w)|\bProcess\s+\w+\s*=\s*new\b|\bProcessStartInfo\b", RegexOptions.CultureInvariant)]
    private static partial Regex ProcessWord();
}
