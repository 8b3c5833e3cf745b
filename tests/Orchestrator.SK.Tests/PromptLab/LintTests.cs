using Orchestrator.SK.Host.PromptLab.Linting;

namespace Orchestrator.SK.Tests.PromptLab;

public sealed class LintTests : IDisposable
{
    private const string Persona = "prompts/experts/testing.md";
    private const string Step = "prompts/steps/nudge.md";
    private const string Function = "plugins/Delivery/Summarise/skprompt.txt";
    private const string Config = "plugins/Delivery/Summarise/config.json";

    private const string GoodPersona =
        """
        ---
        name: Testing
        description: Owns the tests
        inputs:
          repository: its name
          domain: its paths
          foundations: its documents
        tools: [files.*, specs.get, report.submit]
        ---
        You test {{$repository}}.
        {{$domain}}
        {{shared.rules}}
        {{$foundations}}

        """;

    private const string GoodText =
        """
        <message role="system">You summarise.</message>
        <message role="user">{{$item}} {{$reports}} {{$files}}</message>

        """;

    private const string GoodConfig =
        """
        {
          "schema": 1,
          "description": "Summarises",
          "input_variables": [
            { "name": "item", "description": "i" },
            { "name": "reports", "description": "r" },
            { "name": "files", "description": "f" }
          ]
        }

        """;

    private readonly Lab _lab = new();

    public LintTests()
    {
        _lab.Write(Persona, GoodPersona);
        _lab.Write(Function, GoodText);
        _lab.Write(Config, GoodConfig);
    }

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void ShippedPrompts_WithTheSample_HaveNothingToComplainAbout()
    {
        using var shipped = new Lab();

        Assert.Empty(shipped.WithRepository().Lint(notes: true));
    }

    [Theory]
    [InlineData("{{$domain}}", "{{$domian}}", ":11:1: ORP001 Error: '{{$domian}}' is not declared under inputs. Did you mean 'domain'?", ":6:3: ORP002 Warning: 'domain' is declared and never used")]
    [InlineData("  domain: its paths\n", "", ":10:", ":4:1: ORP003 Error: the product gives 'domain' to experts/testing: declare it under inputs")]
    [InlineData("  domain: its paths", "  domain: its paths\n  mood: good", ":7:3: ORP002 Warning: 'mood'", ":7:3: ORP003 Error: the product gives no 'mood' to experts/testing.")]
    [InlineData("{{$domain}}", "{{$domain", ":6:3: ORP002", ":11:1: ORP004 Error: '{{$domain' is not closed by '}}'")]
    [InlineData("{{$domain}}", "{{domain}}", ":6:3: ORP002", ":11:1: ORP004 Error: '{{domain}}' is neither: a text knows {{$variable}} and {{shared.name}}, without blanks. Did you mean '{{$domain}}'?")]
    [InlineData("{{$domain}}", "{{$domain}} {{files.read $domain}}", ":11:13: ORP004 Error")]
    [InlineData("specs.get", "specs.gett", ":8:18: ORP009 Error: 'specs.gett' is no tool. Did you mean 'specs.get'?")]
    [InlineData("You test", "Use files-wriet. You test", ":10:5: ORP010 Error: there is no tool 'files-wriet'. Did you mean 'files-write'?")]
    [InlineData("You test", "As STORE-999 says, you test", ":10:4: ORP011 Error: the repository declares no spec STORE-999.")]
    [InlineData("You test", "As NOPE-001 says, you test", ":10:4: ORP011 Warning: the repository declares no spec NOPE-001, and none that starts with NOPE-: is it one?")]
    [InlineData("name: Testing", "titel: Testing", ":1:1: ORP012 Warning: 'name' is missing", ":2:1: ORP012 Error: 'titel' is no key of a prompt.")]
    [InlineData("description: Owns the tests", "description: Owns: the tests", ":3:18: ORP012 Error: the front matter is no YAML")]
    [InlineData("---\nname", "name", ":1:1: ORP012 Error: a prompt starts with front matter")]
    [InlineData("tools: [files.*, specs.get, report.submit]", "tools: files.*", ":8:1: ORP012 Error: 'tools' has the wrong form: a list such as [files.*, specs.get].")]
    [InlineData("{{shared.rules}}", "{{shared.ruls}}", ":12:1: ORP016 Error: there is no prompts/shared/ruls.md. Did you mean 'rules'?")]
    public void Persona_WithAMistake_IsCaughtInItsPlace(string good, string bad, params string[] expected)
    {
        _lab.WithRepository();
        _lab.Edit(Persona, good, bad);

        AssertFindings(Persona, expected);
    }

    [Theory]
    [InlineData(Function, "You summarise.", "You summarise List<int>.", ":1:42: ORP005 Error: <int> inside a message", "All of the file, tags included, would be sent as one user message. Write &lt; and &amp;")]
    [InlineData(Function, "You summarise.", "Reports & files.", ":1:32: ORP005 Error: ")]
    [InlineData(Function, "</message>\n<", "</message>\nBe brief.\n<", ":2:1: ORP006 Error: this text stands outside <message>: it would be dropped without a word.")]
    [InlineData(Function, "role=\"user\"", "role=\"usr\"", ":2:1: ORP005 Error: 'usr' is no role. Did you mean 'user'?")]
    [InlineData(Function, " role=\"user\"", "", ":2:1: ORP005 Error: this <message> has no role: it would be dropped.")]
    [InlineData(Function, "You summarise.", "You <b>summarise</b>.", ":1:28: ORP005 Error: <b> inside a message is taken for markup and dropped.")]
    [InlineData(Function, "{{$files}}", "{{$file}}", ":2:45: ORP001 Error: '{{$file}}' is not declared under input_variables of config.json. Did you mean 'files'?")]
    [InlineData(Function, "{{$files}}", "{{$files}} {{shared.rules}}", ":2:56: ORP004 Error: '{{shared.rules}}' is neither: a text knows {{$variable}}, without blanks.")]
    [InlineData(Config, "\"schema\": 1,", "\"schema\": 2,", ":2:3: ORP013 Error: 'schema' is 1.")]
    [InlineData(Config, "\"description\": \"Summarises\",", "\"descripton\": \"Summarises\",", ":1:1: ORP013 Error: 'description' says in one text", ":3:3: ORP013 Error: 'descripton' is no key here, and would be ignored. Did you mean 'description'?")]
    [InlineData(Config, "\"description\": \"r\" }", "\"description\": \"r\" ", ":7:", "ORP013 Error: the file is no JSON")]
    [InlineData(Config, "\"name\": \"files\"", "\"name\": \"item\"", ":7:7: ORP013 Error: 'item' is declared twice.", ":4:3: ORP003 Error: the product gives 'files' to Delivery/Summarise")]
    [InlineData(Config, "\"description\": \"i\"", "\"description\": \"i\", \"allow_dangerously_set_content\": true", ":5:43: ORP013 Error: with this, text of a repository could open a message of its own")]
    public void Function_WithAMistake_IsCaughtInItsPlace(string file, string good, string bad, params string[] expected)
    {
        _lab.Edit(file, good, bad);

        AssertFindings(file, expected);
    }

    [Fact]
    public void Function_WithoutMessages_IsCaught_BecauseValuesWouldStayEncoded()
    {
        _lab.Write(Function, "You summarise {{$item}} {{$reports}} {{$files}}\n");

        AssertFindings(Function, ":1:1: ORP006 Error: there is no <message");
    }

    [Fact]
    public void Function_WithoutItsFiles_IsCaught()
    {
        File.Delete(Path.Combine(_lab.Checkout, Config));
        _lab.Write("plugins/Delivery/Empty/config.json", "{}");

        AssertFindings(Config, ":1:1: ORP013 Error: there is no config.json");
        AssertFindings("plugins/Delivery/Empty/skprompt.txt", ":1:1: ORP013 Error: there is no skprompt.txt");
    }

    [Fact]
    public void SharedText_WithAMistake_IsCaughtInItsOwnFile_AndForWhoeverIncludesIt()
    {
        _lab.Write("prompts/shared/rules.md", "RULES\nKeep {{$domain}} and {{$depth}}. {{shared.output}}\n");

        AssertFindings("prompts/shared/rules.md", ":2:22: ORP001 Error: '{{$depth}}' is not declared under inputs of experts/testing.", ":2:34: ORP016 Error: a shared text cannot include another one");
    }

    [Fact]
    public void Repository_WithAnExpertWithoutPersona_IsCaughtInItsSettings()
    {
        _lab.WithRepository(settings => settings.Replace("\"testing\"", "\"testng\"", StringComparison.Ordinal));

        AssertFindings("orchestrator.json", ":20:5: ORP007 Error: 'testng' has no persona prompts/experts/testng.md. Did you mean 'testing'?");
        AssertFindings(Persona, ":1:1: ORP008 Note: no expert of the repository is called 'testing'");
    }

    [Fact]
    public void Bytes_ThatNobodySees_AreNotes()
    {
        _lab.Write(Step, "\uFEFF---\r\nname: Nudge\r\ndescription: d\r\ninputs:\r\n  submit: s\r\n---\r\nEnd with\t{{$submit}}. \r\nNow. \r\n");

        AssertFindings(Step, ":1:1: ORP014 Note: the file starts with a byte order mark", ":1:4: ORP014 Note: line ends are CRLF", ":7:9: ORP014 Note: a tab", ":7:22: ORP014 Note: a blank at the end of the line, the first of 2");
    }

    [Fact]
    public void LongText_InBothFolders_IsANote()
    {
        var text = string.Concat(Enumerable.Repeat("A sentence that somebody copied. ", 8)).Trim();
        _lab.Edit(Persona, "You test {{$repository}}.", $"You test {{{{$repository}}}}.\n\n{text}\n");
        _lab.Edit(Function, "You summarise.", $"You summarise.\n\n{text}");

        AssertFindings(Function, ":3:1: ORP015 Note: this paragraph stands also in prompts/experts/testing.md:12");
    }

    [Fact]
    public void Prompts_ThatAreMissingOrUnused_AreNamed()
    {
        File.Delete(Path.Combine(_lab.Checkout, "prompts/steps/review.md"));
        _lab.Write("prompts/steps/later.md", "---\nname: Later\ndescription: d\n---\nNothing.\n");
        _lab.Write("prompts/shared/old.md", "Nobody includes this.\n");

        AssertFindings("prompts/steps/review.md", ":1:1: ORP017 Error: there is no steps/review, and every run needs it");
        AssertFindings("prompts/steps/later.md", ":1:1: ORP018 Note: nothing in the product asks for steps/later.");
        AssertFindings("prompts/shared/old.md", ":1:1: ORP018 Note: no prompt includes this text.");
    }

    [Fact]
    public void Rules_StandInTheReadmeOfThePrompts_EachWithItsSeverity()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "prompts", "README.md"));

        Assert.All(LintRule.All, rule => Assert.Contains($"| {rule.Id} | {rule.Severity.ToString().ToLowerInvariant()} | {rule.What} |", readme, StringComparison.Ordinal));
        Assert.Equal(LintRule.All.Count, LintRule.All.DistinctBy(rule => rule.Id).Count());
    }

    private void AssertFindings(string file, params string[] expected)
    {
        var found = _lab.Lint(notes: true).Where(finding => finding.StartsWith(file, StringComparison.Ordinal)).ToList();
        var said = string.Join('\n', found);
        Assert.All(expected, part => Assert.True(
            found.Exists(finding => part.StartsWith(':') ? finding[file.Length..].StartsWith(part, StringComparison.Ordinal) : finding.Contains(part, StringComparison.Ordinal)),
            $"{part}\nis not among\n{said}"));
    }
}
