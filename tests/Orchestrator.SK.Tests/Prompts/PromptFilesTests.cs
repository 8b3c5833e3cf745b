using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Orchestrator.SK.Models;
using Orchestrator.SK.Plugins;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Prompts;

/// <summary>Every shipped prompt: it loads, it renders with what it declares, and it uses all of it.</summary>
public sealed class PromptFilesTests
{
    private static readonly ModelChoice Model = new("default", new Uri("http://127.0.0.1:1/v1"), "none", "any", 321, 0.25, TimeSpan.FromSeconds(1));

    private static readonly PromptLibrary Library = PromptLibrary.Load(SourceTree.PathOf("prompts"));

    public static TheoryData<string> Ids => [.. Library.All.Select(prompt => prompt.Id)];

    [Fact]
    public void Files_UnderExpertsAndSteps_AreAllLoaded()
    {
        var files = new[] { "prompts/experts", "prompts/steps" }.SelectMany(folder => SourceTree.Paths(folder, "*")).ToList();

        Assert.True(files.Count >= 8, "No prompts were found: did the folder move?");
        Assert.Equal(files, Library.All.Select(prompt => $"prompts/{prompt.Id}.md").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Prompt_WithItsInputs_RendersAllOfThem(string id)
    {
        var prompt = Library.Find(id);
        var values = prompt.Inputs.Keys.ToDictionary(name => name, name => $"[[{name}]]");

        var text = await PromptRenderer.RenderAsync(prompt, values, CancellationToken.None);

        Assert.All(values.Values, value => Assert.Contains(value, text, StringComparison.Ordinal));
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("}}", text, StringComparison.Ordinal);
        Assert.NotEmpty(prompt.Name);
        Assert.NotEmpty(prompt.Description);
        Assert.All(prompt.Inputs.Values, Assert.NotEmpty);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Prompt_WithTools_NamesOnlyToolsThatExist(string id)
    {
        var prompt = Library.Find(id);

        Assert.All(prompt.Tools, entry => Assert.True(ExpertTools.Names.Any(name => ExpertTools.Allows([entry], name)), $"prompts/{id}.md allows '{entry}', but the tools are {string.Join(", ", ExpertTools.Names)}."));
        Assert.Equal(id.StartsWith("experts/", StringComparison.Ordinal), prompt.Tools.Count > 0);
    }

    [Fact]
    public void SharedTexts_AreAllUsed()
    {
        var texts = SourceTree.Paths("prompts", "*.md").Select(path => SourceTree.Read(path)).ToList();
        var shared = SourceTree.Paths("prompts/shared", "*.md").Select(Path.GetFileNameWithoutExtension).ToList();

        Assert.NotEmpty(shared);
        Assert.All(shared, name => Assert.Contains(texts, text => text.Contains($"{{{{shared.{name}}}}}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Functions_LeaveLimitsToTheModel_UnlessTheirOwnSettingsSaySo()
    {
        var folder = Directory.CreateTempSubdirectory("functions-");
        try
        {
            Write("Open", "{}");
            Write("Own", """{ "execution_settings": { "default": { "max_tokens": 5, "temperature": 1 } } }""");
            var kernel = new Kernel();

            new PromptFunctions(folder.FullName).ImportInto(kernel, Model);
            new PromptFunctions(SourceTree.PathOf("plugins")).ImportInto(kernel, Model);

            Assert.Equal((321, 0.25), SettingsOf(kernel, "Small", "Open"));
            Assert.Equal((5, 1), SettingsOf(kernel, "Small", "Own"));
            Assert.Equal((321, 0.25), SettingsOf(kernel, PromptFunctions.Planning, "DraftPlan"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string function, string settings)
        {
            var own = folder.CreateSubdirectory(Path.Combine("Small", function)).FullName;
            File.WriteAllText(Path.Combine(own, "skprompt.txt"), "Say yes.");
            File.WriteAllText(Path.Combine(own, "config.json"), settings);
        }

        static (int? MaxTokens, double? Temperature) SettingsOf(Kernel kernel, string plugin, string function)
        {
            var settings = OpenAIPromptExecutionSettings.FromExecutionSettings(Assert.Single(kernel.Plugins.GetFunction(plugin, function).ExecutionSettings!.Values));
            return (settings.MaxTokens, settings.Temperature);
        }
    }

    [Fact]
    public void Functions_UnderPlugins_DeclareAndUseTheirInputs()
    {
        var kernel = new Kernel();
        new PromptFunctions(SourceTree.PathOf("plugins")).ImportInto(kernel, Model);
        var functions = kernel.Plugins.SelectMany(plugin => plugin).ToList();

        Assert.Equal(SourceTree.Paths("plugins", "skprompt.txt").Count(), functions.Count);
        Assert.All(functions, function =>
        {
            var text = SourceTree.Read("plugins", function.PluginName!, function.Name, "skprompt.txt");
            var config = SourceTree.Read("plugins", function.PluginName!, function.Name, "config.json");
            Assert.NotEmpty(function.Description);
            Assert.NotEmpty(function.Metadata.Parameters);
            Assert.All(function.Metadata.Parameters, parameter => Assert.Contains($"{{{{${parameter.Name}}}}}", text, StringComparison.Ordinal));
            Assert.All(function.Metadata.Parameters, parameter => Assert.Contains($"\"name\": \"{parameter.Name}\"", config, StringComparison.Ordinal));
        });
    }
}
