namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>One rule. Ids are for good: they stand in other people's scripts.</summary>
internal sealed record LintRule(string Id, Severity Severity, string What)
{
    public static readonly LintRule UnknownVariable = new("ORP001", Severity.Error, "a variable is used that is not declared");
    public static readonly LintRule UnusedVariable = new("ORP002", Severity.Warning, "a variable is declared and never used");
    public static readonly LintRule WrongInputs = new("ORP003", Severity.Error, "what is declared is not what the product gives");
    public static readonly LintRule Block = new("ORP004", Severity.Error, "a `{{` is not closed, or holds neither a variable nor a shared text");
    public static readonly LintRule ChatForm = new("ORP005", Severity.Error, "the messages of a skprompt.txt do not parse");
    public static readonly LintRule OutsideText = new("ORP006", Severity.Error, "text outside `<message>`, which would be dropped");
    public static readonly LintRule UnknownExpert = new("ORP007", Severity.Error, "the repository names an expert that has no persona");
    public static readonly LintRule IdlePersona = new("ORP008", Severity.Note, "no expert of the repository uses the persona");
    public static readonly LintRule UnknownTool = new("ORP009", Severity.Error, "the front matter names an unknown tool");
    public static readonly LintRule UnknownToolInText = new("ORP010", Severity.Error, "the text names an unknown tool");
    public static readonly LintRule UnknownSpec = new("ORP011", Severity.Error, "a spec id that the repository does not declare");
    public static readonly LintRule FrontMatter = new("ORP012", Severity.Error, "the front matter is missing, no YAML, or has an unknown key or a wrong value");
    public static readonly LintRule Settings = new("ORP013", Severity.Error, "the config.json is missing, no JSON, or has an unknown key or a wrong value");
    public static readonly LintRule Bytes = new("ORP014", Severity.Note, "byte order mark, CRLF, tab or trailing blank: unseen changes that change hashes or diffs");
    public static readonly LintRule TwoHomes = new("ORP015", Severity.Note, "a long paragraph stands in `prompts/` and in `plugins/`");
    public static readonly LintRule UnknownShared = new("ORP016", Severity.Error, "`{{shared.name}}` names no file, or stands inside a shared text");
    public static readonly LintRule MissingPrompt = new("ORP017", Severity.Error, "a prompt is missing that the product needs");
    public static readonly LintRule IdlePrompt = new("ORP018", Severity.Note, "nothing uses the prompt");

    public static IReadOnlyList<LintRule> All =>
    [
        UnknownVariable, UnusedVariable, WrongInputs, Block, ChatForm, OutsideText, UnknownExpert, IdlePersona, UnknownTool,
        UnknownToolInText, UnknownSpec, FrontMatter, Settings, Bytes, TwoHomes, UnknownShared, MissingPrompt, IdlePrompt,
    ];
}
