using Tidemark.Backends;

namespace Tidemark;

/// <summary>Backends by scheme. <see cref="Default"/> has those that ship with the library (BE-005).</summary>
public sealed class BackendRegistry
{
    private readonly SortedDictionary<string, Func<string, IBackend>> factories = new(StringComparer.Ordinal);

    public static BackendRegistry Default { get; } = new BackendRegistry()
        .Register("folder", location => new FolderBackend(location))
        .Register("memory", _ => new MemoryBackend());

    public IReadOnlyCollection<string> Schemes => factories.Keys;

    /// <summary>Adds a backend; a scheme is given once and for all.</summary>
    public BackendRegistry Register(string scheme, Func<string, IBackend> factory)
    {
        factories.Add(scheme, factory);
        return this;
    }

    /// <exception cref="UnknownSchemeException">The address has no scheme, or one that nobody registered.</exception>
    public IBackend Create(string address) =>
        address.Split(':', 2) is [var scheme, var location] && factories.TryGetValue(scheme, out var factory)
            ? factory(location)
            : throw new UnknownSchemeException(address, factories.Keys);
}
