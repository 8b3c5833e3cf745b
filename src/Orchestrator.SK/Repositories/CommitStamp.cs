namespace Orchestrator.SK.Repositories;

/// <summary>Who commits, and when. It comes from the journal, so that the same commit has the same id in every replay.</summary>
internal sealed record CommitStamp(string Name, string Email, DateTimeOffset At);
