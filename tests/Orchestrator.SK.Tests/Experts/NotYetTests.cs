using Orchestrator.SK.Core.Experts;
using Orchestrator.SK.Core.Planning;

namespace Orchestrator.SK.Tests.Experts;

public sealed class NotYetTests
{
    private static readonly Assignment Backend = new("a1", "store-backend", "t", [], ["src/IHistory.cs", "src/Backends/LogBackend.cs", "src/Registry.cs"], []);
    private static readonly Assignment Tests = new("a3", "testing", "t", [], ["tests/LogTests.cs"], []);
    private static readonly string[] Contract =
    [
        "public interface IHistory { byte[] ReadAt(BlobPath path, long position); } (src/IHistory.cs)",
        "public sealed class LogTestBase (tests/LogTests.cs)",
    ];

    [Theory]
    [InlineData("LogTests.cs(3,9): error CS0246: The type 'IHistory' could not be found", "store-backend (a1): IHistory")]
    [InlineData("E ImportError: cannot import name 'LogBackend'\nno ReadAt in IHistory", "store-backend (a1): LogBackend, ReadAt, IHistory")]
    [InlineData("cannot open src/Backends/LogBackend.cs", "store-backend (a1): LogBackend.cs")]
    public void Output_ThatNamesASiblingsPart_IsNotYet(string output, string expected) =>
        Assert.Equal([expected], Of(output, Tests, Backend, Tests).Select(part => part.ToString()));

    [Theory]
    [InlineData("LogTests.cs(3,9): error CS1002: ; expected")]
    [InlineData("BlobPath is wrong, Registry too")]
    [InlineData("the path and the class are missing")]
    [InlineData("")]
    public void Output_OfOnesOwnFault_IsNot(string output) => Assert.Empty(Of(output, Tests, Backend, Tests));

    [Fact]
    public void Output_OfAnAssignmentThatIsAlone_IsNeverNotYet() => Assert.Empty(Of("IHistory is missing", Tests, Tests));

    private static IReadOnlyList<AwaitedPart> Of(string output, Assignment own, params Assignment[] wave) =>
        NotYet.Of(output, own, wave, Contract, name => name is "BlobPath" or "Registry" or "Registry.cs");
}
