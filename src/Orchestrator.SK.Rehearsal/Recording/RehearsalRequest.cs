using System.Text;
using Orchestrator.SK.Rehearsal.Checking;

namespace Orchestrator.SK.Rehearsal.Recording;

/// <summary>One request as it came in, and what was made of it.</summary>
/// <param name="Number">From 1, in the order of the decisions.</param>
/// <param name="Time">When its body was read.</param>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With the query.</param>
/// <param name="Headers">By lower-case name; credentials are redacted.</param>
/// <param name="Body">The bytes as sent.</param>
/// <param name="InFlight">How many requests were being answered when it arrived, itself included.</param>
/// <param name="Status">The status it is answered with, also where the connection is cut on purpose.</param>
/// <param name="Fixture">Index of the fixture that answers; null where none does.</param>
/// <param name="Violations">What the check found; empty for a sound request.</param>
internal sealed record RehearsalRequest(
    int Number,
    DateTimeOffset Time,
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    int InFlight,
    int Status,
    int? Fixture,
    IReadOnlyList<Violation> Violations)
{
    public string BodyText => Encoding.UTF8.GetString(Body.Span);
}

/// <summary>A sound request that no fixture matches.</summary>
/// <param name="Request">Its number.</param>
/// <param name="Message">What was answered: the nearest fixture, and where it differs.</param>
internal sealed record Unmatched(int Request, string Message);
