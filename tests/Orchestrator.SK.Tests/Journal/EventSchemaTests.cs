using Orchestrator.SK.Journal;
using Orchestrator.SK.Tests.Architecture;

namespace Orchestrator.SK.Tests.Journal;

/// <summary>The published schema of <c>-o jsonl</c> is that of the events. That stored journals keep to it is asked of an independent validator in the end-to-end suite.</summary>
public sealed class EventSchemaTests
{
    private const string File = "run-events.schema.json";

    [Fact]
    public void Schema_AsStored_IsTheOneOfTheEvents()
    {
        var fresh = EventSchema.Write();
        var stored = System.IO.File.Exists(SourceTree.PathOf(File)) ? SourceTree.Read(File) : "";
        if (stored != fresh)
        {
            var path = Path.Combine(AppContext.BaseDirectory, File);
            System.IO.File.WriteAllText(path, fresh);
            Assert.Fail($"{File} is stale: the events have changed. The way out: cp {Path.GetRelativePath(SourceTree.Root, path)} {File}");
        }
    }
}
