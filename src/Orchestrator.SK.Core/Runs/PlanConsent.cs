using System.Globalization;

namespace Orchestrator.SK.Core.Runs;

/// <summary>What a person says before a plan is carried out, here and now or in an earlier run of the same task.</summary>
public static class PlanConsent
{
    private const string Opening = "Carry out a plan that is expected to cost up to ";
    private static readonly string[] Yes = ["y", "yes", "j", "ja"];

    /// <summary>Only a clear yes starts work.</summary>
    public static bool IsYes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Yes.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether work has to wait for somebody: it was asked for, or the forecast is above the amount.</summary>
    public static bool IsNeeded(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Request!.AskBeforeWork || (state.Limits.AskAboveCost is { } most && state.Forecast is { } forecast && !(forecast.Expected.Cost <= most));
    }

    /// <summary>What is left open where nobody can be asked. A later run drafts a plan of its own, so the amount leaves it a quarter of room.</summary>
    public static string Question(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Request!.AskBeforeWork || state.Forecast?.Expected.Cost is not { } cost
            ? "Carry out this plan?"
            : $"{Opening}{BudgetRules.Money(Math.Ceiling(cost * 125) / 100)}? That is more than {BudgetRules.Money(state.Limits.AskAboveCost)} (Orchestrator:Limits:AskAboveCost). "
                + $"'orchestrator run {state.Request.ItemId} --yes' carries it out, and so does the answer yes to a worker's task.";
    }

    /// <summary>Whether a question is about money and no business of an expert.</summary>
    public static bool IsAbout(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.StartsWith(Opening, StringComparison.Ordinal);
    }

    /// <summary>What an earlier answer says of this plan; null when none does, or when the plan now costs more than was agreed to.</summary>
    public static bool? Given(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var answers = state.Answers.Where(answer => IsAbout(answer.Key)).ToList();
        return answers.Count == 0 ? null
            : answers.TrueForAll(answer => !IsYes(answer.Value)) ? false
            : answers.Any(answer => IsYes(answer.Value) && state.Forecast?.Expected.Cost <= Amount(answer.Key)) ? true
            : null;
    }

    private static decimal Amount(string question)
    {
        var rest = question[Opening.Length..].TrimStart('$');
        var end = rest.IndexOf('?', StringComparison.Ordinal);
        return end > 0 && decimal.TryParse(rest[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : 0;
    }
}
