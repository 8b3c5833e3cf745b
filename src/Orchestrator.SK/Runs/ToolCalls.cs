using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Core.Secrets;
using Orchestrator.SK.Core.Tools;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Telemetry;

namespace Orchestrator.SK.Runs;

/// <summary>Carries out one tool call of a model. Whatever goes wrong is an answer to the model, never an exception.</summary>
internal static class ToolCalls
{
    private static readonly string[] Subjects = ["path", "id", "name", "query", "pattern", "status"];

    public static async Task<ToolResult> InvokeAsync(Kernel kernel, FunctionCallContent call, ILogger logger, CancellationToken cancellationToken)
    {
        if (!kernel.Plugins.TryGetFunction(call.PluginName, call.FunctionName, out var function))
        {
            return new ToolResult.Refused("E_TOOL", $"there is no such tool; the tools are {string.Join(", ", kernel.Plugins.SelectMany(p => p.Select(f => $"{p.Name}-{f.Name}")))}.");
        }

        if (call.Exception is not null || call.Arguments is null)
        {
            return new ToolResult.Refused("E_ARGUMENTS", "the arguments are not a JSON object.");
        }

        if (ArgumentFault(function, call.Arguments) is { } fault)
        {
            return new ToolResult.Refused("E_ARGUMENTS", fault);
        }

        if (call.PluginName == "files" && call.Arguments.Any(argument => argument.Value?.ToString()?.Contains(SecretText.Marker, StringComparison.Ordinal) == true))
        {
            return new ToolResult.Refused("E_SECRET", "the arguments hold a key, a password, or the mark that stands for one: leave such a line as it is, use a placeholder, or report that a person has to do it.");
        }

        try
        {
            // An argument that is null was left out: a model writes both.
            var given = new KernelArguments(call.Arguments.Where(argument => argument.Value is not null).ToDictionary());
            var result = await function.InvokeAsync(kernel, given, cancellationToken).ConfigureAwait(false);
            return WithoutSecrets(result.GetValue<ToolResult>()!);
        }
        catch (Exception error) when (IsConversion(error))
        {
            return new ToolResult.Refused("E_ARGUMENTS", $"an argument has the wrong type; the tool takes {Signature(function)}.");
        }
        catch (Exception error) when (error is not (OperationCanceledException or Journal.LeaseLostException or Journal.RunDivergedException))
        {
            // The text of an exception is for the operator: it may name paths of this machine.
            logger.ToolFailed(error, function.Name);
            return new ToolResult.Refused("E_INTERNAL", "the tool failed; go on without it, and say so in your report.");
        }
    }

    /// <summary>What a call is about, short enough for one row on a screen: its path, id or query.</summary>
    public static string Subject(FunctionCallContent call)
    {
        var value = Subjects.Select(name => call.Arguments?.GetValueOrDefault(name)).FirstOrDefault(value => value is not null);
        // Half of a surrogate pair would come back from the record as another text than went in.
        var text = string.Concat((Convert.ToString(value, CultureInfo.InvariantCulture) ?? "").EnumerateRunes().Where(IsShown));
        return text.Length > 80 ? FileSearch.Cut(text, 79) + "…" : text;
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    private static ToolResult WithoutSecrets(ToolResult result) => result switch
    {
        ToolResult.Answered answered => answered with { Text = ProcessSecrets.Redact(answered.Text) },
        ToolResult.Refused refused => refused with { WhatToChange = ProcessSecrets.Redact(refused.WhatToChange) },
        _ => result,
    };

    private static string? ArgumentFault(KernelFunction function, KernelArguments arguments)
    {
        var parameters = function.Metadata.Parameters;
        var unknown = arguments.Names.Except(parameters.Select(parameter => parameter.Name), StringComparer.Ordinal).FirstOrDefault();
        var missing = parameters.FirstOrDefault(parameter => parameter.IsRequired && arguments.GetValueOrDefault(parameter.Name) is null)?.Name;
        return unknown is not null ? $"there is no argument '{PathRules.Escape(unknown)}'; the tool takes {Signature(function)}."
            : missing is not null ? $"the argument '{missing}' is missing; the tool takes {Signature(function)}."
            : null;
    }

    private static string Signature(KernelFunction function) =>
        string.Join(", ", function.Metadata.Parameters.Select(parameter => parameter.IsRequired ? parameter.Name : $"{parameter.Name} (optional)"));

    private static bool IsConversion(Exception error) =>
        error is JsonException or FormatException or ArgumentException || (error is KernelException && error.InnerException is { } inner && IsConversion(inner));
}
