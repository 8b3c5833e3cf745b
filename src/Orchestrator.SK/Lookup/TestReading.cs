using Orchestrator.SK.Core.Lookup;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Lookup;

/// <summary>Which tests name which section, from the files of a commit.</summary>
internal static class TestReading
{
    private const int Format = 1;

    public static IReadOnlyList<TestFile> Read(TreeSnapshot tree, IndexFile? index) => [];
}
