using System.CommandLine;

namespace Orchestrator.SK.Host.Commands;

/// <summary>The options of every command that may push or bring a pull request out; they stand over the settings.</summary>
internal static class PushFlags
{
    public static readonly Option<string?> Push = new("--push") { Description = "Push the verified branch there: a remote's name, or an address without a password", HelpName = "REMOTE" };

    public static readonly Option<bool> Allow = new("--allow-executes-later") { Description = "Push although experts changed build scripts, test configuration, CI or the like" };

    public static readonly Option<string?> PullRequest = new("--pull-request") { Description = "What becomes of the pull request: a folder for its files, or gh to open a draft after the push", HelpName = "DIR|gh" };

    public static IEnumerable<KeyValuePair<string, string>> Of(ParseResult parsed)
    {
        if (parsed.GetValue(Push) is { } remote)
        {
            yield return new("Orchestrator:Push:Remote", remote);
        }

        if (parsed.GetValue(Allow))
        {
            yield return new("Orchestrator:Push:AllowExecutesLater", "true");
        }
    }
}
