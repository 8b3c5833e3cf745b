using System.Globalization;

namespace Orchestrator.SK.Rehearsal;

/// <summary>What the program was asked for, or what is wrong with that.</summary>
internal sealed record CommandLine(string Script, int Port, TimeSpan Latency, string? RecordFile)
{
    public const string Usage = "usage: rehearsal --script FILE [--port N] [--latency MS] [--record FILE]";

    /// <returns>Null with the fault, or the arguments without one.</returns>
    public static CommandLine? Parse(IReadOnlyList<string> arguments, out string fault)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Count; index += 2)
        {
            var name = arguments[index];
            fault = name is not ("--script" or "--port" or "--latency" or "--record") ? $"'{name}' is unknown"
                : index + 1 == arguments.Count ? $"{name} needs a value"
                : !given.TryAdd(name, arguments[index + 1]) ? $"{name} is given twice"
                : "";
            if (fault.Length > 0)
            {
                return null;
            }
        }

        var port = Number(given, "--port", ushort.MaxValue, out var portFault);
        var latency = Number(given, "--latency", 3_600_000, out var latencyFault);
        fault = !given.ContainsKey("--script") ? "--script is missing" : portFault.Length > 0 ? portFault : latencyFault;
        return fault.Length > 0 ? null : new CommandLine(given["--script"], port, TimeSpan.FromMilliseconds(latency), given.GetValueOrDefault("--record"));
    }

    private static int Number(Dictionary<string, string> given, string name, int most, out string fault)
    {
        var number = 0;
        fault = !given.TryGetValue(name, out var text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most)
            ? ""
            : $"{name} must be a whole number from 0 to {most}, not '{text}'";
        return number;
    }
}
