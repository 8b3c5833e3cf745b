using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.SK.Repositories;

namespace Orchestrator.SK.Tests.Boundary;

/// <summary>What the draft has to hold: a plain map of paths to bytes, changed by what a call says when its answer says that it was done.</summary>
/// <remarks>It knows the tools by their descriptions only, and none of the product's rules but where the domain is.</remarks>
internal sealed partial class MonkeyModel
{
    private readonly SortedDictionary<string, (byte[] Content, TreeMode Mode)> files = new(StringComparer.Ordinal);

    public MonkeyModel(TreeSnapshot tree)
    {
        foreach (var file in tree.Files)
        {
            files[file.Path] = (file.Mode is TreeMode.Submodule ? [] : tree.ReadBytes(file.Path), file.Mode);
        }
    }

    /// <summary>Judges an answer and does what the call did; returns what is wrong, or null.</summary>
    public string? Take(MonkeyCall call, string outcome, string answer, Draft draft)
    {
        if (outcome != "ok")
        {
            return MustSucceed(call) ? $"a legal call was refused: {answer}"
                : call.Tool.StartsWith("files-", StringComparison.Ordinal) && answer.Length > 600 ? $"a refusal of {answer.Length} characters"
                : null;
        }

        if (answer.Contains("TOPSECRET-", StringComparison.Ordinal))
        {
            return "it showed what stands in another domain";
        }

        switch (call.Tool)
        {
            case "files-write":
                return Put(call.Text("path")!, Written(call.Text("path")!, call.Text("content")!));
            case "files-edit":
                return Edit(call, draft);
            case "files-delete":
                return files.Remove(Normal(call.Text("path")!)) ? Inside(call.Text("path")!) : "it deleted what is not there";
            case "files-move":
                return Move(call.Text("from")!, call.Text("to")!);
            default:
                return null;
        }
    }

    /// <summary>Where the draft is not what the model says; null when it is.</summary>
    public string? Difference(Draft draft)
    {
        var paths = draft.List().ToList();
        return !paths.SequenceEqual(files.Keys)
            ? $"the draft has {string.Join(", ", paths.Except(files.Keys))} too much, and lacks {string.Join(", ", files.Keys.Except(paths))}"
            : paths.Where(path => draft.ModeOf(path) != files[path].Mode || (files[path].Mode is not TreeMode.Submodule && !draft.ReadBytes(path).AsSpan().SequenceEqual(files[path].Content)))
                .Select(path => $"{path} is not what the calls made of it").FirstOrDefault();
    }

    // What nobody may refuse: plain names in the domain, at a place that is free of folders, links and files on the way.
    private bool MustSucceed(MonkeyCall call) => call.Tool switch
    {
        "files-write" => call.Has("path", "content") && IsFree(call.Text("path")!) && IsText(call.Text("content")!),
        "files-delete" => call.Has("path") && IsPlain(call.Text("path")!) && IsFile(call.Text("path")!),
        "files-move" => call.Has("from", "to") && IsPlain(call.Text("from")!) && IsFile(call.Text("from")!) && IsFree(call.Text("to")!) && !files.ContainsKey(Normal(call.Text("to")!)),
        _ => false,
    };

    private bool IsFree(string path) => IsPlain(path) && !files.Keys.Any(key =>
        key.StartsWith(Normal(path) + "/", StringComparison.OrdinalIgnoreCase) || Normal(path).StartsWith(key + "/", StringComparison.OrdinalIgnoreCase)
        || (key.Equals(Normal(path), StringComparison.OrdinalIgnoreCase) && (key != Normal(path) || !IsFile(path) || !IsText(Encoding.Latin1.GetString(files[key].Content))))) && !Collides(path);

    private bool Collides(string path) => Folders(Normal(path)).Any(folder => files.Keys.SelectMany(Folders).Any(other =>
        other != folder && other.Equals(folder, StringComparison.OrdinalIgnoreCase)) || files.Keys.Any(key => key != folder && key.Equals(folder, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> Folders(string path) => path.Split('/')[..^1].Select((_, index) => string.Join('/', path.Split('/')[..(index + 1)]));

    private bool IsFile(string path) => files.TryGetValue(Normal(path), out var file) && file.Mode is TreeMode.File or TreeMode.Executable;

    private static bool IsText(string text) => text.Length < 1_000_000 && text.All(c => c < 0x80 && c != 0);

    private static bool IsPlain(string path) => Simple().IsMatch(path);

    private static string Normal(string path) => string.Join('/', path.Split('/').Where(part => part != "."));

    private static string? Inside(string path) => Normal(path).StartsWith("src/", StringComparison.Ordinal) && !path.Split('/').Contains("..") ? null : $"it changed {path}";

    private string? Put(string path, byte[] content)
    {
        var mode = files.TryGetValue(Normal(path), out var before) ? before.Mode : TreeMode.File;
        files[Normal(path)] = (content, mode);
        return mode is TreeMode.File or TreeMode.Executable ? Inside(path) : $"it wrote over a {mode}";
    }

    private byte[] Written(string path, string content)
    {
        var old = files.TryGetValue(Normal(path), out var file) ? Encoding.UTF8.GetString(file.Content) : "";
        var mark = old.StartsWith('\uFEFF') && !content.StartsWith('\uFEFF') ? "\uFEFF" : "";
        var crlf = old.Split("\r\n").Length - 1;
        var speaksCrlf = crlf * 2 > old.Split('\n').Length - 1 && !content.Contains('\r', StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(mark + (speaksCrlf ? content.Replace("\n", "\r\n", StringComparison.Ordinal) : content));
    }

    // Which line ends the new piece gets is the tool's business; everything beside it is not.
    private string? Edit(MonkeyCall call, Draft draft)
    {
        var (path, now) = (Normal(call.Text("path")!), draft.Read(Normal(call.Text("path")!)).Text ?? "");
        var old = Encoding.UTF8.GetString(files[path].Content);
        if (call.Arguments!.Any(argument => argument.Name == "further"))
        {
            files[path] = (Encoding.UTF8.GetBytes(now), files[path].Mode);
            return Inside(path);
        }

        var possible = new[] { call.Text("old")!, Crlf(call.Text("old")!) }.Where(piece => piece.Length > 0 && old.Split(piece).Length == 2)
            .SelectMany(piece => new[] { call.Text("new")!, Crlf(call.Text("new")!) }.Select(@new => old.Replace(piece, @new, StringComparison.Ordinal)));
        if (!possible.Contains(now))
        {
            return "the edit is none of the old text by the new";
        }

        files[path] = (Encoding.UTF8.GetBytes(now), files[path].Mode);
        return Inside(path);
    }

    private string? Move(string from, string to)
    {
        if (!files.Remove(Normal(from), out var file) || !files.TryAdd(Normal(to), file))
        {
            return "it moved what is not there, or over what is";
        }

        return Inside(from) ?? Inside(to);
    }

    private static string Crlf(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);

    [GeneratedRegex(@"^(\./)?src(/[a-z]{1,8}(\.[a-z]{1,3})?){1,5}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Simple();
}
