using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Targets of make and recipes of just.</summary>
internal static partial class MakeTargets
{
    public static IEnumerable<CommandTarget> In(Survey survey) =>
    [
        .. CommandTargets.AtRoot(survey, "justfile", "Justfile", ".justfile") is { } just ? Read(just, "just", Recipe()) : [],
        .. CommandTargets.AtRoot(survey, "GNUmakefile", "makefile", "Makefile") is { } make ? Read(make, "make", Rule()) : [],
    ];

    private static IEnumerable<CommandTarget> Read((string Path, string Text) file, string program, Regex rule)
    {
        var lines = CommandTargets.Lines(file.Text);
        return lines.Index().Select(line => (line.Index, Match: rule.Match(line.Item))).Where(line => line.Match.Success)

            // 'all' of make builds, by old custom, unless it says that it tests.
            .SelectMany(line => line.Match.Groups["name"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(name => program != "make" || name != "all" || Tests().IsMatch(lines[line.Index][line.Match.Length..]))
                .Select(name => new CommandTarget(name, [program, name], $"{file.Path}:{line.Index + 1}", Body(lines, line.Index))))
            .DistinctBy(target => target.Name);
    }

    private static string Body(string[] lines, int at) =>
        string.Join(" && ", lines.Skip(at + 1).TakeWhile(line => line.StartsWith('\t') || line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().TrimStart('@', '-')));

    [GeneratedRegex(@"^(?<name>[A-Za-z0-9][A-Za-z0-9_. -]*?)\s*::?(?!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(@"^[^#]*\b(?:test|tests|check|verify)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Tests();

    // A recipe that takes arguments without a default cannot be run by name alone.
    [GeneratedRegex(@"^@?(?<name>[A-Za-z_][A-Za-z0-9_-]*)(?:\s+[*+]?[A-Za-z_]\w*\s*=\s*\S+|\s+\*\w+)*\s*:(?!=)", RegexOptions.CultureInvariant)]
    private static partial Regex Recipe();
}
