using Orchestrator.SK.Core.Documents;
using Orchestrator.SK.Core.Documents.Markers;

namespace Orchestrator.SK.Tests.Documents.Markers;

public class TestMarkersTests
{
    [Fact]
    public void Find_CSharpAttributes_AreReadWithTheirTests()
    {
        const string text = """""
            #region "not a string
            [assembly: Trait("Spec", "ASM-001")]
            namespace N;

            // [Trait("Spec", "NO-001")]
            [Trait("Spec", "CLS-001"), Collection("x")]
            public sealed class StoreTests(int[] values) : Base
            {
                private const string Text = """
                    [Trait("Spec", "NO-002")]
                    """;

                [Fact]
                [Trait("spec", "STORE-001")]
                [Xunit.TraitAttribute("Spec", "STORE-" + "002")]
                public async Task<List<int>> Read_A_B<T>(T x)
                {
                    var y = values[0]; var z = @"a ""[Trait(""Spec"", ""NO-003"")]"" "; var c = '"'; var d = '\'';
                    Go(["Trait"], $"{(c == '"' ? "x" : "y")}");
                }

                [Property("Spec", "STORE-003")][Category("STORE-004")][Category("slow")] [Trait("Category", "NO-004")]
                public (int, string) Tuple() => default;

                /* [Spec("NO-005")] */
                [TestProperty("Spec", "STORE-005"), TestCategory("Spec: STORE-006..008")]
                [Spec("STORE-009", "FREE")]
                [DataRow("Spec", "NO-006")]
                public void Last([Trait("Spec", "NO-007")] int p) { }

                record struct Inner { [Spec(Value = "STORE-010")] int Field; }
            }
            """"";

        Assert.Equal(
            [
                "2  ASM-001", "6 StoreTests CLS-001", "14 StoreTests.Read_A_B STORE-001", "15 StoreTests.Read_A_B STORE-002", "22 StoreTests.Tuple STORE-003", "22 StoreTests.Tuple STORE-004",
                "26 StoreTests.Last STORE-005", "26 StoreTests.Last STORE-006,STORE-007,STORE-008", "27 StoreTests.Last STORE-009,FREE", "31 StoreTests.Inner.Field STORE-010",
            ],
            Find("tests/StoreTests.cs", text));
    }

    [Fact]
    public void Find_JavaAndKotlinTags_AreReadWithTheirTests()
    {
        const string java = """
            @Tag("CLS-001")
            class StoreTest<T> {
              // @Tag("NO-001")
              String s = "@Tag(\"NO-002\")";
              @Test @Tag("slow") @Tag("STORE-001")
              @Tags({@Tag("STORE-002"), @org.junit.jupiter.api.Tag("spec:STORE-003")})
              public <T> void reads(@Foo("x") T t) throws E { }
              @Nested class Inner { @Spec({"STORE-004", "STORE-005"}) @Test public void deep() {} }
              @DisplayName("@Tag(STORE-009)") @interface X {}
            }
            """;
        const string kotlin = "class T {\n  @Tags(Tag(\"STORE-001\"), Tag(\"fast\"))\n  fun `reads a file`() { val x = \"\"\"@Tag(\"NO-001\")\"\"\" }\n  @Tag(value = \"STORE-002\")\n  fun b() = 1\n}";

        Assert.Equal(
            [
                "1 StoreTest CLS-001", "5 StoreTest.reads STORE-001", "6 StoreTest.reads STORE-002,STORE-003", "8 StoreTest.Inner.deep STORE-004,STORE-005",
            ],
            Find("StoreTest.java", java));
        Assert.Equal(["2 T.reads a file STORE-001", "4 T.b STORE-002"], Find("T.kt", kotlin));
    }

    [Theory]
    [InlineData("[Trait(\"Spec\", \"A-001\")\npublic void M() { X(); }\n[Trait(\"Spec\", \"B-001\")]\npublic void N() { }", "1  A-001|3 N B-001")]
    [InlineData("class C { [Trait(\"Spec\", \"A-001\")]", "1 C A-001")]
    [InlineData("class C { string s = \"unclosed;\n [Trait(\"Spec\", \"A-001\")] void M() {} }", "")]
    [InlineData("}}} [Trait(\"Spec\", \"A-001\")] void M() {}", "1 M A-001")]
    public void Find_BrokenCSharp_DoesNotFail(string text, string expected) =>
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), Find("a.cs", text));

    [Fact]
    public void Find_PatternsOfTheRepository_AreMatchedLineByLineWhereTheyApply()
    {
        var rules = MarkerRules.Of(new MarkerSettings("Req", [new("tests/**/*.ts", @"// spec: (\S+)"), new("**/*.ts", @"\bit\('(?<id>[A-Z]+-[0-9]+):")]));
        const string text = "// spec: A-001\nit('B-002: does', () => {}); it('B-003: does')\n// spec: free\n";

        Assert.Equal(["1 A-001", "2 B-002", "2 B-003", "3 free"], TestMarkers.Find("tests/x/a.ts", text, rules).Select(marker => $"{marker.Line} {marker.Ids[0]}"));
        Assert.Equal(["2 B-002", "2 B-003"], TestMarkers.Find("src/a.ts", text, rules).Select(marker => $"{marker.Line} {marker.Ids[0]}"));
        Assert.Equal("test_a", Assert.Single(TestMarkers.Find("a.py", "@pytest.mark.req('A-001')\n@pytest.mark.spec('B-001')\ndef test_a(): pass", rules)).Test);
    }

    [Theory]
    [InlineData("a b", "", "", "'markers.name': 'a b' is no name: use 1 to 64 letters, digits and '_', such as \"Spec\".")]
    [InlineData("Spec", "**", "spec: \\S+", "'markers.patterns[0]': 'spec: \\S+' has 0 groups: put exactly one around the id, as in '// spec: (\\S+)', and write others as '(?:…)'.")]
    [InlineData("Spec", "**", "(a)(b)", "'markers.patterns[0]': '(a)(b)' has 2 groups")]
    [InlineData("Spec", "**", "(?<=a)(b)", "'markers.patterns[0]': '(?<=a)(b)' cannot be matched in linear time")]
    [InlineData("Spec", "**", "(", "'markers.patterns[0]': '(' is no regular expression")]
    [InlineData("Spec", "**", "", "'markers.patterns[0]': the pattern has 0 characters: use 1 to 500.")]
    [InlineData("Spec", "/x", "(b)", "'markers.patterns[0].files': The glob '/x'")]
    public void Settings_ThatCannotWork_AreRefusedByKeyAndValue(string name, string files, string pattern, string message)
    {
        var patterns = files.Length == 0 ? "[]" : $$"""[{ "files": {{System.Text.Json.JsonSerializer.Serialize(files)}}, "pattern": {{System.Text.Json.JsonSerializer.Serialize(pattern)}} }]""";
        var error = Assert.Throws<SettingsException>(() => RepositorySettings.Parse($$"""{ "experts": { "t": { "writes": ["t/**"] } }, "markers": { "name": "{{name}}", "patterns": {{patterns}} } }"""));

        Assert.StartsWith($"orchestrator.json: {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coverage_OfSpecs_NamesWhatNoTestNamesAndWhatNoSpecDeclares()
    {
        var specs = new SpecIndex([SpecParser.Parse("s.md", "## A-001: x\n\n## A-002: y\n\n## A-003: z [DEPRECATED]\n\n## A-004: q\n\nMoved to A-001.\n")]);
        var coverage = new MarkerCoverage(specs, TestMarkers.Find("t.py", "@pytest.mark.spec('A-001', 'A-009', 'BK-001', 'G-01')\ndef test_a(): pass\n", MarkerRules.Default));

        Assert.Equal(["A-002"], coverage.Untested);
        Assert.Equal([("A-009", true), ("G-01", false)], coverage.Dangling.Select(dangling => (dangling.Id, dangling.IsKnownFamily)));
        Assert.Equal("test_a", Assert.Single(coverage.Of("A-001")).Test);
    }

    private static IEnumerable<string> Find(string path, string text) =>
        TestMarkers.Find(path, text, MarkerRules.Default).Select(marker => $"{marker.Line} {marker.Test} {string.Join(',', marker.Ids)}");
}
