using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orchestrator.SK.Journal;

/// <summary>Where a run's record stands: its row in the database, and the line of it that is kept apart.</summary>
/// <param name="Link">The newest link of the chain; empty before the first entry.</param>
/// <param name="Place">The order in which runs began.</param>
internal sealed record RunHead(string RunId, string Repository, string State, long Epoch, long Entries, string Link, long Place)
{
    public const string Running = "running";
    public const string Interrupted = "interrupted";
    public const string Ended = "ended";

    /// <summary>Its record is gone, and nobody writes one under this id again.</summary>
    public const string Pruned = "pruned";

    /// <summary>Covers every member: a row or a line of which one bit differs has another.</summary>
    public string Seal => Hash(Members);

    // Everything that changes has a fixed width: the line is overwritten in place, and never changes its length.
    private string Members => string.Create(
        CultureInfo.InvariantCulture, $"{Entries:D12}\t{Epoch:D12}\t{Place:D12}\t{State,-11}\t{Link,-64}\t{JsonSerializer.Serialize(RunId)}\t{JsonSerializer.Serialize(Repository)}");

    public RunRow Row => new(RunId, Repository, State, Epoch, Entries);

    public string Line => $"{Members}\t{Seal}\n";

    /// <summary>Whether a record that was seen at <paramref name="earlier"/> can be here now: nothing ever goes back, and what stands still is the same.</summary>
    public bool CanFollow(RunHead earlier) =>
        (Epoch, Entries) == (earlier.Epoch, earlier.Entries)
            ? this == earlier
            : Epoch >= earlier.Epoch && Entries >= earlier.Entries && Place == earlier.Place && Repository == earlier.Repository;

    /// <summary>Null when it is not exactly what was written.</summary>
    public static RunHead? Parse(string line)
    {
        try
        {
            if (line.Split('\t') is not [var entries, var epoch, var place, var state, var link, var run, var repository, _])
            {
                return null;
            }

            var head = new RunHead(
                JsonSerializer.Deserialize<string>(run)!, JsonSerializer.Deserialize<string>(repository)!, state.TrimEnd(), Number(epoch), Number(entries), link.TrimEnd(), Number(place));
            return head.Line == line ? head : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
