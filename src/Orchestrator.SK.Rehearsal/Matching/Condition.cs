namespace Orchestrator.SK.Rehearsal.Matching;

/// <summary>One field of a match held against a request.</summary>
internal readonly record struct Condition(string Field, bool Holds, object Wanted, object? Found);
