using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using Microsoft.SemanticKernel;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Prompts;

/// <summary>The orchestrator's own small functions, in Semantic Kernel's directory form: <c>plugins/&lt;Plugin&gt;/&lt;Function&gt;/{skprompt.txt,config.json}</c>.</summary>
/// <remarks>The files are read once, when a run starts: an edit shows in the next run and never inside one.</remarks>
internal sealed class PromptFunctions
{
    public const string Planning = "Planning";
    public const string Delivery = "Delivery";
    public const string Audit = "Audit";

    private const string TextFile = "skprompt.txt";
    private const string SettingsFile = "config.json";

    private static readonly KernelPromptTemplateFactory Factory = new();

    private readonly IReadOnlyList<Source> _sources;

    /// <exception cref="PromptException">The folder holds no function.</exception>
    public PromptFunctions(string directory)
    {
        string[] plugins = Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
        _sources = [.. plugins.Order(StringComparer.Ordinal)
            .SelectMany(plugin => Directory.GetDirectories(plugin).Order(StringComparer.Ordinal).Select(function => Read(Path.GetFileName(plugin), function)))
            .OfType<Source>()];
        if (_sources.Count == 0)
        {
            throw new PromptException(directory, 1, $"no prompt functions here: expected <Plugin>/<Function>/{TextFile} ('Orchestrator:PluginsDirectory').");
        }
    }

    /// <summary>Adds every plugin to a kernel.</summary>
    /// <param name="model">Whom the kernel asks: its limits hold where a function's own settings say nothing.</param>
    /// <exception cref="PromptException">A function cannot be used.</exception>
    public void ImportInto(Kernel kernel, ModelChoice model)
    {
        foreach (var plugin in _sources.GroupBy(source => source.Plugin))
        {
            kernel.Plugins.Add(KernelPluginFactory.CreateFromFunctions(plugin.Key, plugin.Select(source => Create(source, model))));
        }
    }

    /// <summary>Invokes a function with exactly the variables that it declares.</summary>
    /// <exception cref="PromptException">The function does not exist, or a variable is missing or unknown.</exception>
    public static async Task<string> InvokeAsync(Kernel kernel, string plugin, string function, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        if (!kernel.Plugins.TryGetFunction(plugin, function, out var found))
        {
            throw Missing(plugin, function, kernel.Plugins.SelectMany(p => p.Select(f => $"{p.Name}/{f.Name}")));
        }

        var declared = found.Metadata.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        if (!declared.SetEquals(values.Keys))
        {
            throw new PromptException($"plugins/{plugin}/{function}/config.json", 1, $"declares {string.Join(", ", declared.Order(StringComparer.Ordinal))}, but is given {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}.");
        }

        var arguments = new KernelArguments();
        foreach (var (name, value) in values)
        {
            // Values stay encoded: inside the chat form of these prompts nothing that a repository holds can open another message.
            arguments[name] = WithoutControls(value);
        }

        var result = await kernel.InvokeAsync(found, arguments, cancellationToken).ConfigureAwait(false);
        return result.ToString();
    }

    // One character that XML does not know, and Semantic Kernel takes the whole prompt, system part and all, for one message of the user.
    private static string WithoutControls(string value)
    {
        if (value.All(c => XmlConvert.IsXmlChar(c)))
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var pair = i + 1 < value.Length && char.IsSurrogatePair(value[i], value[i + 1]);
            text.Append(pair ? value.AsSpan(i, 2) : XmlConvert.IsXmlChar(value[i]) ? value.AsSpan(i, 1) : "\uFFFD");
            i += pair ? 1 : 0;
        }

        return text.ToString();
    }

    /// <summary>SHA-256 over the function's two files, line ends normalised.</summary>
    /// <exception cref="PromptException">There is no such function.</exception>
    public string HashOf(string plugin, string function)
    {
        var source = _sources.FirstOrDefault(source => source.Plugin == plugin && source.Function == function)
            ?? throw Missing(plugin, function, _sources.Select(source => $"{source.Plugin}/{source.Function}"));
        return Hash(source.Text, source.Settings);
    }

    /// <summary>The identity of a function, from the texts of its two files.</summary>
    public static string Hash(string text, string settings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text}{settings}".Replace("\r\n", "\n", StringComparison.Ordinal))));

    private static Source? Read(string plugin, string folder)
    {
        var (text, settings) = (Path.Combine(folder, TextFile), Path.Combine(folder, SettingsFile));
        return File.Exists(text) ? new(plugin, Path.GetFileName(folder), File.ReadAllText(text), File.Exists(settings) ? File.ReadAllText(settings) : "") : null;
    }

    private static KernelFunction Create(Source source, ModelChoice model)
    {
        try
        {
            var config = source.Settings.Length == 0 ? new PromptTemplateConfig() : PromptTemplateConfig.FromJson(source.Settings);
            config.Name = source.Function;
            config.Template = source.Text;
            Limit(config, model);
            return KernelFunctionFactory.CreateFromPrompt(Factory.Create(config), config);
        }
        catch (Exception error) when (error is JsonException or KernelException or ArgumentException)
        {
            var line = error is JsonException { LineNumber: { } before } ? (int)before + 1 : 1;
            throw new PromptException($"plugins/{source.Plugin}/{source.Function}/{(error is KernelException ? TextFile : SettingsFile)}", line, error.Message);
        }
    }

    private static void Limit(PromptTemplateConfig config, ModelChoice model)
    {
        if (config.ExecutionSettings.Count == 0)
        {
            config.AddExecutionSettings(new PromptExecutionSettings());
        }

        foreach (var settings in config.ExecutionSettings.Values)
        {
            settings.ExtensionData ??= new Dictionary<string, object>();
            settings.ExtensionData.TryAdd("max_tokens", model.MaxOutputTokens);
            if (model.Temperature is { } temperature)
            {
                settings.ExtensionData.TryAdd("temperature", temperature);
            }
        }
    }

    private static PromptException Missing(string plugin, string function, IEnumerable<string> others) =>
        new($"plugins/{plugin}/{function}", 1, $"there is no such function; there are {string.Join(", ", others)}.");

    private sealed record Source(string Plugin, string Function, string Text, string Settings);
}
