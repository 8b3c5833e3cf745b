namespace Tidemark;

/// <summary>Whatever goes wrong in a store is one of the cases below (ERR-001). Each message names the value and the way out.</summary>
public abstract class StoreException(string message, Exception? inner = null) : Exception(message, inner);

public sealed class BlobNotFoundException(BlobPath path)
    : StoreException($"There is no blob at '{path}'. List the store to see what there is.");

public sealed class InvalidPathException(string path, string fault)
    : StoreException($"'{path}' is not a path: {fault}.");

public sealed class CapabilityNotSupportedException(IBackend backend, Capabilities capability)
    : StoreException($"The backend '{backend.Name}' does not support {capability}; it supports {backend.Capabilities}.");

public sealed class UnknownSchemeException(string address, IEnumerable<string> schemes)
    : StoreException($"'{address}' names no known backend. Write one of {string.Join(", ", schemes.Select(scheme => scheme + ":"))} and a location.");

public sealed class BackendUnavailableException(string backend, string location, Exception inner)
    : StoreException($"The backend '{backend}' cannot use '{location}': {inner.Message}", inner);
