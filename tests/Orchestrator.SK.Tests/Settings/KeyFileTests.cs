using System.Diagnostics;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>A key comes from the environment, from user secrets or from a file of its own; from a repository, or where others read along, it is refused by key.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Key = "sk-test-of-the-key-file-0123456789abcdef";

    private readonly string home = Directory.CreateTempSubdirectory("keys-").FullName;

    [Fact]
    public void Key_InAFileOfItsOwn_IsTaken_AndIsKnownAsASecret()
    {
        var file = Write("keys/openai", $"  {Key}\n");

        var settings = Build(("OPENAI_API_KEY_FILE", file));

        Assert.Equal((Key, "key file"), (settings["Orchestrator:Models:default:ApiKey"], ConfigurationSources.SourceOf(settings, "Orchestrator:Models:default:ApiKey")));
        Assert.DoesNotContain(Key, ProcessSecrets.Redact($"the key is {Key}."), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_InTheEnvironment_CountsFirst() =>
        Assert.Equal("sk-env", Build(("OPENAI_API_KEY", "sk-env"), ("OPENAI_API_KEY_FILE", Write("key", Key)))["Orchestrator:Models:default:ApiKey"]);

    [Fact]
    public void Key_InUserSecrets_IsTaken()
    {
        Write(".microsoft/usersecrets/orchestrator-sk/secrets.json", $$"""{ "Orchestrator:Models:default:ApiKey": "{{Key}}" }""");

        Assert.Equal(Key, Build()["Orchestrator:Models:default:ApiKey"]);
    }

    [Theory]
    [InlineData("git init -q repo; mkdir -p repo/a/b; cp key repo/a/b/k; chmod 600 repo/a/b/k", "repo/a/b/k", "lies in the git repository")]
    [InlineData("mkdir -p work/deep; echo 'gitdir: /x' > work/.git; cp key work/deep/k; chmod 600 work/deep/k", "work/deep/k", "lies in the git repository")]
    [InlineData("git init -q --bare bare.git; cp key bare.git/k; chmod 600 bare.git/k", "bare.git/k", "lies in the git repository")]
    [InlineData("git init -q repo; cp key repo/k; chmod 600 repo/k; ln -s repo/k link", "link", "lies in the git repository")]
    [InlineData("git init -q repo; mkdir repo/keys; cp key repo/keys/k; chmod 600 repo/keys/k; ln -s repo/keys keys", "keys/k", "lies in the git repository")]
    [InlineData("git init -q repo; chmod 600 key; ln -s ../key repo/link", "repo/link", "lies in the git repository")]
    [InlineData("chmod 640 key", "key", "chmod 600")]
    [InlineData("chmod 604 key", "key", "chmod 600")]
    [InlineData("chmod 644 key; ln -s key link", "link", "chmod 600")]
    [InlineData("rm key", "key", "is not there")]
    [InlineData("rm key; mkdir key", "key", "is no file")]
    [InlineData("rm key; mkfifo -m 600 key", "key", "is no file")]
    [InlineData("rm key; ln -s key key", "key", "circle of links")]
    [InlineData(": > key", "key", "holds no key")]
    [InlineData("printf 'a\\nb\\n' > key", "key", "more than one word")]
    [InlineData("printf 'a\\000b' > key", "key", "holds no key")]
    [InlineData("head -c 20000 /dev/zero | tr '\\0' a > key", "key", "at most 16384")]
    public void Key_InAFileThatWillNotDo_IsRefusedWithTheReason(string script, string file, string said)
    {
        Write("key", Key);
        Run(script);

        var refused = Assert.Throws<OptionsValidationException>(() => Build(("OPENAI_API_KEY_FILE", Path.Combine(home, file))));

        Assert.Contains("'Orchestrator:Models:default:ApiKeyFile' is", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_ByARelativePath_IsRefused() =>
        Assert.Contains("is no absolute path", Assert.Throws<OptionsValidationException>(() => Build(("OPENAI_API_KEY_FILE", "key"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Key_BehindALinkOutsideAnyRepository_IsTaken()
    {
        Write("real/key", Key);
        Run("ln -s real/key link");

        Assert.Equal(Key, Build(("OPENAI_API_KEY_FILE", Path.Combine(home, "link")))["Orchestrator:Models:default:ApiKey"]);
    }

    [Fact]
    public void Key_InASettingsFileOfARepository_IsRefused()
    {
        Run("git init -q repo");
        var file = Write("repo/settings.json", $$"""{ "Orchestrator": { "Models": { "default": { "ApiKey": "{{Key}}" } } } }""");

        var refused = Assert.Throws<OptionsValidationException>(() => ConfigurationSources.Build(new Dictionary<string, string> { ["HOME"] = home, ["XDG_CONFIG_HOME"] = home }, file, new Dictionary<string, string>()));

        Assert.Contains("'Orchestrator:Models:default:ApiKey' stands in", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    private Microsoft.Extensions.Configuration.IConfigurationRoot Build(params (string Name, string Value)[] variables) => ConfigurationSources.Build(
        variables.Append(("HOME", home)).Append(("XDG_CONFIG_HOME", Path.Combine(home, "config"))).ToDictionary(variable => variable.Item1, variable => variable.Item2), null, new Dictionary<string, string>());

    private string Write(string path, string content)
    {
        var file = Path.Combine(home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        Run($"chmod 600 '{file}'");
        return file;
    }

    private void Run(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script]) { WorkingDirectory = home })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
