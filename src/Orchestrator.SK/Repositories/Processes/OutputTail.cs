using System.Security.Cryptography;

namespace Orchestrator.SK.Repositories.Processes;

/// <summary>Keeps the end of an output of any length in bounded memory, and the hash of all of it. Both streams of a process write here.</summary>
internal sealed class OutputTail(int capacity) : IDisposable
{
    private readonly byte[] ring = new byte[Math.Max(capacity, 1)];
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Lock gate = new();
    private long total;

    public long Total
    {
        get
        {
            lock (gate)
            {
                return total;
            }
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            hash.AppendData(bytes);
            ReadOnlySpan<byte> kept = bytes.Length > ring.Length ? bytes[^ring.Length..] : bytes;
            int at = (int)((total + bytes.Length - kept.Length) % ring.Length);
            int first = Math.Min(kept.Length, ring.Length - at);
            kept[..first].CopyTo(ring.AsSpan(at));
            kept[first..].CopyTo(ring);
            total += bytes.Length;
        }
    }

    /// <summary>The kept end, oldest byte first, and the hash of everything.</summary>
    public (byte[] Tail, string Hash) Read()
    {
        lock (gate)
        {
            int at = (int)(total % ring.Length);
            byte[] tail = total <= ring.Length ? ring[..(int)total] : [.. ring[at..], .. ring[..at]];
            return (tail, Convert.ToHexStringLower(hash.GetCurrentHash()));
        }
    }

    public void Dispose() => hash.Dispose();
}
