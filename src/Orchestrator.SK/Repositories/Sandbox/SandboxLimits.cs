using System.Globalization;

namespace Orchestrator.SK.Repositories.Sandbox;

/// <summary>What a check may take, in all and each of its processes.</summary>
/// <param name="MemoryMegabytes">MiB of memory, and as much in each of its folders in memory.</param>
/// <param name="Processes">Processes and threads at a time.</param>
internal sealed record SandboxLimits(int MemoryMegabytes, int Processes)
{
    private const long FileBytes = 8L << 30;
    private const long OpenFiles = 65_536;

    public long MemoryBytes => (long)MemoryMegabytes << 20;

    /// <summary>The bytes in digits.</summary>
    public string MemoryText => MemoryBytes.ToString(CultureInfo.InvariantCulture);

    /// <summary>The words for prlimit. What this process may not have itself, it cannot allow.</summary>
    public IEnumerable<string> ForEachProcess() =>
        from limit in ((string Option, string Name, long Wanted)[])
            [("nproc", "Max processes", Processes), ("nofile", "Max open files", OpenFiles), ("fsize", "Max file size", FileBytes), ("data", "Max data size", MemoryBytes)]
        select string.Create(CultureInfo.InvariantCulture, $"--{limit.Option}={Math.Min(limit.Wanted, Own(limit.Name))}");

    private static long Own(string name)
    {
        const string File = "/proc/self/limits";
        string? line = Path.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        // Name, soft, hard, unit.
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var hard, ..] && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out long most)
            ? most
            : long.MaxValue;
    }
}
