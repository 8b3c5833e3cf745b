using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Prompts;
using Orchestrator.SK.Stages.Intake;
using Orchestrator.SK.Tests.Repositories;

namespace Orchestrator.SK.Tests.Stages.Intake;

public class RepositoryReadingTests
{
    private static readonly PromptLibrary Prompts = PromptLibrary.Load(Path.Combine(AppContext.BaseDirectory, "prompts"));

    [Fact]
    public void Read_SoundSettings_KnowsWhoOwnsWhat()
    {
        var reading = Read("""{"experts":{"testing":{"writes":["tests/**"]},"documentation":{"writes":["docs/**"]}}}""");

        Assert.Equal("testing", reading.Domains.OwnerOf("tests/a.cs"));
        Assert.Equal("orchestrator", reading.Domains.OwnerOf("README.md"));
    }

    [Fact]
    public void Read_NothingNamed_SaysWhatThatCosts()
    {
        var reduced = Read("""{"experts":{"testing":{"writes":["tests/**"]}}}""").Documents.Reduced;

        Assert.Contains(reduced, line => line.Contains("ripples are not audited", StringComparison.Ordinal));
        Assert.Contains(reduced, line => line.Contains("there is no changelog at 'CHANGELOG.md'", StringComparison.Ordinal));
        Assert.Contains(reduced, line => line.Contains("no verify command is named", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"experts":{"painter":{"writes":["art/**"]}}}""", "'experts.painter' has no persona")]
    [InlineData("""{"experts":{"testing":{"writes":["/tests/**"]}}}""", "'experts.testing.writes'")]
    [InlineData("""{"experts":{"testing":{"writes":["tests/**"],"reads":["../**"]}}}""", "'experts.testing.reads'")]
    [InlineData("""{"experts":{"testing":{"writes":["tests/**"],"foundations":["/etc/*"]}}}""", "'experts.testing.foundations'")]
    [InlineData("""{"experts":{"testing":{"writes":["tests/**"]}},"paths":{"specs":["/specs/*.md"]}}""", "'paths.specs'")]
    [InlineData("""{"experts":{"testing":{"writes":["tests/**"]},"documentation":{"writes":["**/*.md"]}}}""", "overlap, for example at 'tests/")]
    public void Read_SettingsThatCannotBeUsed_NamesTheKey(string settings, string says) =>
        Assert.Contains(says, Assert.Throws<SettingsException>(() => Read(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NoSettings_NamesTheFileAndTheWayOut() =>
        Assert.Contains("orchestrator.json is not in commit", Assert.Throws<SettingsException>(() => RepositoryReading.Read(Trees.Of(("README.md", "")), Prompts)).Message, StringComparison.Ordinal);

    private static RepositoryReading Read(string settings) => RepositoryReading.Read(Trees.Of(("orchestrator.json", settings)), Prompts);
}
