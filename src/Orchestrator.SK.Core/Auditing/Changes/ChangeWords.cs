using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.Changes;

/// <summary>What the commits say that the change is: conventional commits by their type, others by their verb.</summary>
internal static partial class ChangeWords
{
    private const int MinTitle = 3;

    public static bool IsFix(this AuditedChange change) => change.Messages.Any(message => Fix().IsMatch(message.Subject) && !NoFix().IsMatch(message.Subject));

    /// <summary>Whether a commit calls itself a feature by the convention's word.</summary>
    public static bool IsFeature(this AuditedChange change) => change.Messages.Any(message => Feature().IsMatch(message.Subject));

    /// <summary>Whether a commit says that it breaks its users.</summary>
    public static bool IsBreaking(this AuditedChange change) => change.Messages.Any(message => Breaking().IsMatch(message.Subject) || message.Body.Contains("BREAKING CHANGE:", StringComparison.Ordinal));

    /// <summary>Whether every commit says of itself that no user sees it: tests, builds, style, a release.</summary>
    public static bool IsHousekeeping(this AuditedChange change) => change.Messages.Count > 0 && change.Messages.All(message => Housekeeping().IsMatch(message.Subject));

    /// <summary>The changed files that are the product's code.</summary>
    public static IReadOnlyList<DiffFile> Sources(this AuditedChange change) =>
        [.. change.Diff.Where(file => FileKinds.Of(file.Path) == FileKind.Source && !Tooling().IsMatch(file.Path) && ChangesCode(file))];

    /// <summary>The backlog's items that the messages say they deliver: named in a subject, or behind a closing word.</summary>
    public static IReadOnlyList<BacklogItem> Delivered(this AuditedChange change)
    {
        var known = new[] { change.DocumentsBefore.Backlog, change.DocumentsBefore.Done, change.DocumentsAfter.Backlog, change.DocumentsAfter.Done }
            .OfType<Backlog>().SelectMany(backlog => backlog.Items).GroupBy(item => item.Id.ToUpperInvariant(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return [.. change.Messages.SelectMany(message => Ids().Matches(message.Subject).Where(_ => !Partly().IsMatch(message.Subject)).Concat(Closing().Matches(message.Body)))
            .Select(match => known.GetValueOrDefault((match.Groups["id"].Success ? match.Groups["id"].Value : match.Value).ToUpperInvariant())).OfType<BacklogItem>().Concat(ByTitle(change)).DistinctBy(item => item.Id)];
    }

    /// <summary>Open items whose whole title a subject says in other words: three telling words at least, and all of them.</summary>
    private static IEnumerable<BacklogItem> ByTitle(AuditedChange change)
    {
        var subjects = change.Messages.Where(message => !Partly().IsMatch(message.Subject)).Select(message => Telling(message.Subject)).ToList();
        return (change.DocumentsBefore.Backlog?.Items ?? []).Where(item => item.Status != ItemStatus.Done && Telling(item.Title) is { Count: >= MinTitle } words && subjects.Exists(subject => words.All(subject.Contains)));
    }

    private static HashSet<string> Telling(string text) => [.. Words.Of(text).Select(Words.Singular).Where(word => word.Length > 3 || char.IsAsciiDigit(word[^1]))];

    public static bool NamesAnItem(this AuditedChange change) => change.Messages.Any(message => Ids().IsMatch(message.Whole) || IssueNumber().IsMatch(message.Whole));

    private static bool ChangesCode(DiffFile file) => file.IsOpaque || file.AddedLines.Concat(file.RemovedLines).Any(line => !Comment().IsMatch(line) && !VersionLine().IsMatch(line));

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"^(?:bug)?fix(?:e[sd])?(?:\([^)]*\))?!?:|^(?:hot)?fix(?:e[sd])?\b|^(?:correct|repair|resolve)s?\b|^\[?(?:bug|fix)\]?\b", Plain)]
    private static partial Regex Fix();

    [GeneratedRegex(@"\b(?:ci|lint|linting|typos?|format(?:ting)?|mypy|ruff|style|spelling|tests?|flaky|build|workflow|coverage|pipeline)\b", Plain)]
    private static partial Regex NoFix();

    [GeneratedRegex(@"^(?:test|tests|ci|build|chore|style|refactor|revert|release|wip|deps)(?:\([^)]*\))?!?:|^(?:bump|merge|release|revert|refactor|reformat|rename|clean|lint|format|initial commit|wip)\b|\btypos?\b|^fix (?:lint|ci|tests?|typos?|format)", Plain)]
    private static partial Regex Housekeeping();

    [GeneratedRegex(@"^(?:feat|feature|perf)(?:\([^)]*\))?!?:", Plain)]
    private static partial Regex Feature();

    [GeneratedRegex(@"^\w+(?:\([^)]*\))?!:", RegexOptions.CultureInvariant)]
    private static partial Regex Breaking();

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]{0,9}-[0-9]+[a-z]?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\b(?:close[sd]?|fix(?:e[sd])?|implement(?:s|ed)?|resolve[sd]?|deliver(?:s|ed)?|complete[sd]?)[: ]+(?<id>[A-Z][A-Z0-9]{0,9}-[0-9]+[a-z]?)\b", Plain)]
    private static partial Regex Closing();

    [GeneratedRegex(@"\b(?:part(?:ly|ial|ially)?|wip|toward|towards|prepare|preparation|plan|spec|rfc|adr|backlog|step|phase|wave|notes|propose|proposal|research|draft|file|track|promote|add .* to (?:the )?backlog)\b", Plain)]
    private static partial Regex Partly();

    [GeneratedRegex(@"(?<![\w&])#\d+\b", RegexOptions.CultureInvariant)]
    private static partial Regex IssueNumber();

    [GeneratedRegex(@"^\s*(?:#|//|/\*|\*|""""""|'''|<!--)|^\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*(?:__version__|version|VERSION)\s*[:=]|<Version>", RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"(?:^|/)(?:scripts?|tools?|tooling|build|eng|\.[\w-]+|benchmarks?|hack|ci)/", Plain)]
    private static partial Regex Tooling();
}
