using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.PromptLab;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator prompts list|lint|render|diff</c>: for those who maintain the prompts. No model is asked, no endpoint is needed.</summary>
internal static class PromptsCommandLine
{
    private static readonly Argument<string> Id = new("id") { Description = "A prompt such as experts/testing, steps/assignment, shared/rules or Planning/DraftPlan" };

    private static readonly Argument<string?> OptionalId = new("id") { Description = "Only this prompt", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string?> Before = new("a") { Description = "The revision before (default: HEAD)", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string?> After = new("b") { Description = "The revision after (default: the working tree)", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> From = new("--from") { Description = "A folder that holds prompts/ and plugins/ (default: as configured)", HelpName = "DIR", Recursive = true };

    private static readonly Option<string> Item = new("--item") { Description = "Render for this backlog item of --repo", HelpName = "ID", Required = true };

    private static readonly Option<string?> OptionalItem = new("--item") { Description = "Compare also what would be sent for this backlog item of --repo", HelpName = "ID" };

    private static readonly Option<string?> Expert = new("--expert") { Description = "Whose message a step is (default: the first expert of --repo)", HelpName = "ID" };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference that the run would start from (default: HEAD)", HelpName = "REF" };

    private static readonly Option<string?> Changes = new("--changes") { Description = "Reference whose changes are reviewed or summarised (default: none)", HelpName = "REF" };

    public static Command Create()
    {
        var list = new Command("list", "All prompts and plugin functions: hash, inputs, tools, and where each is used");
        list.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(List(parsed))));
        var lint = new Command("lint", "Check prompts without a model; exit code 3 when there is an error") { OptionalId };
        lint.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(Lint(parsed))));
        var render = new Command("render", "Show the exact request that a prompt becomes for an item") { Id, Item, Expert, Base, Changes };
        render.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => RenderAsync(parsed, cancellationToken)));
        var diff = new Command("diff", "Compare a prompt between two git revisions: its files, and what would be sent") { Id, Before, After, OptionalItem, Expert, Base, Changes };
        diff.SetAction((parsed, cancellationToken) => ProgramFaults.GuardAsync(() => DiffAsync(parsed, cancellationToken)));
        return new Command("prompts", "The prompts: list, check, render, compare") { list, lint, render, diff, From };
    }

    private static int List(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        var prompts = PromptListing.Of(PromptSources.Load(Folders(parsed, services)));
        Print(invocation, () => PromptJson.List(prompts), () => PromptScreens.List(invocation.Result, prompts));
        return ExitCodes.Success;
    }

    private static int Lint(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        var folders = Folders(parsed, services);
        var sources = PromptSources.Load(folders);
        var (facts, skipped) = RepositoryFacts.Read(services.GetRequiredService<Places>().State, invocation.Repository);
        var report = PromptLint.Check(sources, facts, skipped);
        if (parsed.GetValue(OptionalId) is { } id)
        {
            if (sources.Find(id) is not { } source)
            {
                return Unknown(id, sources);
            }

            var files = PromptLint.Files(source);
            report = report with { Prompts = 1, Findings = [.. report.Findings.Where(finding => files.Contains(finding.File))] };
        }

        Print(invocation, () => PromptJson.Lint(report, folders), () => PromptScreens.Lint(invocation.Result, report, folders));
        foreach (var line in report.Skipped.Append(PromptScreens.Sum(report)))
        {
            Console.Error.WriteLine(line);
        }

        return report.Count(Severity.Error) > 0 ? ExitCodes.NotVerified : ExitCodes.Success;
    }

    private static async Task<int> RenderAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        await using var services = invocation.Services(invocation.Configuration());
        var folders = Folders(parsed, services);
        var id = parsed.GetValue(Id)!;
        var sources = PromptSources.Load(folders);
        if (sources.Find(id) is null || !RequestCapture.CanRender(id))
        {
            return Unknown(id, sources);
        }

        var request = await Capture(services, folders).CaptureAsync(Request(parsed, invocation, id, parsed.GetValue(Item)!), cancellationToken);
        Print(invocation, () => PromptJson.Render(request), () => PromptScreens.Render(invocation.Result, request));
        return ExitCodes.Success;
    }

    private static async Task<int> DiffAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        await using var services = invocation.Services(invocation.Configuration());
        var folders = Folders(parsed, services);
        var id = parsed.GetValue(Id)!;
        using var before = PromptRevision.At(folders, parsed.GetValue(Before) ?? "HEAD");
        using var after = parsed.GetValue(After) is { } revision ? PromptRevision.At(folders, revision) : PromptRevision.OnDisk(folders);
        if (before.Sources.Find(id) is null && after.Sources.Find(id) is null)
        {
            return Unknown(id, after.Sources);
        }

        var item = RequestCapture.CanRender(id) ? parsed.GetValue(OptionalItem) : null;
        var difference = await PromptDifference.CompareAsync(
            id, before, after, item is null ? null : at => Capture(services, at).CaptureAsync(Request(parsed, invocation, id, item), cancellationToken));
        Print(invocation, () => PromptJson.Diff(difference), () => PromptScreens.Diff(invocation.Result, difference));
        return ExitCodes.Success;
    }

    private static RenderRequest Request(ParseResult parsed, Invocation invocation, string id, string item) =>
        new(id, item, invocation.Repository, parsed.GetValue(Expert), parsed.GetValue(Base), parsed.GetValue(Changes));

    private static RequestCapture Capture(IServiceProvider services, PromptFolders folders) => new(
        services.GetRequiredService<IOptions<OrchestratorOptions>>().Value, folders, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>());

    private static PromptFolders Folders(ParseResult parsed, IServiceProvider services) =>
        parsed.GetValue(From) is { } root ? PromptFolders.Below(root) : PromptFolders.Configured(services.GetRequiredService<Places>());

    private static int Unknown(string id, PromptSources sources)
    {
        Console.Error.WriteLine(sources.Find(id) is null
            ? $"There is no prompt '{id}'.{Nearest.Hint(id, sources.All.Select(source => source.Id))} 'orchestrator prompts list' shows all."
            : $"'{id}' is not sent by itself: render a prompt that it is part of. 'orchestrator prompts list' shows where it is used.");
        return ExitCodes.Usage;
    }

    private static void Print(Invocation invocation, Func<string> json, Action text)
    {
        if (invocation.Output == "text")
        {
            text();
        }
        else
        {
            Console.Out.WriteLine(json());
        }
    }
}
