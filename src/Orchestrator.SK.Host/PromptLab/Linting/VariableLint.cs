using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>A name that stands somewhere in a text.</summary>
internal sealed record Named(string Name, LintText In, int Offset);

/// <summary>Holds three lists against each other: the variables declared, used, and given by the product.</summary>
internal static class VariableLint
{
    /// <param name="declarations">What the findings about missing declarations point to: the file and offset of the list.</param>
    public static IEnumerable<LintFinding> Check(IReadOnlyList<Named> declared, IReadOnlyList<Named> used, PromptUse? use, Named declarations, string list)
    {
        var names = declared.Select(input => input.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var variable in used.Where(variable => !names.Contains(variable.Name)))
        {
            var where = variable.In == declarations.In || declarations.In.File.EndsWith(".json", StringComparison.Ordinal) ? list : $"{list} of {declarations.Name}";
            yield return variable.In.At(variable.Offset, LintRule.UnknownVariable, $"'{{{{${variable.Name}}}}}' is not declared under {where}.{Nearest.Hint(variable.Name, names)}");
        }

        foreach (var input in declared.Where(input => used.All(variable => variable.Name != input.Name)))
        {
            yield return input.In.At(input.Offset, LintRule.UnusedVariable, $"'{input.Name}' is declared and never used: what the product gives here does not reach the model.");
        }

        if (use is null)
        {
            yield break;
        }

        foreach (var input in declared.Where(input => !use.Given.Contains(input.Name)))
        {
            yield return input.In.At(input.Offset, LintRule.WrongInputs, $"the product gives no '{input.Name}' to {declarations.Name}.{Nearest.Hint(input.Name, use.Given.Except(names))}");
        }

        foreach (var given in use.Given.Except(names))
        {
            yield return declarations.In.At(declarations.Offset, LintRule.WrongInputs, $"the product gives '{given}' to {declarations.Name}: declare it under {list}, used or not.");
        }
    }
}
