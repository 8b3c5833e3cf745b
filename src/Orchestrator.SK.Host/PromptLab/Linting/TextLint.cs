using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>What holds for every text, wherever it stands: its blocks, the tools and specs that it names, its bytes.</summary>
internal static partial class TextLint
{
    /// <summary>The variables that a text uses.</summary>
    public static IEnumerable<Named> Variables(LintText text, int from) =>
        TemplateBlock.In(text.Text[from..]).Where(block => block.Kind == BlockKind.Variable).Select(block => new Named(block.Name, text, from + block.Start));

    public static IEnumerable<LintFinding> Blocks(PromptSource source, LintText text, int from, PromptSources all)
    {
        foreach (var block in TemplateBlock.In(text.Text[from..]))
        {
            var at = from + block.Start;
            if (block.Kind == BlockKind.Unclosed)
            {
                yield return text.At(at, LintRule.Block, $"'{block.Name}' is not closed by '}}}}': it would be sent as it stands. A literal '{{{{' is written {{{{\"{{{{\"}}}}.");
            }
            else if (block.Kind == BlockKind.Invalid || (block.Kind == BlockKind.Shared && source.Kind == SourceKind.Function))
            {
                yield return text.At(at, LintRule.Block, Invalid(source, block));
            }
            else if (block.Kind == BlockKind.Shared && source.Kind == SourceKind.Shared)
            {
                yield return text.At(at, LintRule.UnknownShared, $"a shared text cannot include another one: '{{{{shared.{block.Name}}}}}'.");
            }
            else if (block.Kind == BlockKind.Shared && all.Shared(block.Name) is null)
            {
                yield return text.At(at, LintRule.UnknownShared, $"there is no prompts/shared/{block.Name}.md.{Nearest.Hint(block.Name, Shared(all))}");
            }
        }
    }

    /// <summary>Tools as models call them, <c>files-read</c>, where no such tool exists.</summary>
    public static IEnumerable<LintFinding> Tools(LintText text, int from)
    {
        var names = ExpertTools.Names.Select(name => name.Replace('.', '-')).ToList();
        foreach (Match match in ToolNames().Matches(text.Text, from))
        {
            var plugin = match.Value.Split('-')[0];
            if (!names.Contains(match.Value) && names.Exists(name => name.StartsWith($"{plugin}-", StringComparison.Ordinal)))
            {
                yield return text.At(match.Index, LintRule.UnknownToolInText, $"there is no tool '{match.Value}'.{Nearest.Hint(match.Value, names)} If it is none, write it without the hyphen.");
            }
        }
    }

    /// <summary>Spec ids that the repository does not declare. Where it has no id with that prefix, it may be another thing that looks like one.</summary>
    public static IEnumerable<LintFinding> Specs(LintText text, int from, SpecIndex specs)
    {
        foreach (var id in SpecIds.Expand(text.Text[from..]).Where(id => !specs.Contains(id)))
        {
            var at = text.Text.IndexOf(id, from, StringComparison.Ordinal);
            var known = specs.Ids.Where(other => Prefix(other) == Prefix(id)).ToList();
            yield return text.At(Math.Max(at, from), LintRule.UnknownSpec, known.Count > 0
                ? $"the repository declares no spec {id}.{Nearest.Hint(id, known)}"
                : $"the repository declares no spec {id}, and none that starts with {Prefix(id)}: is it one?", known.Count > 0 ? null : Severity.Warning);
        }
    }

    /// <summary>What nobody sees and every comparison trips over. One note a kind and file.</summary>
    public static IEnumerable<LintFinding> Bytes(string file, string raw)
    {
        var text = new LintText(file, PromptText.Normalise(raw));
        if (raw.StartsWith('\uFEFF'))
        {
            yield return text.At(0, LintRule.Bytes, "the file starts with a byte order mark: save it as UTF-8 without.");
        }

        if (raw.IndexOf("\r\n", StringComparison.Ordinal) is var crlf and >= 0)
        {
            yield return text.At(raw[..crlf].TrimStart('\uFEFF').Length, LintRule.Bytes, "line ends are CRLF: use LF.");
        }

        foreach (var (what, pattern) in new[] { ("a tab", Tab()), ("a blank at the end of the line", TrailingBlank()) })
        {
            if (pattern.Matches(text.Text) is [var first, ..] all)
            {
                yield return text.At(first.Index, LintRule.Bytes, $"{what}{(all.Count > 1 ? $", the first of {all.Count}" : "")}: it changes the hash and nobody sees it.");
            }
        }
    }

    private static string Invalid(PromptSource source, TemplateBlock block)
    {
        var allowed = source.Kind == SourceKind.Function ? "{{$variable}}" : "{{$variable}} and {{shared.name}}";
        var hint = block.Kind == BlockKind.Invalid && block.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && block.Name.Length > 0 ? $" Did you mean '{{{{${block.Name}}}}}'?" : "";
        return $"'{{{{{(block.Kind == BlockKind.Shared ? $"shared.{block.Name}" : block.Name)}}}}}' is neither: a text knows {allowed}, without blanks.{hint}";
    }

    private static IEnumerable<string> Shared(PromptSources all) => all.All.Where(source => source.Kind == SourceKind.Shared).Select(source => source.Id["shared/".Length..]);

    private static string Prefix(string id) => id[..(id.LastIndexOf('-') + 1)];

    [GeneratedRegex(@"(?<![\w./-])[a-z]+-[a-z_]+(?![\w/-])", RegexOptions.CultureInvariant)]
    private static partial Regex ToolNames();

    [GeneratedRegex(@"\t", RegexOptions.CultureInvariant)]
    private static partial Regex Tab();

    [GeneratedRegex(@" +$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex TrailingBlank();
}
