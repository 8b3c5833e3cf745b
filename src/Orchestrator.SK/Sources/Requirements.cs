using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Tomlyn.Syntax;

namespace Orchestrator.SK.Sources;

/// <summary>What is to be installed, in the forms of Python, npm and Cargo.</summary>
internal static partial class Requirements
{
    public static IEnumerable<SourceRequirement> OfToml(string table, string key, KeyValueSyntax item, int line)
    {
        var isOptional = table is "project/optional-dependencies" or "tool/poetry/extras" || (table.StartsWith("tool/poetry/group/", StringComparison.Ordinal) && key != "dependencies");
        var isList = isOptional || table == "dependency-groups" || (table == "project" && key == "dependencies") || (table.StartsWith("tool/", StringComparison.Ordinal) && key is "dependencies" or "extra-dependencies");
        if (isList && item.Value is ArraySyntax array)
        {
            var name = table == "project" || key is "dependencies" or "extra-dependencies" ? $"{table}/{key}" : key;
            return array.Items.Select(entry => (Text: $"{entry.Value}".Trim().Trim('"', '\''), Line: entry.Span.Start.Line + 1)).SelectMany(entry => Parse(name, isOptional, entry.Text, entry.Line));
        }

        return table.EndsWith("dependencies", StringComparison.Ordinal) && item.Value is StringValueSyntax or InlineTableSyntax && !isOptional && table != "project"
            ? [new(table, false, Normal(key), $"{item.Value}".Trim().Trim('"', '\''), line)]
            : [];
    }

    public static IEnumerable<SourceRequirement> OfPackage(JsonElement root, Func<string, string, int> line) =>
        from table in root.EnumerateObject()
        where table.Name.EndsWith("ependencies", StringComparison.Ordinal) && table.Value.ValueKind == JsonValueKind.Object
        from entry in table.Value.EnumerateObject()
        where entry.Value.ValueKind == JsonValueKind.String
        select new SourceRequirement(table.Name, table.Name is "optionalDependencies", entry.Name, entry.Value.GetString()!, line(table.Name, entry.Name));

    public static SourceFacts OfList(string name, string text) => SourceFacts.None with
    {
        Requirements = [.. text.ReplaceLineEndings("\n").Split('\n').SelectMany((line, index) => Parse(name, false, line.Split('#')[0].Trim(), index + 1))],
    };

    /// <summary>The lists of a setup.cfg, read by their lines: a key, and values behind it or set in below it.</summary>
    public static SourceFacts OfSetup(string text)
    {
        var (section, key) = ("", "");
        List<SourceRequirement> found = [];
        List<SourceKey> keys = [];
        foreach (var (index, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var value = line.Split('#')[0].Trim();
            if (line is ['[', ..])
            {
                (section, key) = (value.Trim('[', ']'), "");
            }
            else if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && value.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            {
                (key, value) = (value[..at].Trim(), value[(at + 1)..].Trim());
                if (section == "options.extras_require")
                {
                    keys.Add(new(section, key, index + 1));
                }
            }

            var isOptional = section == "options.extras_require";
            if (isOptional || (section == "options" && key is "install_requires" or "setup_requires" or "tests_require"))
            {
                found.AddRange(value.Split(';', ',').Length > 1 && !value.Contains('>', StringComparison.Ordinal) ? value.Split(';').SelectMany(one => Parse(key, isOptional, one.Trim(), index + 1)) : Parse(key, isOptional, value, index + 1));
            }
        }

        return SourceFacts.None with { Requirements = found, Keys = keys };
    }

    private static IEnumerable<SourceRequirement> Parse(string group, bool isOptional, string text, int line) => Requirement().Match(text) is { Success: true } match
        ? [new(group, isOptional, Normal(match.Groups["name"].Value), match.Groups["version"].Value.Replace(" ", "", StringComparison.Ordinal), line)]
        : [];

    private static string Normal(string name) => name.ToLowerInvariant().Replace('_', '-').Replace('.', '-');

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?<version>[<>=!~][^;]*)?(?:;.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Requirement();
}
