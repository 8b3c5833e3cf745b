using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.SK.Core.Documents;

/// <summary>Writes <c>orchestrator.json</c> as a person would: lists on one line.</summary>
public static class SettingsText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(RepositorySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var paths = settings.Paths ?? new DocumentPaths();
        List<(string Key, string Value)> root =
        [
            ("$schema", One(settings.Schema ?? RepositorySettings.SchemaAddress)),
            ("paths", Block(1,
            [
                ("backlog", One(paths.Backlog)), ("done", One(paths.Done)), ("changelog", One(paths.Changelog)), ("specs", List(paths.Specs)),
                ("decisions", List(paths.Decisions)), ("rfcs", List(paths.Rfcs)), ("ripples", One(paths.Ripples)),
            ])),
            ("experts", Block(1, [.. settings.Experts.Select(expert => (expert.Key, Block(2,
                [("writes", List(expert.Value.Writes)), ("reads", List(expert.Value.Reads)), ("foundations", List(expert.Value.Foundations))])))])),
            ("checks", Block(1, [.. (settings.Checks ?? new Dictionary<string, CheckSettings>()).Select(check => (check.Key, Check(check.Value)))])),
            ("verify", List(settings.Verify)),
            ("waivers", Block(1, [.. (settings.Waivers ?? new Dictionary<string, string>()).Select(waiver => (waiver.Key, One(waiver.Value)))])),
        ];
        if (settings.Markers is { } markers)
        {
            root.Add(("markers", Block(1, [("name", One(markers.Name)), ("patterns", $"[{string.Join(", ", (markers.Patterns ?? []).Select(pattern => $"{{ \"files\": {One(pattern.Files)}, \"pattern\": {One(pattern.Pattern)} }}"))}]")])));
        }

        if (settings.Protected is { } kept)
        {
            root.Add(("protected", List(kept)));
        }

        if (settings.Audit is { } audit)
        {
            root.Add(("audit", Block(1, [("off", List(audit.Off)), ("ignore", List(audit.Ignore)), ("waivers", $"[{string.Join(", ", (audit.Waivers ?? []).Select(Waiver))}]")])));
        }

        return Block(0, root) + "\n";
    }

    private static string Block(int depth, List<(string Key, string Value)> members)
    {
        if (members.Count == 0)
        {
            return "{}";
        }

        var text = new StringBuilder("{");
        var indent = new string(' ', 2 * depth);
        foreach (var (index, (key, value)) in members.Index())
        {
            text.Append(index == 0 ? "\n" : ",\n").Append(indent).Append("  ").Append(One(key)).Append(": ").Append(value);
        }

        return text.Append('\n').Append(indent).Append('}').ToString();
    }

    private static string Check(CheckSettings check) => check.Formats ? $"{{ \"command\": {List(check.Command)}, \"formats\": true }}" : List(check.Command);

    private static string Waiver(WaiverSettings waiver) =>
        $"{{ {string.Join(", ", new[] { ("reason", waiver.Reason), ("rule", waiver.Rule), ("path", waiver.Path), ("by", waiver.By) }.Where(pair => pair.Item2 is not null).Select(pair => $"{One(pair.Item1)}: {One(pair.Item2)}"))} }}";

    private static string List(IReadOnlyList<string>? values) => values is null ? "[]" : $"[{string.Join(", ", values.Select(One))}]";

    private static string One(string? value) => value is null ? "null" : JsonSerializer.Serialize(value, Plain);
}
