using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Orchestrator.SK.Core.Runs;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Journal;
using Spectre.Console;

namespace Orchestrator.SK.Host.Commands;

/// <summary><c>orchestrator config show</c>: every setting, its value, and where that comes from. Secrets are masked.</summary>
internal static class ConfigCommandLine
{
    public static Command Create()
    {
        var show = new Command("show", "Every setting with its value and source; secrets are masked");
        show.SetAction((parsed, _) => ProgramFaults.GuardAsync(() => Task.FromResult(Show(parsed))));
        return new Command("config", "The settings of this program") { show, TrustCommandLine.Create() };
    }

    private static int Show(ParseResult parsed)
    {
        var invocation = new Invocation(parsed, ConfigurationSources.ProcessEnvironment());
        var configuration = invocation.Configuration();
        var rows = configuration.GetSection(OrchestratorOptions.Section).AsEnumerable()
            .Where(entry => entry.Value is not null)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new { entry.Key, Value = Mask(entry.Key, entry.Value!), Source = ConfigurationSources.SourceOf(configuration, entry.Key) ?? "default" })
            .ToList();
        if (invocation.Output != "text")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(rows, EntryJson.Options));
        }
        else
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("Key", "Value", "Source");
            rows.ForEach(row => table.AddRow(new Text(row.Key), new Text(row.Value), new Text(row.Source)));
            invocation.Result.Write(table);
        }

        // Shown first, judged second: whoever looks for a wrong value wants to see it.
        using var services = invocation.Services(configuration);
        return ExitCodes.Success;
    }

    private static string Mask(string key, string value) =>
        value.Length > 0 && KeyFiles.IsSecret(key) ? "(set)"
        : Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0 ? value.Replace(address.UserInfo, "(set)", StringComparison.Ordinal)
        : value;
}
