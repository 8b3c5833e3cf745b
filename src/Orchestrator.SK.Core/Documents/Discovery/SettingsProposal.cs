namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>A file of a repository as it is looked at.</summary>
/// <param name="Path">From the repository's root.</param>
/// <param name="Text">Null where <see cref="SurveyPaths.IsWorthReading"/> is false, or it is no text.</param>
public sealed record SurveyedFile(string Path, string? Text);

/// <summary>What was found for a key of <c>orchestrator.json</c>.</summary>
/// <param name="Key">Such as <c>paths.backlog</c>.</param>
/// <param name="Value">As a person reads it.</param>
/// <param name="Evidence">What speaks for it: a count, or a file with its line.</param>
public sealed record FoundSetting(string Key, string Value, string Evidence);

/// <summary>A key for which nothing was found.</summary>
/// <param name="Key">Such as <c>paths.ripples</c>.</param>
/// <param name="Reduced">What the repository is not checked for without it.</param>
/// <param name="Candidates">What came near, and why it was not taken.</param>
public sealed record MissingSetting(string Key, string Reduced, IReadOnlyList<string> Candidates);

/// <summary>What a repository would say about itself.</summary>
/// <param name="Settings">Null if no expert could be given a domain: without one there is nothing to run.</param>
/// <param name="Found">In the order of the file.</param>
/// <param name="Missing">In the order of the file.</param>
public sealed record SettingsProposal(RepositorySettings? Settings, IReadOnlyList<FoundSetting> Found, IReadOnlyList<MissingSetting> Missing)
{
    /// <summary>Gets the documents, also where there is nothing to run.</summary>
    public DocumentPaths Paths { get; init; } = new(null, null, null, []);
}

/// <summary>The value of one key with what speaks for it, or what came near.</summary>
internal sealed record Discovered<T>(T? Value, string Evidence, IReadOnlyList<string> Candidates)
    where T : class
{
    public static Discovered<T> Nothing(params IEnumerable<string> candidates) => new(null, "", [.. candidates.Take(SurveyText.MostNamed)]);
}
