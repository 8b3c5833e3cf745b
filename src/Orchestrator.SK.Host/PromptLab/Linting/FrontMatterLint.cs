using Orchestrator.SK.Plugins;
using Orchestrator.SK.Prompts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>Reads the front matter with its positions, and judges its schema.</summary>
internal sealed class FrontMatterLint(PromptSource source, LintText text)
{
    private static readonly string[] Keys = ["name", "description", "inputs", "tools"];

    private static readonly string[] Expected = ["name", "description"];

    private readonly List<LintFinding> _findings = [];

    /// <summary>The declared variables, where they stand.</summary>
    public List<Named> Inputs { get; } = [];

    /// <summary>Where a missing variable would be declared.</summary>
    public int InputsAt { get; private set; }

    public IReadOnlyList<LintFinding> Check(PromptText parts)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(parts.Head));
        }
        catch (YamlException error)
        {
            Add(error.Start, LintRule.FrontMatter, $"the front matter is no YAML: {error.Message}");
            return _findings;
        }

        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }])
        {
            _findings.Add(text.At(0, LintRule.FrontMatter, $"the front matter has no keys. It takes {string.Join(", ", Keys)}."));
            return _findings;
        }

        foreach (var (key, value) in root.Children)
        {
            CheckKey(((key as YamlScalarNode)?.Value, key), value);
        }

        foreach (var missing in Expected.Where(name => !root.Children.ContainsKey(new YamlScalarNode(name))))
        {
            _findings.Add(text.At(0, LintRule.FrontMatter, $"'{missing}' is missing: people see it in lists and plans.", Severity.Warning));
        }

        return _findings;
    }

    private void CheckKey((string? Name, YamlNode Node) key, YamlNode value)
    {
        switch (key.Name, value)
        {
            case ("name" or "description", YamlScalarNode { Value.Length: > 0 }):
                break;
            case ("inputs", YamlMappingNode inputs):
                InputsAt = Offset(key.Node.Start);
                CheckInputs(inputs);
                break;
            case ("tools", YamlSequenceNode tools):
                CheckTools(tools);
                break;
            case ({ } known, _) when Keys.Contains(known):
                Add(key.Node.Start, LintRule.FrontMatter, $"'{known}' has the wrong form: {known switch { "inputs" => "a list of 'name: what it holds'", "tools" => "a list such as [files.*, specs.get]", _ => "one text" }}.");
                break;
            default:
                Add(key.Node.Start, LintRule.FrontMatter, $"'{key.Name}' is no key of a prompt.{Nearest.Hint(key.Name ?? "", Keys)}");
                break;
        }
    }

    private void CheckInputs(YamlMappingNode inputs)
    {
        foreach (var (key, value) in inputs.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                Add(key.Start, LintRule.FrontMatter, $"'{name}' cannot be a variable: use letters, digits and '_'.");
            }
            else if (value is not YamlScalarNode)
            {
                Add(value.Start, LintRule.FrontMatter, $"'inputs.{name}' has the wrong form: say in one text what it holds.");
            }
            else
            {
                Inputs.Add(new(name, text, Offset(key.Start)));
            }
        }
    }

    private void CheckTools(YamlSequenceNode tools)
    {
        foreach (var node in tools.Children)
        {
            var name = (node as YamlScalarNode)?.Value ?? "";
            if (!ExpertTools.Names.Any(tool => ExpertTools.Allows([name], tool)))
            {
                Add(node.Start, LintRule.UnknownTool, $"'{name}' is no tool.{Nearest.Hint(name, ExpertTools.Names.Concat(Groups))}");
            }
        }

        if (source.Kind == SourceKind.Step)
        {
            Add(tools.Start, LintRule.FrontMatter, "the tools of a step have no effect: an expert's tools are its persona's.", Severity.Warning);
        }
    }

    private static IEnumerable<string> Groups => ExpertTools.Names.Select(tool => $"{tool.Split('.')[0]}.*").Distinct(StringComparer.Ordinal);

    // The front matter starts in line 2 of the file.
    private int Offset(Mark mark) => text.Offset((int)mark.Line + 1, (int)mark.Column);

    private void Add(Mark mark, LintRule rule, string message, Severity? severity = null) => _findings.Add(text.At(Offset(mark), rule, message, severity));
}
