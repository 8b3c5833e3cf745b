using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Lookup;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator specs</c>: the spec sections of a commit, by words, by path, by id. Needs no <c>orchestrator.json</c> where the specs are in the usual place.</summary>
internal static class SpecsCommandLine
{
    private const int MaxLimit = 200;
    private const int MaxNear = 5;

    private static readonly Argument<string[]> Words = new("words") { Description = "What to look for; a spec id among them comes first", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Argument<string> Id = new("id") { Description = "A spec id such as STORE-002; one that a section once had leads to that section" };

    private static readonly Option<string?> Governed = new("--path") { Description = "Only sections that govern this path of the repository, with the reasons", HelpName = "PATH" };

    private static readonly Option<int> Limit = new("--limit") { Description = $"The best N sections, 1 to {MaxLimit} (default: 10)", HelpName = "N", DefaultValueFactory = _ => 10 };

    private static readonly Option<string?> Base = new("--base") { Description = "Reference to read (default: HEAD)", HelpName = "REF" };

    public static Command Create()
    {
        Limit.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && !(int.TryParse(value, out var limit) && limit is >= 1 and <= MaxLimit))
            {
                result.AddError($"--limit takes 1 to {MaxLimit}, not '{value}'.");
            }
        });
        var search = new Command("search", "Spec sections by words (ranked), by the path that they govern, or both") { Words, Governed, Limit, Base };
        search.Validators.Add(result =>
        {
            if (result.GetValue(Words) is null or [] && result.GetValue(Governed) is null)
            {
                result.AddError("Say what to look for: words, --path PATH, or both.");
            }
        });
        search.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(With(parsed, Search))));
        var show = new Command("show", "One section: text, place, neighbours, the sections it names, the tests that name it") { Id, Base };
        show.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(With(parsed, Show))));
        return new Command("specs", "The spec sections of this repository") { search, show };
    }

    private static int Search(ParseResult parsed, Invocation invocation, SpecLookup specs)
    {
        var (query, path, limit) = (string.Join(' ', parsed.GetValue(Words) ?? []), parsed.GetValue(Governed), parsed.GetValue(Limit));
        var covering = path is null ? null : specs.Covering(path);
        var reasons = covering?.ToDictionary(hit => hit.Section, hit => hit.Reasons) ?? [];
        var found = query.Length == 0
            ? covering!.Take(limit).Select(hit => (hit.Section, Score: (double?)hit.Weight)).ToList()
            : [.. specs.Search(query, limit, covering is null ? null : reasons.Keys.ToHashSet()).Select(hit => (hit.Section, hit.Score))];
        var hits = found.Select(hit => new SpecHit(specs.Show(hit.Section), hit.Score, reasons.GetValueOrDefault(hit.Section) ?? [])).ToList();
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(SpecsJson.Search(specs.CommitId, query, path, hits));
        }
        else if (hits.Count == 0)
        {
            Console.Error.WriteLine(EventText.Safe(covering is { Count: 0 }
                ? $"No spec section names '{path}'{(specs.HasFile(path!) ? "" : ", which is no file of this commit (paths begin at its root)")}, and no test ties one to it. Search by words: 'orchestrator specs search WORDS'."
                : $"No spec section{(path is null ? "" : $" that governs '{path}'")} has these words: {query}"));
        }
        else
        {
            Console.Out.Write(SpecsText.Search(hits, query));
            var more = query.Length == 0 ? covering!.Count - hits.Count : 0;
            Console.Error.Write(more > 0 ? $"{more} more: --limit {Math.Min(covering!.Count, MaxLimit)} shows them.\n" : "");
        }

        return ExitCodes.Success;
    }

    private static int Show(ParseResult parsed, Invocation invocation, SpecLookup specs)
    {
        var id = parsed.GetValue(Id)!;
        if (specs.Show(id) is not { } page)
        {
            var near = specs.Near(id, MaxNear);
            throw new RepositoryRefusedException(
                EventText.Safe($"There is no spec section '{id}' in commit {EventText.Short(specs.CommitId)}."),
                $"{(near.Count > 0 ? $"Near it: {string.Join(", ", near)}. " : "")}'orchestrator specs search WORDS' finds sections by what they say.");
        }

        Console.Out.Write(invocation.Output == "text" ? SpecsText.Show(page) : SpecsJson.Show(specs.CommitId, page) + "\n");
        return ExitCodes.Success;
    }

    private static int With(ParseResult parsed, Func<ParseResult, Invocation, SpecLookup, int> act)
    {
        var invocation = new Invocation(parsed, Settings.ConfigurationSources.ProcessEnvironment());
        using var services = invocation.Services(invocation.Configuration());
        var places = services.GetRequiredService<Places>();
        using var repository = PrivateRepository.Open(places.State, invocation.Repository);
        var tree = repository.OpenTree(repository.ResolveBase(parsed.GetValue(Base)));
        var settings = tree.ReadText(RepositorySettings.FileName).Text is { } text ? RepositorySettings.Parse(text) : null;
        var specs = SpecLookup.Open(tree, settings, places.SpecIndex(repository.Location), note => Console.Error.WriteLine(EventText.Safe(note)));
        return specs.Corpus.Sections.Count > 0
            ? act(parsed, invocation, specs)
            : throw new RepositoryRefusedException(
                EventText.Safe($"Commit {EventText.Short(tree.CommitId)} has no spec section in {string.Join(", ", SpecLookup.GlobsOf(settings))}."),
                $"Say where specs are: {RepositorySettings.FileName}, paths.specs, such as [\"docs/specs/**/*.md\"]. A section begins with a heading such as '### STORE-002: Paths'.");
    }
}
