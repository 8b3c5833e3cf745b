using System.Text;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Stages;

namespace Orchestrator.SK.Runs;

/// <summary>The variables of a persona: whose repository, which paths, and the foundations, quoted as far as there is room.</summary>
internal static class Foundations
{
    private const int MaxEach = 16_000;
    private const int MaxAll = 48_000;

    public static Dictionary<string, string> Values(RunScope scope, string expert)
    {
        var settings = scope.Settings.Experts.GetValueOrDefault(expert);
        var domain = settings?.Writes ?? [.. scope.Settings.Experts.SelectMany(other => other.Value.Writes.Select(path => $"{path} ({other.Key})"))];
        return new()
        {
            ["repository"] = scope.Request.Repository,
            ["domain"] = string.Join('\n', domain.Select(path => $"- {path}")),
            ["foundations"] = Quote(scope, settings?.Foundations ?? []),
        };
    }

    private static string Quote(RunScope scope, IReadOnlyList<string> globs)
    {
        var patterns = globs.Select(PathPattern.Parse).ToList();
        var sections = scope.Documents.Specs.Sections.ToLookup(section => section.Path, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var path in scope.Base.Files.Select(file => file.Path).Where(path => patterns.Exists(pattern => pattern.IsMatch(path))))
        {
            var quoted = sections[path].Any() ? Contents(sections[path]) : scope.Base.ReadText(path).Text ?? "";
            var room = Math.Min(MaxEach, MaxAll - text.Length);
            if (room <= 0)
            {
                text.Append($"\n== {path}\n(read it with files-read)\n");
                continue;
            }

            text.Append($"\n== {path}\n{(quoted.Length <= room ? quoted.TrimEnd() : $"{quoted[..room]}\n… cut: read the rest with files-read")}\n");
        }

        return text.Length == 0 ? "none" : text.ToString().Trim('\n');
    }

    // A spec is read by section, through its tool: here only what it holds.
    private static string Contents(IEnumerable<SpecSection> sections) => string.Join('\n', sections.Select(section => $"{section.Id}: {section.Title}"));
}
