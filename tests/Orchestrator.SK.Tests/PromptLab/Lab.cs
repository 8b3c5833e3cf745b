using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.PromptLab;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Rehearsal;
using Orchestrator.SK.Rehearsal.Scripts;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Runs;

namespace Orchestrator.SK.Tests.PromptLab;

/// <summary>A folder with copies of the shipped prompts and functions that a test may spoil, and the sample as a repository beside it.</summary>
internal sealed class Lab : IDisposable
{
    public static readonly CommitStamp Stamp = new("Tidemark", "tidemark@example.org", new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prompt-lab-");

    public Lab()
    {
        foreach (var part in new[] { PromptSources.Prompts, PromptSources.Plugins })
        {
            Copy(Path.Combine(AppContext.BaseDirectory, part), Path.Combine(Checkout, part));
        }
    }

    /// <summary>The folder that holds <c>prompts/</c> and <c>plugins/</c>.</summary>
    public string Checkout => Path.Combine(_folder.FullName, "checkout");

    public string Repository => Path.Combine(_folder.FullName, "tidemark");

    public string State => Path.Combine(_folder.FullName, "state");

    public PromptFolders Folders => PromptFolders.Below(Checkout);

    public PromptSources Sources => PromptSources.Load(Folders);

    public string Read(string file) => File.ReadAllText(Path.Combine(Checkout, file));

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Checkout, file))!);
        File.WriteAllText(Path.Combine(Checkout, file), text);
    }

    public void Edit(string file, string old, string replacement)
    {
        var text = Read(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        Write(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Makes the sample repository. Its checks, verify and ripple table are left out: they are not what is tried here.</summary>
    public Lab WithRepository(Func<string, string>? settings = null)
    {
        var source = Path.Combine(_folder.FullName, "sample");
        Copy(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark"), source);
        var file = Path.Combine(source, "orchestrator.json");
        var text = File.ReadAllText(file);
        text = text[..text.IndexOf("  \"checks\"", StringComparison.Ordinal)] + "  \"waivers\": {}\n}\n";
        text = text.Replace(",\n    \"ripples\": \"sdd/REFERENCE.md#ripple-check-table\"", "", StringComparison.Ordinal);
        File.WriteAllText(file, settings?.Invoke(text) ?? text);
        SampleRepository.Create(source, Repository, Stamp);
        return this;
    }

    /// <summary>Commits the checkout, so that there is a revision to compare with.</summary>
    public Lab Committed()
    {
        var origin = Path.Combine(_folder.FullName, "origin");
        Directory.Move(Checkout, origin);
        SampleRepository.Create(origin, Checkout, Stamp);
        return this;
    }

    public IReadOnlyList<string> Lint(bool notes = false)
    {
        var facts = Directory.Exists(Repository) ? RepositoryFacts.Read(State, Repository).Facts : null;
        return [.. PromptLint.Check(Sources, facts, null).Findings
            .Where(finding => notes || finding.Severity != Severity.Note)
            .Select(finding => $"{finding.File}:{finding.Line}:{finding.Column}: {finding.Rule} {finding.Severity}: {finding.Message}")];
    }

    public ServiceProvider Services(Uri? endpoint = null) => ProgramServices.Build(
        ConfigurationSources.Build(new Dictionary<string, string>(), null, new Dictionary<string, string>
        {
            ["Orchestrator:StateDirectory"] = State,
            ["Orchestrator:PromptsDirectory"] = Folders.Prompts,
            ["Orchestrator:PluginsDirectory"] = Folders.Plugins,
            ["Orchestrator:Sandbox:Minimum"] = "none",
            ["Orchestrator:Models:default:Endpoint"] = endpoint?.ToString() ?? "",
            ["Orchestrator:Models:default:Id"] = endpoint is null ? "" : "rehearsal",
        }),
        LogLevel.Error);

    public async Task<RenderedRequest> RenderAsync(string id, string item = "BK-004", string? expert = null, string? changes = null, Uri? endpoint = null)
    {
        await using var services = Services(endpoint);
        var capture = new RequestCapture(
            services.GetRequiredService<IOptions<OrchestratorOptions>>().Value, Folders, TimeProvider.System, services.GetRequiredService<ILoggerFactory>());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await capture.CaptureAsync(new RenderRequest(id, item, Repository, expert, null, changes), limit.Token);
    }

    public static async Task<RehearsalServer> RehearseAsync() => await RehearsalServer.StartAsync(
        new RehearsalOptions { Script = RehearsalScript.Load(Path.Combine(AppContext.BaseDirectory, "samples", "tidemark.script.json")) }, CancellationToken.None);

    /// <summary>Runs an item to its end and returns what was recorded.</summary>
    public async Task<IReadOnlyList<RunEvent>> RunAsync(IServiceProvider services, string item, string run, Action<RunEvent>? observer = null)
    {
        var events = new List<RunEvent>();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await services.GetRequiredService<RunLauncher>().RunAsync(
            new LaunchRequest(run, Repository, item, null),
            entry =>
            {
                events.Add(entry.Event);
                observer?.Invoke(entry.Event);
            },
            limit.Token);
        return events;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Copy(string source, string target)
    {
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
