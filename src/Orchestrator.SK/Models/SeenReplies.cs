using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.SK.Models;

/// <summary>The replies of one conversation: a cache in between that mixes requests up gives one of them again, to the byte.</summary>
internal sealed class SeenReplies
{
    private readonly Dictionary<string, string> _requests = new(StringComparer.Ordinal);

    /// <summary>Whether this very reply, id included, was given to another request before. It is remembered.</summary>
    public bool IsAnothers(string reply, string requestHash)
    {
        // Without an id that its endpoint makes up, two replies may well be alike.
        if (!reply.Contains("\"id\"", StringComparison.Ordinal))
        {
            return false;
        }

        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(reply)));
        return !_requests.TryAdd(key, requestHash) && _requests[key] != requestHash;
    }
}
