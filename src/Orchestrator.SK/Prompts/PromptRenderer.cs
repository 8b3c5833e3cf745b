using Microsoft.SemanticKernel;

namespace Orchestrator.SK.Prompts;

/// <summary>Renders a prompt file with Semantic Kernel's own template engine, strictly: no variable may be missing, unknown or unused.</summary>
internal static class PromptRenderer
{
    private static readonly Kernel Bare = new();
    private static readonly KernelPromptTemplateFactory Factory = new();

    /// <exception cref="PromptException">A variable is missing, or not declared.</exception>
    public static async Task<string> RenderAsync(PromptFile prompt, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var config = new PromptTemplateConfig(prompt.Body)
        {
            Name = prompt.Id.Replace('/', '_').Replace('-', '_'),
            // The text is one message and is never parsed back into roles, so encoding it as XML would only show the model '&lt;' for '<'.
            InputVariables = [.. prompt.Inputs.Select(input => new InputVariable { Name = input.Key, Description = input.Value, AllowDangerouslySetContent = true })],
        };
        var declared = prompt.Inputs.Keys.ToHashSet(StringComparer.Ordinal);
        var template = Create(prompt, config);

        // Creating the template adds the variables it found to those declared.
        Check(prompt, "uses variables that its front matter does not declare under inputs", config.InputVariables.Select(variable => variable.Name).Except(declared, StringComparer.Ordinal));
        Check(prompt, "is rendered without values for", declared.Except(values.Keys, StringComparer.Ordinal));
        Check(prompt, "is given values that its front matter does not declare under inputs", values.Keys.Except(declared, StringComparer.Ordinal));

        var arguments = new KernelArguments();
        foreach (var (name, value) in values)
        {
            arguments[name] = value;
        }

        return await template.RenderAsync(Bare, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What Semantic Kernel itself has against a text as a template; null when it takes it.</summary>
    public static string? FaultOf(string text)
    {
        try
        {
            Factory.Create(new PromptTemplateConfig(text));
            return null;
        }
        catch (KernelException error)
        {
            return error.Message;
        }
    }

    private static IPromptTemplate Create(PromptFile prompt, PromptTemplateConfig config)
    {
        try
        {
            return Factory.Create(config);
        }
        catch (KernelException error)
        {
            throw new PromptException($"prompts/{prompt.Id}.md", prompt.BodyLine, $"the template cannot be parsed: {error.Message}");
        }
    }

    private static void Check(PromptFile prompt, string what, IEnumerable<string> names)
    {
        var list = names.Order(StringComparer.Ordinal).ToList();
        if (list.Count > 0)
        {
            throw new PromptException($"prompts/{prompt.Id}.md", prompt.BodyLine, $"{what} {string.Join(", ", list)}.");
        }
    }
}
