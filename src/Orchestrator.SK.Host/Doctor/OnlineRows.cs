using System.Globalization;
using Orchestrator.SK.Core.Failures;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;
using Orchestrator.SK.Models.Trials;

namespace Orchestrator.SK.Host.Doctor;

/// <summary>What one model's endpoint answers to: its list, a tool call, a stream, a long prompt. The calls cost a little, and no more than they may.</summary>
/// <param name="probeTokens">The length of the long prompt, in tokens; 0 for none.</param>
internal sealed class OnlineRows(KernelFactory kernels, ModelChoice model, int probeTokens, decimal? mostCost, Func<string> word, TimeProvider time)
{
    private readonly List<DoctorRow> _rows = [];
    private readonly TrialAccount _account = new(EndpointTrial.MostTokens(probeTokens), mostCost);
    private EndpointKind _kind;

    public TrialBill Bill => new(model.Name, _account.Calls, _account.Usage.Input, _account.Usage.Output, _account.Cost);

    public async Task<IReadOnlyList<DoctorRow>> LookAsync(CancellationToken cancellationToken)
    {
        var list = await new ModelLists(kernels.Transport, time).AskAsync(model, cancellationToken);
        _kind = list.Kind;
        if (!AddList(list))
        {
            return _rows;
        }

        var trial = new EndpointTrial(kernels, model, _account, time);
        if (!await AddToolAsync(trial, list, cancellationToken))
        {
            return _rows;
        }

        await AddStreamAsync(trial, cancellationToken);
        if (probeTokens > 0)
        {
            await AddWindowAsync(trial, cancellationToken);
        }

        return _rows;
    }

    private string Subject(string what) => $"{model.Name}: {what}";

    private void Ok(string what, string found) => _rows.Add(DoctorRow.Ok(Subject(what), Said(found)));

    private void Warn(string what, string found, string remedy) => _rows.Add(DoctorRow.Warn(Subject(what), Said(found), remedy));

    private void Fail(string what, string found, string? remedy) => _rows.Add(DoctorRow.Fail(ExitCodes.Endpoint, Subject(what), Said(found), remedy));

    // False when there is no use in asking further.
    private bool AddList(ModelList list)
    {
        const string What = "models";
        if (list.Status is null)
        {
            Fail(What, $"{model.Endpoint} does not answer: {list.Fault}", "Check OPENAI_BASE_URL, and that the endpoint is running.");
            return false;
        }

        if (list.Status is 401 or 403)
        {
            Fail(What, $"{model.Endpoint} refuses the key: {list.Fault}", $"Check OPENAI_API_KEY, or 'Orchestrator:Models:{model.Name}:ApiKey'.");
            return false;
        }

        var listed = list.Models.FirstOrDefault(other => other.Id == model.Id);
        if (list.Fault is not null)
        {
            Warn(What, $"{EndpointAdvice.Name(_kind)}; it lists no models: {list.Fault}.", "Runs do without the list. Where calls fail as well: check that OPENAI_BASE_URL ends in /v1.");
        }
        else if (listed is null)
        {
            Warn(What, $"{EndpointAdvice.Name(_kind)}; it lists {list.Models.Count} models, and '{model.Id}' is none of them.{Nearest.Hint(model.Id, list.Models.Select(other => other.Id))}", EndpointAdvice.List(_kind));
        }
        else if (listed.ContextTokens < model.ContextTokens)
        {
            Warn(What, $"{EndpointAdvice.Name(_kind)}; it serves '{model.Id}' with a window of {listed.ContextTokens} tokens, and 'Orchestrator:Models:{model.Name}:ContextTokens' says {model.ContextTokens}.", $"Set 'Orchestrator:Models:{model.Name}:ContextTokens' to {listed.ContextTokens}. {EndpointAdvice.Window(_kind, model.Name)}");
        }
        else
        {
            Ok(What, $"{EndpointAdvice.Name(_kind)}, {list.Models.Count} models with '{model.Id}', in {Milliseconds(list.Duration)}");
        }

        return true;
    }

    private async Task<bool> AddToolAsync(EndpointTrial trial, ModelList list, CancellationToken cancellationToken)
    {
        const string What = "tool calls";
        var forced = await trial.CallToolAsync(forced: true, cancellationToken);
        if (forced.Failure is { } failure && IsEverybodys(failure.Kind))
        {
            Fail(What, failure.Message, failure.Kind == FailureKind.ModelUnknown ? $"{EndpointAdvice.List(_kind)}{(list.Models.Count > 0 ? Nearest.Hint(model.Id, list.Models.Select(other => other.Id)) : "")}" : null);
            return false;
        }

        // Runs leave the choice to the model: what cannot be forced may work all the same.
        var reply = IsRight(forced) ? forced : await trial.CallToolAsync(forced: false, cancellationToken);
        if (IsRight(reply))
        {
            if (ReferenceEquals(reply, forced))
            {
                Ok(What, $"a forced call came with its argument, in {Milliseconds(reply.Duration)}");
            }
            else
            {
                Warn(What, $"a call came when the model was asked for it, in {Milliseconds(reply.Duration)}; not when it was forced ({Wrong(forced)}).", "Runs do not force calls. A model that talks instead is asked again, at most twice.");
            }

            if (!reply.HasUsage)
            {
                Warn("usage", "replies do not say how many tokens they took: they are estimated from the bytes, and so are costs and limits.", EndpointAdvice.Stream(_kind));
            }

            return true;
        }

        Fail(What, $"no tool call came: {Wrong(reply)}.", EndpointAdvice.Tools(_kind));
        return reply.Failure is null;
    }

    private async Task AddStreamAsync(EndpointTrial trial, CancellationToken cancellationToken)
    {
        const string What = "stream";
        var reply = await trial.StreamAsync(cancellationToken);
        if (reply.Failure is { } failure)
        {
            Warn(What, $"no streamed reply came: {failure.Message}", "Runs do not stream; only 'orchestrator chat' does, when a person talks freely.");
        }
        else if (!reply.HasUsage)
        {
            Warn(What, $"a stream came, without a word of its usage, {Latency(reply)}.", EndpointAdvice.Stream(_kind));
        }
        else
        {
            Ok(What, $"a stream came, with its usage, {Latency(reply)}");
        }
    }

    private async Task AddWindowAsync(EndpointTrial trial, CancellationToken cancellationToken)
    {
        const string What = "long prompt";
        var tokens = (int)Math.Min(probeTokens, model.ContextTokens - EndpointTrial.MaxOutputTokens);
        var (first, middle) = (word(), word());
        var reply = await trial.ReadLongPromptAsync(tokens, first, middle, cancellationToken);
        if (reply.Failure is { } failure)
        {
            if (failure.Kind == FailureKind.ContextOverflow)
            {
                Warn(What, $"some {tokens} tokens are refused as too long, and 'Orchestrator:Models:{model.Name}:ContextTokens' says {model.ContextTokens}.", EndpointAdvice.Window(_kind, model.Name));
            }
            else
            {
                Warn(What, $"not decided: {failure.Message}", "Ask again later, or with fewer --probe-tokens.");
            }

            return;
        }

        var (hasFirst, hasMiddle) = (Holds(reply, first), Holds(reply, middle));
        var told = reply.HasUsage ? $" It says that it read {reply.InputTokens} tokens." : "";
        if (hasFirst && hasMiddle)
        {
            Ok(What, $"some {tokens} tokens are read from their start, in {Milliseconds(reply.Duration)}{(tokens < model.ContextTokens - EndpointTrial.MaxOutputTokens ? $"; the window of {model.ContextTokens} tokens was not tried (--probe-tokens)" : "")}");
        }
        else
        {
            Fail(What, $"of some {tokens} tokens, the word {(hasFirst ? "in the middle" : "at the start")} did not come back: the prompt was cut off without a word, or the model cannot find what it reads.{told} What experts are told first would be lost.", EndpointAdvice.Window(_kind, model.Name));
        }
    }

    private static bool Holds(TrialReply reply, string word) => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsRight(TrialReply reply) =>
        reply.Call is { } call && $"{call.PluginName}-{call.FunctionName}" == EndpointTrial.Tool && $"{call.Arguments?.GetValueOrDefault("number")}".Trim() == EndpointTrial.Number;

    // Nothing about tools: the next call would fail alike.
    private static bool IsEverybodys(FailureKind kind) =>
        kind is FailureKind.EndpointUnavailable or FailureKind.EndpointRefused or FailureKind.ModelUnknown or FailureKind.QuotaSpent or FailureKind.RateLimited or FailureKind.Budget;

    private static string Wrong(TrialReply reply) => reply switch
    {
        { Failure: { } failure } => failure.Message.TrimEnd('.'),
        { Call: { } call } => $"it called {call.PluginName}-{call.FunctionName} with {string.Join(", ", (call.Arguments ?? []).Select(argument => $"{argument.Key}={argument.Value}"))}, and not {EndpointTrial.Tool} with number={EndpointTrial.Number}",
        { Text: var text } when text.Contains(EndpointTrial.Number, StringComparison.Ordinal) && text.Contains('{', StringComparison.Ordinal) => "the model wrote its call as text, and the endpoint did not make one of it",
        { Text.Length: > 0 } => "the model talked instead",
        _ => "the reply was empty",
    };

    private static string Latency(TrialReply reply) => reply.First is { } first ? $"its first word after {Milliseconds(first)}, all of it after {Milliseconds(reply.Duration)}" : $"all of it after {Milliseconds(reply.Duration)}";

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");

    private static string Said(string text) => ProcessSecrets.Redact(text.Length > 600 ? $"{text[..600]}…" : text);
}
