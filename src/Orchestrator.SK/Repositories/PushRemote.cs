using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Domains;

namespace Orchestrator.SK.Repositories;

/// <summary>Where a branch is pushed to, as the operator names it: an address, or the name of a remote of the target. Of a remote nothing is taken but its address.</summary>
internal static partial class PushRemote
{
    /// <summary>The protocols that git may speak; helpers such as <c>ext::</c> run programs.</summary>
    public const string Protocols = "https:http:ssh:file";

    private const string Choices = "Name a remote of the repository, or an address: https://host/path, ssh://git@host/path, git@host:path, or the absolute path of a repository.";

    /// <summary>The address behind the name.</summary>
    /// <param name="given">From the command line or the operator's settings.</param>
    /// <param name="addressOf">The address of a remote of the target; null when it has none of that name.</param>
    /// <exception cref="RepositoryRefusedException">It is neither, or an address that is not spoken to.</exception>
    public static string Resolve(string given, Func<string, string?> addressOf) => !RemoteName().IsMatch(given) ? Checked(given)
        : addressOf(given) is { } address ? Checked(address)
        : throw new RepositoryRefusedException($"The repository has no remote '{given}' to push to.", $"See 'git remote -v'. {Choices}");

    private static string Checked(string address)
    {
        var fault = address.StartsWith('-') || address.Any(char.IsControl) || address.Any(char.IsWhiteSpace) && !Path.IsPathRooted(address) ? "is no address"
            : address.Contains("::", StringComparison.Ordinal) ? "would run a helper of its own"
            : Path.IsPathRooted(address) || ShortSsh().IsMatch(address) ? null
            : !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !Protocols.Split(':').Contains(uri.Scheme) ? "is no address that is spoken to"
            : uri.UserInfo.Length > 0 && (uri.Scheme != "ssh" || uri.UserInfo.Contains(':', StringComparison.Ordinal)) ? "holds a user or a password"
            : null;
        return fault is null ? address : throw new RepositoryRefusedException(
            $"'{PathRules.Escape(Shown(address), 200)}' {fault}.",
            fault.StartsWith("holds", StringComparison.Ordinal) ? "Leave it out, and name a helper that knows it: Orchestrator:Push:CredentialHelper." : Choices);
    }

    // What stands before the '@' of an address may be a secret.
    private static string Shown(string address) => UserInfo().Replace(address, "//(left out)@");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RemoteName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^\s:]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortSsh();

    [GeneratedRegex("//[^/@]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
