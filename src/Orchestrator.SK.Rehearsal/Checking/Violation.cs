namespace Orchestrator.SK.Rehearsal.Checking;

/// <summary>Something in a request that an OpenAI endpoint would refuse, or should.</summary>
/// <param name="Place">For example <c>messages[4].tool_calls[0].id</c>; empty for the body as a whole.</param>
/// <param name="Fault">What is wrong there, with the value.</param>
internal sealed record Violation(string Place, string Fault)
{
    /// <summary>The number of the request it was found in, from 1.</summary>
    public int Request { get; init; }

    public override string ToString() => Place.Length == 0 ? Fault : $"{Place}: {Fault}";
}
