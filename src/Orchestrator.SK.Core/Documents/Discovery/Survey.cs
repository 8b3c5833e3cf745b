namespace Orchestrator.SK.Core.Documents.Discovery;

/// <summary>A repository's files, without those of others, as all searches see them.</summary>
internal sealed class Survey
{
    private readonly Dictionary<string, string> _texts;

    public Survey(IEnumerable<SurveyedFile> files)
    {
        List<SurveyedFile> own = [.. files.Where(file => !SurveyPaths.IsForeign(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        Paths = [.. own.Select(file => file.Path)];
        _texts = own.Where(file => file.Text is not null).ToDictionary(file => file.Path, file => file.Text!, StringComparer.Ordinal);
        Documents = [.. Paths.Where(path => SurveyPaths.IsOwnDocument(path) && _texts.ContainsKey(path)).Select(path => new Document(path, _texts[path]))];
    }

    /// <summary>Gets every path, in ordinal order.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Gets the Markdown that speaks for the repository.</summary>
    public IReadOnlyList<Document> Documents { get; }

    public string? Text(string path) => _texts.GetValueOrDefault(path);

    /// <summary>The texts whose path fits, shallow ones first.</summary>
    public IEnumerable<(string Path, string Text)> Texts(Func<string, bool> fits) =>
        _texts.Where(file => fits(file.Key)).OrderBy(file => SurveyPaths.Depth(file.Key)).ThenBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value));

    internal sealed record Document(string Path, string Text);
}

/// <summary>How evidence is worded.</summary>
internal static class SurveyText
{
    /// <summary>So many candidates are named; more would not be read.</summary>
    public const int MostNamed = 4;

    public static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
