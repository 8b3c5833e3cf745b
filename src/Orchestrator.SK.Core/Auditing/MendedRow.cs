namespace Orchestrator.SK.Core.Auditing;

/// <summary>A row that code mended. Stored for good.</summary>
/// <param name="Rule">Whose row it is.</param>
/// <param name="Target">What holds now.</param>
public sealed record MendedRow(string Path, string Rule, string Target);
