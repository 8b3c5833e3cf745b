using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>Checks prompts and plugin functions without a model: what would fail in a run, or worse, would not.</summary>
internal static class PromptLint
{
    /// <param name="skipped">Why there is no repository to check against; null when there is one.</param>
    public static LintReport Check(PromptSources sources, RepositoryFacts? repository, string? skipped)
    {
        var findings = sources.All.SelectMany(source => source.Kind == SourceKind.Function ? Function(source, sources) : Markdown(source, sources))
            .Concat(sources.All.SelectMany(source => Texts(source, repository)))
            .Concat(Uses(sources))
            .Concat(TwoHomesLint.Check(sources))
            .Concat(repository?.Check(sources) ?? []);
        return new(
            sources.All.Count,
            [.. findings.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Rule, StringComparer.Ordinal)],
            skipped is null ? [] : [$"experts and spec ids were not checked: {skipped}"]);
    }

    /// <summary>The files that findings about a prompt can stand in.</summary>
    public static IReadOnlyList<string> Files(PromptSource source) =>
        [source.File, source.SettingsFile, .. PromptSources.SharedNames(source).Select(name => $"prompts/shared/{name}.md")];

    private static List<LintFinding> Markdown(PromptSource source, PromptSources sources)
    {
        var text = new LintText(source.File, source.Text);
        if (source.Kind == SourceKind.Shared)
        {
            return [.. TextLint.Blocks(source, text, 0, sources)];
        }

        if (PromptText.Split(source.Text) is not { } parts)
        {
            return [text.At(0, LintRule.FrontMatter, "a prompt starts with front matter: '---', name and description, '---'.")];
        }

        var head = new FrontMatterLint(source, text);
        var findings = head.Check(parts).ToList();
        var body = text.Offset(parts.BodyLine, 1);
        findings.AddRange(TextLint.Blocks(source, text, body, sources));
        var shared = PromptSources.SharedNames(source).Select(name => sources.Find($"shared/{name}")).OfType<PromptSource>();
        List<Named> used = [.. TextLint.Variables(text, body), .. shared.SelectMany(file => TextLint.Variables(new LintText(file.File, file.Text), 0))];
        findings.AddRange(VariableLint.Check(head.Inputs, used, PromptUses.Of(source.Id), new(source.Id, text, head.InputsAt), "inputs"));
        if (findings.TrueForAll(finding => finding.Severity != Severity.Error))
        {
            findings.AddRange(LastWord(source, text, body, sources));
        }

        return findings;
    }

    // Whatever the rules above missed, those who read the file in a run do not.
    private static IEnumerable<LintFinding> LastWord(PromptSource source, LintText text, int body, PromptSources sources)
    {
        PromptFile? read = null;
        PromptException? refused = null;
        try
        {
            read = PromptReader.Read(source.Id, source.File, source.Text, sources.Shared);
        }
        catch (PromptException error)
        {
            refused = error;
        }

        if (refused is not null)
        {
            yield return text.At(text.Offset(refused.Line, 1), LintRule.FrontMatter, refused.Message);
        }
        else if (PromptRenderer.FaultOf(read!.Body) is { } fault)
        {
            yield return text.At(body, LintRule.Block, fault);
        }
    }

    private static List<LintFinding> Function(PromptSource source, PromptSources sources)
    {
        if (source.Raw is null)
        {
            return [new LintText(source.File, "").At(0, LintRule.Settings, "there is no skprompt.txt: the folder would be skipped.")];
        }

        var text = new LintText(source.File, source.Text);
        List<LintFinding> findings = [.. TextLint.Blocks(source, text, 0, sources), .. ChatFormLint.Check(text)];
        if (source.Settings is not { } json)
        {
            findings.Add(new LintText(source.SettingsFile, "").At(0, LintRule.Settings, "there is no config.json: nothing declares the variables."));
            return findings;
        }

        var config = new LintText(source.SettingsFile, PromptText.Normalise(json));
        var settings = new SettingsLint(config);
        findings.AddRange(settings.Check(config.Text));
        if (settings.Readable)
        {
            findings.AddRange(VariableLint.Check(settings.Inputs, [.. TextLint.Variables(text, 0)], PromptUses.Of(source.Id), new(source.Id, config, settings.InputsAt), "input_variables of config.json"));
        }

        return findings;
    }

    private static IEnumerable<LintFinding> Texts(PromptSource source, RepositoryFacts? repository)
    {
        var text = new LintText(source.File, source.Text);
        var body = source.Kind is SourceKind.Expert or SourceKind.Step && PromptText.Split(source.Text) is { } parts ? text.Offset(parts.BodyLine, 1) : 0;
        return TextLint.Tools(text, body)
            .Concat(repository is null ? [] : TextLint.Specs(text, body, repository.Specs))
            .Concat(TextLint.Bytes(source.File, source.Raw ?? ""))
            .Concat(source.Settings is { } json ? TextLint.Bytes(source.SettingsFile, json) : []);
    }

    private static IEnumerable<LintFinding> Uses(PromptSources sources)
    {
        foreach (var (id, use) in PromptUses.Required.Where(required => sources.Find(required.Key) is null))
        {
            var file = char.IsAsciiLetterUpper(id[0]) ? $"plugins/{id}/skprompt.txt" : $"prompts/{id}.md";
            yield return new LintText(file, "").At(0, LintRule.MissingPrompt, $"there is no {id}, and every run needs it: {use.Where}.");
        }

        var included = sources.All.SelectMany(PromptSources.SharedNames).Select(name => $"shared/{name}").ToHashSet(StringComparer.Ordinal);
        foreach (var source in sources.All.Where(source => source.Kind == SourceKind.Shared ? !included.Contains(source.Id) : PromptUses.Of(source.Id) is null))
        {
            yield return new LintText(source.File, "").At(0, LintRule.IdlePrompt, source.Kind == SourceKind.Shared ? "no prompt includes this text." : $"nothing in the product asks for {source.Id}.");
        }
    }
}
