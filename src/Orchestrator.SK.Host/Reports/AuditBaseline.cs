using System.Text.Json;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Host.Reports;

/// <summary>The file of rows that are known: written once, kept in the repository, and read by whoever only wants to see what is new.</summary>
internal static class AuditBaseline
{
    public const int Version = 1;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    /// <exception cref="SettingsException">There is no such file, or it is no baseline.</exception>
    public static IReadOnlySet<string> Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<Stored>(File.ReadAllText(path), Indented);
            return file is { Version: Version, Rows: not null } && !file.Rows.All(row => row is { Fingerprint.Length: > 0 }) ? throw Fault("a row has no fingerprint")
                : file is { Version: Version, Rows: not null } ? file.Rows.Select(row => row!.Fingerprint!).ToHashSet(StringComparer.Ordinal) : throw Fault($"it has version {file?.Version ?? 0}, and version {Version} is read here");
        }
        catch (JsonException error)
        {
            throw Fault($"line {error.LineNumber + 1} has not the form of one");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Fault(error.Message);
        }

        SettingsException Fault(string why) => new($"'{path}' is no baseline: {why}. Write one: orchestrator audit --baseline {path} --write-baseline");
    }

    /// <exception cref="SettingsException">The file cannot be written.</exception>
    public static void Write(string path, AuditReport report)
    {
        IEnumerable<StoredRow> rows = report.Missing.Select(row => new StoredRow(row.Fingerprint, row.Rule, row.Path, row.Target)).OrderBy(row => row.Rule, StringComparer.Ordinal).ThenBy(row => row.Path, StringComparer.Ordinal).ThenBy(row => row.Fingerprint, StringComparer.Ordinal);
        try
        {
            File.WriteAllText(path, JsonSerializer.Serialize(new Stored(Version, [.. rows]), Indented) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The baseline cannot be written to '{path}': {error.Message} Name a file in a folder that is there: --baseline FILE.");
        }
    }

    private sealed record Stored(int Version, IReadOnlyList<StoredRow?>? Rows);

    private sealed record StoredRow(string? Fingerprint, string Rule, string? Path, string Target);
}
