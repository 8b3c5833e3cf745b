using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.EndToEnd.Tests.Programs;
using Orchestrator.SK.Journal;

namespace Orchestrator.SK.EndToEnd.Tests.Commands;

/// <summary>The published schema of <c>-o jsonl</c>, as the program prints it: an independent validator finds every stored journal in keeping with it.</summary>
public sealed class EventSchemaProgramTests : IDisposable
{
    private readonly ProgramHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Schema_AsPrinted_IsThePublishedFile_AndEveryStoredJournalKeepsToIt()
    {
        var printed = await RunningProgram.RunAsync(_home, _home.Root, Variables.None, "runs", "events", "--schema");
        printed.ShouldEndWith(0);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "run-events.schema.json")), printed.Output);
        var schema = JsonSchema.FromText(printed.Output);
        var journals = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Journals"), "*.jsonl");
        Assert.True(journals.Length > 15);
        foreach (var journal in journals)
        {
            foreach (var (index, line) in (await File.ReadAllLinesAsync(journal)).Index())
            {
                Assert.True(IsValid(schema, line), $"{Path.GetFileName(journal)}:{index + 1} is not what the schema says: {line[..Math.Min(line.Length, 300)]}");
            }
        }

        foreach (var (member, value) in new[] { ("seq", null), ("seq", "\"1\""), ("type", "\"run.unheard\""), ("text", "1"), ("text", null) })
        {
            var wrong = JsonNode.Parse(EntryJson.Line(new RunEntry("r", 1, DateTimeOffset.UnixEpoch, new RunEvent.PersonSaid("hello"))))!.AsObject();
            Assert.True(IsValid(schema, wrong.ToJsonString()));
            wrong.Remove(member);
            if (value is not null)
            {
                wrong[member] = JsonNode.Parse(value);
            }

            Assert.False(IsValid(schema, wrong.ToJsonString()), $"{member} {value}");
        }
    }

    private static bool IsValid(JsonSchema schema, string line)
    {
        using var json = JsonDocument.Parse(line);
        return schema.Evaluate(json.RootElement).IsValid;
    }
}
