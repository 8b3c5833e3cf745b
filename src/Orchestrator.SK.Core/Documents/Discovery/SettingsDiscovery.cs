namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>Finds out by looking what a repository would say about itself. Contents decide; a name only helps between two that have them.</summary>
public static class SettingsDiscovery
{
    public static SettingsProposal Propose(IEnumerable<SurveyedFile> files)
    {
        var survey = new Survey(files);
        var (backlog, done, backlogs) = BacklogSearch.Search(survey);
        var taken = new[] { backlog.Value, done.Value }.OfType<string>().ToHashSet(StringComparer.Ordinal);
        var changelog = ChangelogSearch.Search(survey, taken);
        taken.UnionWith(new[] { changelog.Value }.OfType<string>());
        var (decisions, proposals, recordFolders) = DecisionSearch.Search(survey);
        var (specs, specFiles) = SpecSearch.Search(survey, taken, recordFolders, backlogs);
        taken.UnionWith(specFiles.Select(file => file.Path));
        var ripples = RippleSearch.Search(survey, taken);
        var (verify, checks) = CommandSearch.Search(survey);
        IReadOnlyList<string> records = [.. survey.Paths.Where(path => recordFolders.Contains(SurveyPaths.Folder(path)))];
        IReadOnlyList<string> kept =
        [
            .. specs.Value ?? [], .. decisions.Value ?? [], .. proposals.Value ?? [], .. new[] { backlog.Value, done.Value, changelog.Value, ripples.Value?.Split('#')[0] }.OfType<string>().Select(SurveyGlobs.Literal),
        ];
        var experts = ExpertSearch.Search(survey, kept, specFiles, records);

        Account account = new();
        account.Add("paths.backlog", backlog, path => path, "no item can be run: a run delivers an item of the backlog");
        account.Add("paths.done", done, path => path, "done items are marked where they stand");
        account.Add("paths.changelog", changelog, path => path, "no entry is written");
        account.Add("paths.specs", specs, globs => string.Join(", ", globs), "no item can start: a run implements what a spec says");
        account.Add("paths.decisions", decisions, globs => string.Join(", ", globs), "links to superseded decisions are not noticed");
        account.Add("paths.rfcs", proposals, globs => string.Join(", ", globs), "links to superseded or rejected proposals are not noticed");
        account.Add("paths.ripples", ripples, path => path, "ripples are not audited");
        account.Experts(experts, survey.Paths);
        account.Checks(checks);
        account.Add("verify", verify, command => string.Join(' ', command), "a run can at most end as not verified");

        var paths = new DocumentPaths(backlog.Value, done.Value, changelog.Value, specs.Value ?? [], decisions.Value ?? [], ripples.Value, proposals.Value ?? []);
        var settings = experts.Count == 0 ? null : new RepositorySettings(
            experts.ToDictionary(expert => expert.Id, expert => expert.Settings), paths, checks.ToDictionary(check => check.Name, check => new CheckSettings(check.Command)), verify.Value ?? [], new Dictionary<string, string>());
        return new SettingsProposal(settings, account.Found, account.Missing) { Paths = paths };
    }

    /// <summary>What was found and what was not, in the order of the file.</summary>
    private sealed class Account
    {
        public List<FoundSetting> Found { get; } = [];

        public List<MissingSetting> Missing { get; } = [];

        public void Add<T>(string key, Discovered<T> discovered, Func<T, string> say, string reduced)
            where T : class
        {
            if (discovered.Value is { } value)
            {
                Found.Add(new(key, say(value), discovered.Evidence + (discovered.Candidates.Count > 0 ? $" (passed over: {string.Join("; ", discovered.Candidates)})" : "")));
            }
            else
            {
                Missing.Add(new(key, reduced, discovered.Candidates));
            }
        }

        public void Experts(IReadOnlyList<(string Id, ExpertSettings Settings, string Evidence)> experts, IReadOnlyList<string> paths)
        {
            Found.AddRange(experts.Select(expert => new FoundSetting($"experts.{expert.Id}", string.Join(", ", expert.Settings.Writes), expert.Evidence)));
            if (experts.Count == 0)
            {
                Missing.Add(new("experts", "nothing can be run: an expert owns paths", [.. paths.Select(path => path.Split('/')[0]).Distinct(StringComparer.Ordinal).Take(2 * SurveyText.MostNamed)]));
            }
        }

        public void Checks(IReadOnlyList<(string Name, IReadOnlyList<string> Command, string Evidence)> checks)
        {
            Found.AddRange(checks.Select(check => new FoundSetting($"checks.{check.Name}", string.Join(' ', check.Command), check.Evidence)));
            if (checks.Count == 0)
            {
                Missing.Add(new("checks", "experts cannot check their drafts before they hand them in", []));
            }
        }
    }
}
