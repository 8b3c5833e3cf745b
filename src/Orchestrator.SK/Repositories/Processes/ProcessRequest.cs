namespace Orchestrator.SK.Repositories.Processes;

/// <summary>A program to run: no shell, no inherited environment, no input.</summary>
/// <param name="Arguments">The program and its arguments. A name without '/' is looked up in the PATH of <paramref name="Environment"/>.</param>
/// <param name="Directory">The working directory.</param>
/// <param name="Environment">The whole environment of the program.</param>
/// <param name="Timeout">After it the process tree is killed.</param>
/// <param name="MaxOutputBytes">How much of the end of the output is kept. The rest is read, hashed and dropped.</param>
/// <param name="MaxMemory">Bytes that the whole process tree may hold; above it is killed.</param>
internal sealed record ProcessRequest(
    IReadOnlyList<string> Arguments, string Directory, IReadOnlyDictionary<string, string> Environment, TimeSpan Timeout,
    int MaxOutputBytes = 64 * 1024, long MaxMemory = long.MaxValue);

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">127 when there is no such program, 126 when it cannot be run, 137 when it was killed at the timeout or for the memory that it held.</param>
/// <param name="Output">The last bytes of standard output and standard error, in the order in which they came.</param>
/// <param name="OutputBytes">How many bytes came in all.</param>
/// <param name="OutputHash">SHA-256 of all of them, in lower-case hexadecimal.</param>
/// <param name="Duration">From the start to the end of the process tree.</param>
/// <param name="TimedOut">Whether the timeout ended it.</param>
/// <param name="IsGone">Whether nothing that it started is left.</param>
internal sealed record ProcessResult(int ExitCode, byte[] Output, long OutputBytes, string OutputHash, TimeSpan Duration, bool TimedOut, bool IsGone = true);
