using System.ComponentModel.DataAnnotations;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Hosting;

/// <summary>What the operator allows. Bound from <c>Orchestrator</c>; a repository cannot loosen any of it.</summary>
internal sealed class OrchestratorOptions
{
    public const string Section = "Orchestrator";

    /// <summary>Gets or sets the folder of journal and private repositories.</summary>
    /// <value>Default empty: <c>$XDG_STATE_HOME/orchestrator</c>, else <c>~/.local/state/orchestrator</c>.</value>
    public string StateDirectory { get; set; } = "";

    /// <summary>Gets or sets the folder of the prompts.</summary>
    /// <value>Default empty: <c>prompts</c> beside the program.</value>
    public string PromptsDirectory { get; set; } = "";

    /// <summary>Gets or sets the folder of the prompt functions.</summary>
    /// <value>Default empty: <c>plugins</c> beside the program.</value>
    public string PluginsDirectory { get; set; } = "";

    /// <summary>Gets or sets a file of prices that win over those that come with the program.</summary>
    /// <value>Default empty: <c>prices.json</c> beside the program alone. A model in neither has no known price, which is not the same as free.</value>
    public string PricesFile { get; set; } = "";

    /// <summary>Gets the models by name.</summary>
    /// <value>Default empty; <c>appsettings.json</c> brings one, <c>default</c>, that has to be told its endpoint.</value>
    public Dictionary<string, ModelOptions> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the name of the model that serves whatever names no other.</summary>
    /// <value>Default <c>default</c>.</value>
    public string DefaultModel { get; set; } = "default";

    /// <summary>Gets the model's name for each expert that has its own.</summary>
    /// <value>Default empty: the default model serves all.</value>
    public Dictionary<string, string> Experts { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the model's name for each purpose (plan, expert, review, summarise, judge, talk) that has its own.</summary>
    /// <value>Default empty: the default model serves all.</value>
    public Dictionary<string, string> Purposes { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets, for each purpose that has one, the name of the model that takes over when the endpoint of its own is overloaded or gone.</summary>
    /// <value>Default empty: no other model takes over.</value>
    public Dictionary<string, string> Fallbacks { get; } = new(StringComparer.Ordinal);

    public LimitsOptions Limits { get; set; } = new();

    public SandboxOptions Sandbox { get; set; } = new();

    public CommitOptions Commit { get; set; } = new();

    public PushOptions Push { get; set; } = new();

    /// <summary>Gets the repositories that tasks may name, by name: a letter or digit, then up to 63 of letters, digits, dot, dash and underscore.</summary>
    /// <value>Default none: without one there is nothing that a worker may work on.</value>
    public Dictionary<string, RepositoryOptions> Repositories { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the versions of repositories' <c>orchestrator.json</c> whose commands may run without anybody having been asked, by SHA-256 of the file.</summary>
    /// <value>Default none: <c>orchestrator config trust</c> notes what a user has looked at. 64 hexadecimal digits each.</value>
    public List<string> TrustedSettings { get; } = [];

    public WorkerOptions Worker { get; set; } = new();

    public TelemetryOptions Telemetry { get; set; } = new();

    public JournalOptions Journal { get; set; } = new();

    public ProgressOptions Progress { get; set; } = new();
}

/// <summary>A repository that the worker may work on. Only the operator says where it is; a task has nothing but its name.</summary>
internal sealed class RepositoryOptions
{
    /// <summary>Gets or sets the folder of the repository, absolute.</summary>
    /// <value>Default empty, which is refused: an entry says where its repository is.</value>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>Gets or sets the reference that its tasks start from.</summary>
    /// <value>Default empty: HEAD.</value>
    public string Base { get; set; } = "";

    /// <summary>Gets the named checks of its experts, each the program and its arguments, in place of those in its own <c>orchestrator.json</c>.</summary>
    /// <value>Default none: its own, once they are trusted.</value>
    public Dictionary<string, List<string>> Checks { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of those <see cref="Checks"/> that are formatters: what they change in an expert's own files comes back.</summary>
    /// <value>Default none.</value>
    public List<string> Formatters { get; } = [];

    /// <summary>Gets the command that decides whether a delivery is verified, the program and its arguments, in place of the one in its own <c>orchestrator.json</c>.</summary>
    /// <value>Default none: its own, once it is trusted.</value>
    public List<string> Verify { get; } = [];
}

/// <summary>How the worker works its queue off.</summary>
internal sealed class WorkerOptions
{
    /// <summary>Gets or sets how many runs go on at once. A repository never has more than one.</summary>
    /// <value>Default 2 runs.</value>
    [Range(1, 64)]
    public int Width { get; set; } = 2;

    /// <summary>Gets or sets how often a worker may die over one task before the task counts as failed.</summary>
    /// <value>Default 3 times.</value>
    [Range(1, 100)]
    public int MaxCrashes { get; set; } = 3;
}

/// <summary>How checks and verify are confined.</summary>
internal sealed class SandboxOptions
{
    /// <summary>Gets or sets the lowest level at which a run may start: <c>full</c>, <c>partial</c> or <c>none</c>.</summary>
    /// <value>Default <c>full</c>.</value>
    [AllowedValues("full", "partial", "none")]
    public string Minimum { get; set; } = "full";

    /// <summary>Gets or sets how long one check or verify may take, in seconds.</summary>
    /// <value>Default 900 seconds.</value>
    [Range(1, 86_400)]
    public int TimeoutSeconds { get; set; } = 900;

    /// <summary>Gets or sets how much memory one check may take with all its processes, in MiB; a check that takes more is killed.</summary>
    /// <value>Default 8192 MiB.</value>
    [Range(64, 1_048_576)]
    public int MemoryMegabytes { get; set; } = 8192;

    /// <summary>Gets or sets how many processes and threads one check may have at a time.</summary>
    /// <value>Default 8192 processes.</value>
    [Range(16, 65_536)]
    public int Processes { get; set; } = 8192;

    /// <summary>Gets the folders of this machine that checks may read besides the system's own, such as a package cache.</summary>
    /// <value>Default none. Absolute paths.</value>
    public List<string> ReadOnlyPaths { get; } = [];

    /// <summary>Gets the further folders in which the commands of checks are looked for.</summary>
    /// <value>Default none: the system's, and that of the .NET SDK. Absolute paths.</value>
    public List<string> ProgramPaths { get; } = [];

    /// <summary>Gets the variables that checks find in their environment, such as <c>NUGET_FALLBACK_PACKAGES</c>. Never a key: checks run what models wrote.</summary>
    /// <value>Default none. <c>PATH</c> is made from <c>ProgramPaths</c>, and <c>HOME</c> is the sandbox's own.</value>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the folders of this machine that checks find in the tree, read-only, such as <c>node_modules</c>: the path in the repository, and the folder that is shown there.</summary>
    /// <value>Default none. A relative path without <c>..</c> to an absolute one. What the repository tracks itself is never hidden.</value>
    public Dictionary<string, string> TreeFolders { get; } = new(StringComparer.Ordinal);
}

/// <summary>Whether, and how, verified branches are pushed.</summary>
internal sealed class PushOptions
{
    /// <summary>Gets or sets where a delivered and verified branch is pushed to: the name of a remote of the repository, or an address without user and password.</summary>
    /// <value>Default empty: nowhere.</value>
    public string Remote { get; set; } = "";

    /// <summary>Gets or sets whether a branch is pushed although experts changed what others execute without thinking of it: build scripts, test configuration, CI.</summary>
    /// <value>Default false: a person is asked, and where nobody is there the push is held.</value>
    public bool AllowExecutesLater { get; set; }

    /// <summary>Gets or sets whether a draft pull request is opened with GitHub's <c>gh</c> once a branch was pushed.</summary>
    /// <value>Default false.</value>
    public bool PullRequest { get; set; }

    /// <summary>Gets or sets git's credential helper for pushes, as git writes it, such as <c>store --file=/secure/credentials</c>. No other is asked.</summary>
    /// <value>Default empty: none.</value>
    public string CredentialHelper { get; set; } = "";

    /// <summary>Gets the names of variables of this program's environment that git may see in a push, such as <c>SSH_AUTH_SOCK</c> or <c>HTTPS_PROXY</c>.</summary>
    /// <value>Default none: git gets a clean environment.</value>
    public List<string> PassVariables { get; } = [];

    /// <summary>Gets or sets how long one call of git may take, in seconds.</summary>
    /// <value>Default 300 seconds.</value>
    [Range(1, 86_400)]
    public int TimeoutSeconds { get; set; } = 300;
}

/// <summary>Who the delivered commits name.</summary>
internal sealed class CommitOptions
{
    /// <summary>Gets or sets the author and committer name.</summary>
    /// <value>Default <c>Orchestrator.SK</c>.</value>
    [Required, RegularExpression("[^<>\\r\\n]+")]
    public string Name { get; set; } = "Orchestrator.SK";

    /// <summary>Gets or sets the author and committer address.</summary>
    /// <value>Default <c>orchestrator@localhost</c>.</value>
    [Required, RegularExpression("[^<>\\s]+@[^<>\\s]+")]
    public string Email { get; set; } = "orchestrator@localhost";
}
