using System.Text;

namespace Orchestrator.SK.Core.Domains;

/// <summary>What the <c>.gitignore</c> files of a tree leave out: caches and build output that a tool lays beside the files it works on.</summary>
/// <remarks>Read from texts and matched in linear time. A line that cannot be understood leaves nothing out.</remarks>
public sealed class IgnoreRules
{
    private readonly List<(string Folder, bool Negated, bool FoldersOnly, PathPattern Pattern)> rules = [];

    /// <param name="files">The path and text of each <c>.gitignore</c>, in any order.</param>
    public IgnoreRules(IEnumerable<(string Path, string Text)> files)
    {
        // The nearest file has the last word, and in a file the last line.
        foreach (var (path, text) in files.OrderBy(file => file.Path.Count(c => c == '/')).ThenBy(file => file.Path, StringComparer.Ordinal))
        {
            var folder = path[..(path.LastIndexOf('/') + 1)];
            foreach (var line in text.TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')))
            {
                Add(folder, line);
            }
        }
    }

    /// <summary>Whether a path that git does not know is left out. Folders above it have to be asked for first.</summary>
    public bool Ignores(string path, bool isFolder)
    {
        ArgumentNullException.ThrowIfNull(path);
        var last = rules.FindLast(rule => (isFolder || !rule.FoldersOnly) && path.StartsWith(rule.Folder, StringComparison.Ordinal) && rule.Pattern.IsMatch(path[rule.Folder.Length..]));
        return last is { Pattern: not null, Negated: false };
    }

    private void Add(string folder, string line)
    {
        var text = TrimmedEnd(line);
        var negated = text.StartsWith('!');
        text = negated ? text[1..] : text;
        if (text.Length == 0 || text[0] == '#')
        {
            return;
        }

        var foldersOnly = text.EndsWith('/');
        var bare = text.TrimEnd('/');
        var anchored = bare.Contains('/', StringComparison.Ordinal);
        try
        {
            rules.Add((folder, negated, foldersOnly, PathPattern.Parse((anchored ? "" : "**/") + Glob(bare.TrimStart('/')))));
        }
        catch (FormatException)
        {
            // Git skips it as well, or means by it what no path of ours can be.
        }
    }

    // Blanks at the end do not count, unless the last is escaped.
    private static string TrimmedEnd(string line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] == ' ' && (end < 2 || line[end - 2] != '\\'))
        {
            end--;
        }

        return line[..end];
    }

    private static string Glob(string text)
    {
        var glob = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            _ = text[at] switch
            {
                '\\' when at + 1 < text.Length => glob.Append(Literal(text[++at])),
                '{' or '}' => glob.Append(Literal(text[at])),
                var letter => glob.Append(letter),
            };
        }

        return glob.ToString();
    }

    private static string Literal(char letter) => letter is '*' or '?' or '[' or '{' or '}' ? $"[{letter}]" : $"{letter}";
}
