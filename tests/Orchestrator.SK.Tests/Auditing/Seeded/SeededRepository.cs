using System.Text;
using Orchestrator.SK.Core.Auditing;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Repositories;
using Orchestrator.SK.Stages.Auditing;

namespace Orchestrator.SK.Tests.Auditing.Seeded;

/// <summary>Files of a repository that a test makes up, and a change of them.</summary>
internal sealed class SeededRepository
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    public SeededRepository(params IEnumerable<(string Path, string Text)> files) => files.ToList().ForEach(file => _files[file.Path] = file.Text);

    public SeededRepository With(params IEnumerable<(string Path, string? Text)> edits)
    {
        var next = new SeededRepository(_files.Select(file => (file.Key, file.Value)));
        foreach (var (path, text) in edits)
        {
            if (text is null)
            {
                next._files.Remove(path);
            }
            else
            {
                next._files[path] = text;
            }
        }

        return next;
    }

    public string this[string path] => _files[path];

    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>What the audit says of going from here to another state with this commit message.</summary>
    public IReadOnlyList<AuditRow> AuditTo(SeededRepository head, string message) =>
        BranchAudit.Of(new TargetChange("base", "head", Tree("base"), head.Tree("head"), [ChangeMessages.Parse(message)]), []).Report.Rows;

    private TreeSnapshot Tree(string id)
    {
        var blobs = _files.ToDictionary(file => file.Key, file => (Id: Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(file.Value))), Bytes: Encoding.UTF8.GetBytes(file.Value)), StringComparer.Ordinal);
        var byId = blobs.Values.DistinctBy(blob => blob.Id).ToDictionary(blob => blob.Id, blob => blob.Bytes);
        return new TreeSnapshot(id, () => [.. blobs.Select(blob => new TreeFile(blob.Key, TreeMode.File, blob.Value.Id, blob.Value.Bytes.Length))], blob => byId[blob]);
    }
}
