namespace Orchestrator.SK.Repositories;

/// <summary>The repository cannot be worked on: what is wrong, and what a person does about it. The program answers with exit code 7.</summary>
internal sealed class RepositoryRefusedException(string message, string remedy, Exception? cause = null) : Exception($"{message} {remedy}", cause)
{
    public string Remedy { get; } = remedy;
}
