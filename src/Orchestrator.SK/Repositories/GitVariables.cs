namespace Orchestrator.SK.Repositories;

/// <summary>The whole environment of the git program when it works for us: no configuration of the user's or the system's, no replacement, no attribute, in one language.</summary>
internal static class GitVariables
{
    public static Dictionary<string, string> Clean() => new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/local/bin:/usr/bin:/bin", ["LANG"] = "C.UTF-8", ["TZ"] = "UTC", ["HOME"] = "/nonexistent", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_NO_REPLACE_OBJECTS"] = "1", ["GIT_ATTR_NOSYSTEM"] = "1",
    };
}
