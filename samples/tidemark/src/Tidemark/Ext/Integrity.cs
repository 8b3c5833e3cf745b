using System.Security.Cryptography;
using System.Text;

namespace Tidemark.Ext;

/// <summary>What <see cref="Integrity"/> found out about a blob.</summary>
public enum IntegrityState
{
    /// <summary>The bytes are those that were sealed.</summary>
    Intact,

    /// <summary>The bytes have changed since.</summary>
    Damaged,

    /// <summary>The blob was written without a seal.</summary>
    Unsealed,
}

/// <summary>Seals blobs with their SHA-256, kept in a blob beside them. Needs only the store's public members (ADR-0008).</summary>
public static class Integrity
{
    private const string Suffix = ".sha256";

    extension(Store store)
    {
        /// <summary>Writes the blob and then its seal, so that a stop in between is never taken for intact.</summary>
        public void WriteSealed(string path, ReadOnlySpan<byte> content)
        {
            store.Write(path, content);
            store.Write(path + Suffix, Encoding.ASCII.GetBytes(SealOf(content)));
        }

        public IntegrityState CheckSeal(string path)
        {
            var content = store.Read(path);
            return !store.Exists(path + Suffix) ? IntegrityState.Unsealed
                : Encoding.ASCII.GetString(store.Read(path + Suffix)) == SealOf(content) ? IntegrityState.Intact
                : IntegrityState.Damaged;
        }
    }

    private static string SealOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
