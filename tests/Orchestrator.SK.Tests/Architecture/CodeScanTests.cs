namespace Orchestrator.SK.Tests.Architecture;

/// <summary>The rules are as good as the scan below them.</summary>
public sealed class CodeScanTests
{
    [Theory]
    [InlineData("a; // Process.Start {\nb;", "a;\nb;")]
    [InlineData("a /* { \n */ b", "a\nb")]
    [InlineData("x = \"{ \\\" }\"; y", "x = ; y")]
    [InlineData("x = @\"{ \"\" \\\"; y", "x = ; y")]
    [InlineData("x = $\"a {b(\"}\")} {{ c\"; y", "x =    b()  ; y")]
    [InlineData("x = '{'; y = '\\''; z", "x = ; y = ; z")]
    [InlineData("x = \"\"\"\n { \" \"\" \n \"\"\"; y", "x =\n\n; y")]
    [InlineData("x = $$\"\"\"{ {{b}} {{{c}}} }\"\"\"; y", "x = b  c ; y")]
    [InlineData("x = \"\"; y = @\"\"; z", "x = ; y = ; z")]
    public void Code_OfText_IsBlankInCommentsAndLiterals(string text, string expected)
    {
        var code = CodeText.Of(text);

        Assert.Equal(text.Length, code.Length);
        Assert.Equal(Squeeze(expected), Squeeze(code));
    }

    [Fact]
    public void Members_OfATypeWithEverything_AreFoundWithTheirLines() => Assert.Equal(
        [new("X", 12, 1), new("One", 18, 5), new("operator ==", 24, 4), new("Two", 29, 1), new("ToString", 33, 4)],
        Members.Of(new SourceFile("A.cs", Everything)));

    private const string Everything = """
            using System;
            namespace N;

            [Obsolete("class {")]
            internal sealed partial class A<T>(int a = 3) : B where T : class
            {
                private readonly Dictionary<string, string> _map = new()
                {
                    ["a"] = "b",
                };

                public int X { get; set; } = 3;

                public static List<int> Table => [1, 2,
                    3];

                [Fact]
                public void One<TValue>(int b = 3)
                    where TValue : class
                {
                    if (b > 3) { return; }
                }

                public static bool operator ==(A<T> a, A<T> b) => a switch
                {
                    _ => true,
                };

                public string Two => $"{_map["}"]}";

                private sealed record Inner(int C)
                {
                    public override string ToString()
                    {
                        return "";
                    }
                }
            }

            internal delegate void D(int a);
            """;

    [Fact]
    public void Members_OfAProgram_AreItsStatements()
    {
        var members = Members.Of(new SourceFile("Program.cs", "using A;\n\nvar a = 1;\nforeach (var b in c)\n{\n    d();\n}\n\nusing var e = f();\nreturn 0;\n"));

        Assert.Equal([new("top-level statements", 3, 8)], members);
    }

    private static string Squeeze(string code) => string.Concat(code.Where(c => c != ' '));
}
