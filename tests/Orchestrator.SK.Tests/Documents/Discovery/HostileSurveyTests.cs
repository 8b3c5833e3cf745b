namespace Orchestrator.SK.Tests.Documents.Discovery;

/// <summary>Whatever a repository holds, looking through it ends, and throws nothing.</summary>
public class HostileSurveyTests
{
    public static TheoryData<string> Texts => new(
        new string('[', 100_000), new string('`', 100_000), new string('|', 100_000), new string(' ', 200_000) + ":", "a" + new string(' ', 200_000), "[tool." + new string('[', 50_000), "{\"scripts\":" + new string('{', 5_000),
        "{\"scripts\": {\"test\": \"a\", \"test\": \"b\", \"\": \"c\"}}", "{\"scripts\": []}", "\0\uFFFF\uD800", string.Concat(Enumerable.Repeat("- [ ] **", 20_000)), string.Concat(Enumerable.Repeat("| a | b |\n|---|---|\n", 5_000)), "#\n##\n### \n");

    [Theory]
    [MemberData(nameof(Texts))]
    public void Propose_OfAnyText_Ends(string text)
    {
        string[] names = ["BACKLOG.md", "CHANGELOG.md", "docs/specs/a.md", "docs/adr/0001-a.md", "pyproject.toml", "tox.ini", "noxfile.py", "Makefile", "justfile", "package.json", "Cargo.toml", "go.mod", "a.csproj", ".github/workflows/a.yml", "verify.sh"];

        Assert.NotNull(Surveys.Of([.. names.Select(name => (name, text)), ("src/a.py", text)]).Settings);
    }
}
