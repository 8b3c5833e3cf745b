using Orchestrator.SK.Core.Domains;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Repositories;

/// <summary>What the gate says beside the codes of the boundary corpus. The expert "backend" owns <c>src/</c>; "other" owns <c>other/</c>; nobody owns the rest.</summary>
public class WriteGateTests
{
    [Theory]
    [InlineData("a\0b", "E_ENCODING")]
    [InlineData("a@b", "E_ENCODING")]
    [InlineData("a\r\nb", null)]
    [InlineData("", null)]
    public void Content_OfAnyKind_AnswersWithItsCode(string content, string? expected) => Assert.Equal(expected, WriteGate.Content("src/a", content.Replace('@', '\ud800'))?.Code);

    [Fact]
    public void Content_TooMuch_SaysTheLimit()
    {
        Assert.Null(WriteGate.Content("src/a", new string('a', 4 * 1024 * 1024)));
        Assert.Equal("E_SIZE", WriteGate.Content("src/a", new string('a', (4 * 1024 * 1024) + 1))?.Code);
        Assert.Equal("E_SIZE", WriteGate.Content("src/a", new string('é', (2 * 1024 * 1024) + 1))?.Code);
    }

    [Theory]
    [InlineData("other/a.cs", "other")]
    [InlineData("README.md", "orchestrator")]
    public void Gate_ForThePathOfAnother_NamesTheOwnerToHandOverTo(string path, string owner)
    {
        foreach (var result in new[] { Gate().Write(path), Gate().Delete(path), Gate().Move(path, "src/b").From, Gate().Move("src/a", path).To, Gate().Read(path) })
        {
            Assert.Equal((GateCode.Domain, owner), (result.Code, result.Owner));
            Assert.Contains($"'{path}'", result.Message, StringComparison.Ordinal);
            Assert.Contains($"'{owner}'", result.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("CHANGELOG.md")]
    [InlineData("changelog.MD")]
    public void Gate_ForAReservedPath_PointsToTheFragment(string path) => Assert.Contains("hand in a fragment", Gate().Write(path).Message, StringComparison.Ordinal);

    [Fact]
    public void Gate_AfterADeletion_LetsTheOtherSpellingAndTheFolderBe()
    {
        Draft draft = new(Trees.Of(("src/a.cs", "x"), ("src/f", "x")));
        draft.Delete("src/a.cs");
        draft.Delete("src/f");

        Assert.True(Gate(draft).Write("src/A.cs").Ok);
        Assert.True(Gate(draft).Write("src/f/x").Ok);
        draft.Write("src/f/x", "x");
        Assert.Equal("E_TYPE", Gate(draft).Write("src/f").Code);
        Assert.Equal("E_CONFLICT", Gate(draft).Write("src/F/y").Code);
    }

    [Theory]
    [InlineData("src/a.cs", "src/A.cs", null)]
    [InlineData("src/a.cs", "src/a.cs/deeper", null)]
    [InlineData("src/a.cs", "src/b.cs", "E_CONFLICT")]
    [InlineData("src/a.cs", "src/a.cs", "E_CONFLICT")]
    [InlineData("src/a.cs", "src/B.cs", "E_CONFLICT")]
    [InlineData("src/a.cs", "src/b.cs/x", "E_TYPE")]
    [InlineData("src/Dir/a", "src/dir/a", null)]
    public void Move_WhatLeavesIsNotInTheWay(string from, string to, string? code)
    {
        Draft draft = new(Trees.Of(("src/a.cs", "x"), ("src/b.cs", "x"), ("src/Dir/a", "x")));

        Assert.Equal((null, code), (Gate(draft).Move(from, to).From.Code, Gate(draft).Move(from, to).To.Code));
        Assert.Empty(draft.Changes);
    }

    private static WriteGate Gate(Draft? draft = null) => new(
        draft ?? new Draft(Trees.Of(("src/a", "x"), ("other/a.cs", "x"))),
        "backend",
        path => path.Split('/')[0] switch { "src" => "backend", "other" => "other", _ => DomainMap.Orchestrator },
        path => path.StartsWith("src/", StringComparison.Ordinal),
        ["CHANGELOG.md"]);
}
