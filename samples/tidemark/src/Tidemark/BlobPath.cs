namespace Tidemark;

/// <summary>A valid path: segments joined by <c>/</c>, relative, without a way out (STORE-002).</summary>
public readonly record struct BlobPath
{
    private BlobPath(string value) => Value = value;

    public string Value { get; }

    /// <exception cref="InvalidPathException">The path breaks a rule; the message says which.</exception>
    public static BlobPath Parse(string path) =>
        Fault(path) is { } fault ? throw new InvalidPathException(path, fault) : new BlobPath(path);

    public override string ToString() => Value;

    private static string? Fault(string path) =>
        path.Length == 0 ? "a blob needs a name"
        : path.Any(character => character is '\\' or ':' || char.IsControl(character)) ? "'\\', ':' and control characters are not allowed"
        : path.Split('/').Select(SegmentFault).FirstOrDefault(fault => fault is not null);

    private static string? SegmentFault(string segment) => segment switch
    {
        "" => "a segment is empty; paths are relative and have no double '/'",
        "." or ".." => "'.' and '..' are not allowed; name the blob directly",
        ['~', ..] => "names that start with '~' belong to the backends",
        _ => null,
    };
}
