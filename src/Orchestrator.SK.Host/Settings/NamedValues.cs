using Microsoft.Extensions.Configuration;

namespace Orchestrator.SK.Host.Settings;

/// <summary>Settings that come from one named place, such as the aliases or the command line; the name is what <c>config show</c> prints.</summary>
internal sealed class NamedValues(string name, IReadOnlyDictionary<string, string> values) : ConfigurationProvider, IConfigurationSource
{
    public override void Load()
    {
        foreach (var (key, value) in values)
        {
            Set(key, value);
        }
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override string ToString() => name;
}
