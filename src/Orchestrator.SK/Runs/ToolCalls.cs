using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
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
        if (Find(kernel, call) is not { } function)
        {
            return new ToolResult.Refused("E_TOOL", $"there is no such tool; the tools are {string.Join(", ", kernel.Plugins.SelectMany(p => p.Select(f => $"{p.Name}-{f.Name}")))}.");
        }

        if (ToolArguments.Parse(ToolArguments.Raw(call), out var fault) is not { } written || ToolArguments.Bind(function, written, out fault) is not { } arguments)
        {
            return new ToolResult.Refused("E_ARGUMENTS", $"{fault}; the tool takes {ToolArguments.Signature(function)}.");
        }

        if (call.PluginName == "files" && ToolArguments.AnyText(written, text => text.Contains(SecretText.Marker, StringComparison.Ordinal)))
        {
            return new ToolResult.Refused("E_SECRET", "the arguments hold a key, a password, or the mark that stands for one: leave such a line as it is, use a placeholder, or report that a person has to do it.");
        }

        try
        {
            var result = await function.InvokeAsync(kernel, arguments, cancellationToken).ConfigureAwait(false);
            return WithoutSecrets(result.GetValue<ToolResult>()!);
        }
        catch (Exception error) when (error is not (OperationCanceledException or Journal.LeaseLostException or Journal.RunDivergedException))
        {
            // The text of an exception is for the operator: it may name paths of this machine.
            logger.ToolFailed(error, function.Name);
            return new ToolResult.Refused("E_INTERNAL", "the tool failed; go on without it, and say so in your report.");
        }
    }

    /// <summary>The tool that a call names, to the letter; null when there is none.</summary>
    public static KernelFunction? Find(Kernel kernel, FunctionCallContent call) =>
        kernel.Plugins.TryGetFunction(call.PluginName, call.FunctionName, out var function) && function.Name == call.FunctionName && function.PluginName == call.PluginName ? function : null;

    /// <summary>What a call is about, short enough for one row on a screen: its path, id or query.</summary>
    public static string Subject(FunctionCallContent call)
    {
        var value = Subjects.Select(name => call.Arguments?.GetValueOrDefault(name)).FirstOrDefault(value => value is not null);
        // Half of a surrogate pair would come back from the record as another text than went in.
        var text = Shown(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return text.Length > 80 ? FileSearch.Cut(text, 79) + "…" : text;
    }

    /// <summary>The name under which a call is recorded: a model may have made it up.</summary>
    public static string Name(FunctionCallContent call)
    {
        var name = Shown(string.IsNullOrEmpty(call.PluginName) ? call.FunctionName : $"{call.PluginName}-{call.FunctionName}");
        return name.Length > 80 ? FileSearch.Cut(name, 79) + "…" : name;
    }

    private static string Shown(string text) => string.Concat(text.EnumerateRunes().Where(IsShown));

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    private static ToolResult WithoutSecrets(ToolResult result) => result switch
    {
        ToolResult.Answered answered => answered with { Text = ProcessSecrets.Redact(answered.Text) },
        ToolResult.Refused refused => refused with { WhatToChange = ProcessSecrets.Redact(refused.WhatToChange) },
        _ => result,
    };
}
