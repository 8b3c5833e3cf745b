using Orchestrator.SK.Core.Budgets;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.Host.Reports;

/// <summary>One trait of two runs; the two sides differ.</summary>
internal sealed record TraitDifference(string Trait, string Before, string After);

/// <summary>A conversation that only one run had (the other side has no step), or where the two first did something else.</summary>
/// <param name="Step">From 1, the first that differs.</param>
internal sealed record ConversationDifference(string Conversation, int Step, string? Before, string? After);

/// <summary>What two runs did otherwise: what they were given and came to, and where each conversation first went another way. How long things took is no difference.</summary>
internal sealed record RunDifference(IReadOnlyList<TraitDifference> Traits, IReadOnlyList<ConversationDifference> Conversations)
{
    public static RunDifference Of(IReadOnlyList<RunEntry> before, IReadOnlyList<RunEntry> after)
    {
        var (left, right) = (TraitsOf(before), TraitsOf(after));
        return new(
            [.. left.Keys.Union(right.Keys).Select(trait => new TraitDifference(trait, left.GetValueOrDefault(trait, "none"), right.GetValueOrDefault(trait, "none"))).Where(trait => trait.Before != trait.After)],
            [.. ConversationsOf(before, after)]);
    }

    private static Dictionary<string, string> TraitsOf(IReadOnlyList<RunEntry> entries)
    {
        var state = RunState.Replay(entries);
        var traits = new Dictionary<string, string>
        {
            ["item"] = state.Request?.ItemId ?? "none",
            ["base"] = state.Request?.Base ?? "none",
            ["plan"] = state.Plan is { } plan ? $"{plan.Mode}, {plan.Kind}: {string.Join(", ", plan.Assignments.Select(a => $"{a.Id} {a.Expert}"))}".ToLowerInvariant() : "none",
            ["waves"] = $"{state.Wave}",
            ["outcome"] = state.Outcome is { } outcome ? $"{Speeches.Word(outcome.Kind)}{(outcome.Reason.Length > 0 ? $": {outcome.Reason}" : "")}" : "not ended",
            ["branch"] = state.Delivery?.Branch ?? "none",
            ["calls"] = $"{state.ModelCalls}",
            ["tokens"] = $"{state.Usage.Total}",
            ["cost"] = CallAccount.CostOf(state.Account) is { } cost ? $"{cost}" : "not known",
            ["models"] = string.Join(", ", state.Account.Select(account => account.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
        };
        foreach (var opened in entries.Select(entry => entry.Event).OfType<RunEvent.ConversationOpened>())
        {
            traits[$"prompt {opened.Prompt}"] = opened.PromptHash;
        }

        return traits;
    }

    private static IEnumerable<ConversationDifference> ConversationsOf(IReadOnlyList<RunEntry> before, IReadOnlyList<RunEntry> after)
    {
        var (left, right) = (new RunPast(before), new RunPast(after));
        foreach (var conversation in Ids(before).Union(Ids(after), StringComparer.Ordinal))
        {
            var (mine, theirs) = (left.Of(conversation), right.Of(conversation));
            var step = mine.Zip(theirs).TakeWhile(pair => Doing(pair.First) == Doing(pair.Second)).Count();
            if (step < Math.Max(mine.Count, theirs.Count))
            {
                yield return new(conversation, step + 1, step < mine.Count ? Said(mine[step]) : null, step < theirs.Count ? Said(theirs[step]) : null);
            }
        }
    }

    private static IEnumerable<string> Ids(IEnumerable<RunEntry> entries) => entries.Select(entry => entry.Event).OfType<RunEvent.ConversationOpened>().Select(opened => opened.Conversation).Distinct(StringComparer.Ordinal);

    // Ids of calls and the dates of replies are the endpoint's own: what was said stands in the tools and reports that follow.
    private static string Doing(RunEvent fact) => EntryJson.Body(EntryJson.Timeless(fact) switch
    {
        RunEvent.ModelReplied reply => reply with { RequestHash = "", Reply = "", Attempts = 1 },
        RunEvent.ToolCompleted tool => tool with { CallId = "" },
        var other => other,
    });

    private static string Said(RunEvent fact) => fact switch
    {
        RunEvent.ConversationOpened opened => $"opens with {opened.Prompt} {opened.PromptHash[..Math.Min(8, opened.PromptHash.Length)]}",
        RunEvent.ModelReplied reply => $"{reply.Model} answers, {reply.Usage.Input} tokens in and {reply.Usage.Output} out",
        RunEvent.ModelSwitched switched => $"goes on with {switched.To}",
        RunEvent.ToolStarted tool => $"calls {tool.Tool} {tool.Subject}".TrimEnd(),
        RunEvent.ToolCompleted tool => $"{tool.Tool} {tool.Subject}: {tool.Outcome}",
        RunEvent.FileWritten file => $"writes {file.Path}",
        RunEvent.WriteRefused file => $"may not write {file.Path} ({file.Code})",
        RunEvent.PersonHeard => "hears a person",
        _ => fact.GetType().Name,
    };
}
