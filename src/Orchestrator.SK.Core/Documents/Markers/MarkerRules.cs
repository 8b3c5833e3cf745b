using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Core.Documents.Markers;

/// <summary>What counts as a marker in a repository: the settings, checked and compiled.</summary>
public sealed class MarkerRules
{
    /// <summary>Longer patterns are a mistake or an attack.</summary>
    public const int MaxPattern = 500;

    public static readonly MarkerRules Default = Of(new MarkerSettings());

    private readonly IReadOnlyList<(PathPattern Files, Regex Regex)> patterns;

    private MarkerRules(string name, IReadOnlyList<(PathPattern, Regex)> patterns) => (Name, this.patterns) = (name, patterns);

    public string Name { get; }

    /// <exception cref="SettingsException">The name is no word, a glob is malformed, or a pattern is not what can be matched in linear time with one group.</exception>
    public static MarkerRules Of(MarkerSettings? settings)
    {
        settings ??= new MarkerSettings();
        return settings.Name.Length is > 0 and <= 64 && settings.Name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_')
            ? new MarkerRules(settings.Name, [.. (settings.Patterns ?? []).Select(Compile)])
            : throw Fault("name", $"'{settings.Name}' is no name: use 1 to 64 letters, digits and '_', such as \"Spec\".");
    }

    internal bool IsName(string word) => word.Equals(Name, StringComparison.OrdinalIgnoreCase);

    internal IEnumerable<Regex> For(string path) => patterns.Where(pattern => pattern.Files.IsMatch(path)).Select(pattern => pattern.Regex);

    private static (PathPattern, Regex) Compile(MarkerPattern pattern, int index)
    {
        var key = $"patterns[{index}]";
        try
        {
            if (pattern.Pattern.Length is 0 or > MaxPattern)
            {
                throw Fault(key, $"the pattern has {pattern.Pattern.Length} characters: use 1 to {MaxPattern}.");
            }

            var regex = new Regex(pattern.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return regex.GetGroupNumbers().Length == 2
                ? (PathPattern.Parse(pattern.Files), regex)
                : throw Fault(key, $"'{pattern.Pattern}' has {regex.GetGroupNumbers().Length - 1} groups: put exactly one around the id, as in '// spec: (\\S+)', and write others as '(?:…)'.");
        }
        catch (FormatException error)
        {
            throw Fault($"{key}.files", error.Message, error);
        }
        catch (NotSupportedException error)
        {
            throw Fault(key, $"'{pattern.Pattern}' cannot be matched in linear time: do without look-around, back-references and atomic groups, and repeat less.", error);
        }
        catch (ArgumentException error)
        {
            throw Fault(key, $"'{pattern.Pattern}' is no regular expression: {error.Message}", error);
        }
    }

    private static SettingsException Fault(string key, string message, Exception? inner = null) => new($"{RepositorySettings.FileName}: 'markers.{key}': {message}", inner);
}
