using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Orchestrator.SK.Core.Domains;

/// <summary>Names that no expert writes, in whatever domain and at whatever depth.</summary>
/// <remarks>Who writes them gets code run, or credentials read, by whoever opens the tree.</remarks>
public static partial class ProtectedNames
{
    private static readonly FrozenDictionary<string, string> Reasons = Build();

    /// <summary>Why the path is protected, naming the part; null when it is not. Case, full width and short names make no difference.</summary>
    /// <param name="path">A path that <see cref="PathRules"/> let through.</param>
    public static string? Reason(string path) => path.Split('/').Select(ReasonOfPart).FirstOrDefault(reason => reason is not null);

    /// <summary>Whether a part of the path is, on some file system, the folder that git keeps itself in.</summary>
    public static bool IsGit(string path) => path.Split('/').Select(Name).Any(name => name == ".git" || GitShortName().IsMatch(name));

    private static string? ReasonOfPart(string part) =>
        Name(part) is var name && ShortName().IsMatch(name) ? "a short name of git's own files" : Reasons.GetValueOrDefault(name);

    // As a file system reads it that ignores case and what cannot be seen.
    private static string Name(string part) =>
        string.Concat(part.EnumerateRunes().Where(rune => !NormalForm.IsInvisible(rune.Value)).SelectMany(rune => rune.ToString()).Select(NormalForm.Fold));

    [GeneratedRegex("^git~[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex GitShortName();

    // What Windows calls .git, .gitattributes and .gitmodules in eight and three characters.
    [GeneratedRegex("^(git[a-z]{0,3}|gi[0-9a-f]{4})~[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex ShortName();

    private static FrozenDictionary<string, string> Build()
    {
        (string Reason, string Names)[] groups =
        [
            ("git's own files", ".git .gitattributes .gitmodules .githooks .gitconfig .git-credentials .husky .hg .svn .jj"),
            ("settings that an editor or an assistant acts on",
                ".vscode .vs .idea .fleet .zed .devcontainer .devcontainer.json .mcp.json "
                + ".claude .cursor .windsurf .codex .gemini .dir-locals.el .exrc .vimrc .nvimrc .gdbinit .lldbinit"),
            ("a start file of a shell",
                ".envrc .direnv .bashrc .bash_profile .bash_login .bash_logout .bash_aliases .profile .zshrc .zshenv .zprofile .zlogin .zlogout "
                + ".kshrc .cshrc .tcshrc .login .inputrc .xprofile .xinitrc .tmux.conf .screenrc"),
            ("a place for credentials",
                ".env .ssh .gnupg .aws .azure .kube .docker .dockercfg .netrc _netrc .npmrc .yarnrc .yarnrc.yml .pypirc "
                + ".pgpass .terraformrc .credentials .vault-token"),
            ("the rules of this product", "orchestrator.json .orchestrator"),
        ];
        return groups
            .SelectMany(group => group.Names.Split(' ').Select(name => KeyValuePair.Create(name, group.Reason)))
            .ToFrozenDictionary(StringComparer.Ordinal);
    }
}
