using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Tests.Settings;

/// <summary>A fault in <c>orchestrator.json</c> is told with its line, its key, what there is to choose from and the way out.</summary>
public sealed class RepositorySettingsFaultsTests
{
    [Theory]
    [InlineData("{\n  \"experts\": {\n    \"testing\": { \"write\": [\"tests/**\"] }\n  }\n}", "orchestrator.json:3: there is no key 'experts.testing.write'. Did you mean 'writes'? Known here: writes, reads, foundations.")]
    [InlineData("{\n  \"path\": {}\n}", "orchestrator.json:2: there is no key 'path'. Did you mean 'paths'? Known here: $schema, paths, experts")]
    [InlineData("{\n  \"paths\": {\n\n    \"adr\": []\n  }\n}", "orchestrator.json:4: there is no key 'paths.adr'. Known here: backlog, done, changelog, specs, decisions, rfcs, ripples.")]
    [InlineData("{\n  \"verify\":\n    \"make test\"\n}", "orchestrator.json:3: 'verify' is a string, and takes a list of strings, such as [\"a\", \"b\"], or null for none.")]
    [InlineData("{\n  \"verify\": [\"make\",\n  1]\n}", "orchestrator.json:3: 'verify' holds a number, and takes a list of strings")]
    [InlineData("{\n  \"paths\": { \"backlog\": [\"a.md\"] }\n}", "orchestrator.json:2: 'paths.backlog' is a list, and takes a string, or null for none.")]
    [InlineData("{\n  \"experts\": [\"testing\"]\n}", "orchestrator.json:2: 'experts' is a list, and takes an object with an expert's id as each key")]
    [InlineData("{\n  \"verify\": [],\n  \"verify\": []\n}", "orchestrator.json:3: 'verify' stands there twice.")]
    [InlineData("{\n  \"verify\": [,]\n}", "orchestrator.json:2: this is no JSON")]
    [InlineData("{\n  \"verify\": []\n", "orchestrator.json:3: this is no JSON")]
    [InlineData("", "orchestrator.json:1: this is no JSON")]
    [InlineData("[]", "orchestrator.json:1: the file is a list, and takes an object with the keys $schema, paths, experts")]
    [InlineData("null", "orchestrator.json:1: the file is null, and takes an object")]
    [InlineData("{} {}", "orchestrator.json:1: 'experts' is missing")]
    [InlineData("{ \"verify\": [] }", "'experts' is missing")]
    [InlineData("{ \"checks\": { \"fmt\": { \"command\": [\"a\"],\n\"format\": true } } }", "orchestrator.json:2: there is no key 'checks.fmt.format'. Did you mean 'formats'? Known here: command, formats.")]
    [InlineData("{ \"checks\": { \"fmt\": { \"command\": [\"a\"], \"formats\": \"yes\" } } }", "'checks.fmt.formats' is a string, and takes true or false.")]
    [InlineData("{ \"checks\": { \"fmt\": { \"formats\": true } } }", "'checks.fmt.command' is missing: a check is a program and its arguments.")]
    [InlineData("{ \"checks\": { \"fmt\": \"a b\" } }", "'checks.fmt' is a string, and takes a list of strings, such as [\"a\", \"b\"], or an object with the keys command, formats.")]
    [InlineData("{ \"checks\": { \"fmt\": { \"command\": [] } }, \"experts\": { \"testing\": { \"writes\": [\"tests/**\"] } } }", "'checks.fmt' is empty")]
    public void Parse_Fault_NamesLineKeyChoicesAndWayOut(string text, string says) =>
        Assert.Contains(says, Assert.Throws<SettingsException>(() => RepositorySettings.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{ // what we own\n \"experts\": { \"testing\": { \"writes\": [\"tests/**\"], } }, }")]
    [InlineData("\uFEFF{ \"$schema\": \"x\", \"experts\": { \"testing\": { \"writes\": [\"tests/**\"], \"reads\": null } }, \"paths\": { \"done\": null }, \"verify\": null }")]
    public void Parse_CommentsMarksAndNulls_AreRead(string text) => Assert.Equal(["tests/**"], RepositorySettings.Parse(text).Experts["testing"].Writes);

    [Fact]
    public void Parse_DeepNesting_IsAFaultAndNoCrash() => Assert.Throws<SettingsException>(() => RepositorySettings.Parse(new string('[', 100_000)));
}
