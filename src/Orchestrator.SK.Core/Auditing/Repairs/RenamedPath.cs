using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Documents;

namespace Orchestrator.SK.Core.Auditing.Repairs;

/// <summary>How a file that went elsewhere is named now.</summary>
public static class RenamedPath
{
    /// <summary>The new name in the form of the old one; null where the form does not tell it.</summary>
    /// <param name="document">The file that names it.</param>
    /// <param name="written">As it stands there: a whole path, one from the document's folder, or the end of one.</param>
    public static string? Of(string document, string written, string from, string to)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var folder = Paths.Folder(from);
        return written == from ? to
            : !written.Contains('/', StringComparison.Ordinal) ? folder == Paths.Folder(to) ? Paths.Name(to) : null
            : written[0] != '/' && DocumentLinks.Resolve(document, written, relative: true) == from ? Relative(Paths.Folder(document), to)
            : from.EndsWith("/" + written, StringComparison.Ordinal) && to.StartsWith(from[..^written.Length], StringComparison.Ordinal) ? to[(from.Length - written.Length)..]
            : null;
    }

    /// <summary>Replaces a path where it stands by itself.</summary>
    public static string Replace(string text, string old, string now)
    {
        ArgumentNullException.ThrowIfNull(now);
        return Regex.Replace(text, $@"(?<![\w./-]){Regex.Escape(old)}(?![\w/-]|\.\w)", now.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.CultureInvariant);
    }

    private static string Relative(string folder, string path)
    {
        var (from, to) = (folder.Length == 0 ? [] : folder.Split('/'), path.Split('/'));
        var same = from.Zip(to).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('/', [.. Enumerable.Repeat("..", from.Length - same), .. to[same..]]);
    }
}
