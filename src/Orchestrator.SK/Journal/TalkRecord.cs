using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.SK.Hosting;

namespace Orchestrator.SK.Journal;

/// <summary>One message of free talk as it is kept: what was said, not which tools were used for it.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
internal sealed record TalkWord(string Session, DateTimeOffset At, string Role, string Text);

/// <summary>The free talk about one repository: one file, one JSON object a line, its owner's alone. Nothing is ever rewritten.</summary>
internal sealed class TalkRecord
{
    private readonly string _file;
    private readonly TimeProvider _time;

    /// <param name="directory">Where the talks of all repositories are kept.</param>
    /// <param name="session">The id of a new conversation; one that is continued keeps its own.</param>
    /// <param name="goOn">Whether to go on with the newest conversation.</param>
    public TalkRecord(string directory, string repositoryPath, string session, bool goOn, TimeProvider time)
    {
        PrivateFiles.CreateDirectory(directory);
        var name = Path.GetFileName(repositoryPath.TrimEnd('/', Path.DirectorySeparatorChar));
        _file = Path.Combine(directory, $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(repositoryPath)))[..12]}.jsonl");
        _time = time;
        var all = goOn && File.Exists(_file) ? File.ReadLines(_file).Select(Read).OfType<TalkWord>().ToList() : [];
        Session = all is [.., var last] ? last.Session : session;
        Earlier = [.. all.Where(word => word.Session == Session)];
    }

    public string Session { get; }

    /// <summary>What was said in this conversation before it was continued.</summary>
    public IReadOnlyList<TalkWord> Earlier { get; }

    public void Append(string role, string text)
    {
        using var file = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        PrivateFiles.Protect(_file);
        var line = JsonSerializer.SerializeToUtf8Bytes(new TalkWord(Session, _time.GetUtcNow(), role, ProcessSecrets.Redact(text)), EntryJson.Options);

        // A line that a kill cut off must not swallow this one.
        var torn = file.Length > 0 && LastByte(file) != '\n';
        file.Seek(0, SeekOrigin.End);
        file.Write([.. torn ? "\n"u8 : [], .. line, (byte)'\n']);
    }

    private static int LastByte(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte();
    }

    private static TalkWord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TalkWord>(line, EntryJson.Options) is { Session: not null, Role: "user" or "assistant", Text: not null } word ? word : null;
        }
        catch (JsonException)
        {
            return null; // Cut off by a kill: what it said is lost, the rest is not.
        }
    }
}
