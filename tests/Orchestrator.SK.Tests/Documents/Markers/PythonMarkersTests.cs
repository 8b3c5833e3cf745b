using Orchestrator.SK.Core.Documents.Markers;

namespace Orchestrator.SK.Tests.Documents.Markers;

public class PythonMarkersTests
{
    private const string Tests = """"
        """Docs say @pytest.mark.spec("DOC-001")."""
        import pytest

        pytestmark = [pytest.mark.spec("MOD-001"), pytest.mark.skipif(x, reason='pytest.mark.spec("NO-001")')]
        spec = pytest.mark.spec
        slow = pytest.mark.spec("SLOW-001")

        CASES = [
            pytest.param(1, marks=pytest.mark.spec("PAR-001")),
            pytest.param(2, marks=[pytest.mark.slow, pytest.mark.spec("PAR-002"), slow], id="x"),
            pytest.param(3, pytest.mark.spec("NO-002")),
        ]

        @pytest.mark.spec("CLS-001")
        class TestStore:
            pytestmark = pytest.mark.spec("CLS-002")

            # @pytest.mark.spec("NO-003")
            @pytest.mark.spec("STORE-001")
            @pytest.mark.spec(
                "STORE-002",
                "STORE-" "003",
                reason="BK-001",
            )
            async def test_read(self):
                pytest.mark.spec("NO-004")
                assert "@pytest.mark.spec('NO-005')"

            class TestInner:
                @spec("IN-001..003")
                @pytest.mark.parametrize("a", [pytest.param(1, marks=(pytest.mark.spec("IN-009"),))])
                def test_inner(self, a): pass

            def helper(self):
                f"""{pytest.mark.spec("NO-006")}"""

        @mark.spec(f"NO-{7}")
        @slow
        def test_outer(): pytest.mark.spec("NO-008")

        @pytest.mark.spec("NO-009")
        x = 1
        """";

    [Fact]
    public void Find_DecoratorsParametersAndModuleMarks_AreReadWithTheirTests()
    {
        Assert.Equal(
            [
                "4  MOD-001", "9 CASES PAR-001", "10 CASES PAR-002", "10 CASES SLOW-001", "14 TestStore CLS-001", "16 TestStore CLS-002", "19 TestStore.test_read STORE-001",
                "20 TestStore.test_read STORE-002,STORE-003", "30 TestStore.TestInner.test_inner IN-001,IN-002,IN-003", "31 TestStore.TestInner.test_inner IN-009", "38 test_outer SLOW-001",
            ],
            Find(Tests));
    }

    [Theory]
    [InlineData("@pytest.mark.spec('A-001') # why\ndef test_a(): ...", "1 test_a A-001")]
    [InlineData("@pytest.mark.spec(\"A-001\")\r\ndef test_a():\r\n    pass\r\n", "1 test_a A-001")]
    [InlineData("\uFEFF@pytest.mark.spec(r\"A-001\")\n\n# comment\ndef test_a(): pass", "1 test_a A-001")]
    [InlineData("@pytest.mark.Spec('A-001')\nclass T: pytestmark = pytest.mark.spec('B-001')", "1 T A-001|2 T B-001")]
    [InlineData("@other(pytest.mark.spec('A-001'))\ndef test_a(): pass", "")]
    [InlineData("@pytest.mark.spec\ndef test_a(): pass", "")]
    [InlineData("@pytest.mark.spec(ID)\ndef test_a(): pass", "")]
    [InlineData("@pytest.mark.spec('A-001').x\ndef test_a(): pass", "")]
    [InlineData("@pytest.mark.spec(*['A-001', 'A-002'])\ndef test_a(): pass", "1 test_a A-001,A-002")]
    [InlineData("@pytest.mark.spec(id='A-001')\ndef test_a(): pass", "1 test_a A-001")]
    [InlineData("@pytest.mark.spec('REQ_7')\ndef test_a(): pass", "1 test_a REQ_7")]
    [InlineData("pytestmark: list = [\n  pytest.mark.spec('A-001')]", "2  A-001")]
    [InlineData("pytestmark += [pytest.mark.spec('A-001')]", "1  A-001")]
    [InlineData("x = '''\n@pytest.mark.spec('A-001')\ndef test_a(): pass\n'''", "")]
    [InlineData("x = (1,\n@pytest.mark.spec('A-001')\ndef test_a(): pass", "2 test_a A-001")]
    [InlineData("x = 'unclosed\n@pytest.mark.spec('A-001')\ndef test_a(): pass", "2 test_a A-001")]
    [InlineData("@pytest.mark.spec('A-001'\ndef test_a(): pass", "1 test_a A-001")]
    [InlineData("x = [a\n  @ b]\n@pytest.mark.spec('A-001')\ndef test_a(): pass", "3 test_a A-001")]
    [InlineData("class A:\n\tdef f(self): pass\n\n@pytest.mark.spec('A-001')\ndef test_a(): pass", "4 test_a A-001")]
    [InlineData("if x:\n    @pytest.mark.spec('A-001')\n    def test_a(): pass\nelse:\n    pytestmark = pytest.mark.spec('B-001')", "2 test_a A-001|5  B-001")]
    [InlineData("@pytest.mark.spec('A-001') \\\n\ndef test_a(): pass", "1 test_a A-001")]
    [InlineData("a = 1; pytestmark = pytest.mark.spec('A-001'); b = 2", "1  A-001")]
    public void Find_OddAndBrokenCode_ReadsWhatPytestWould(string text, string expected) =>
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), Find(text));

    private static IEnumerable<string> Find(string text) =>
        TestMarkers.Find("tests/test_a.py", text, MarkerRules.Default).Select(marker => $"{marker.Line} {marker.Test} {string.Join(',', marker.Ids)}");
}
