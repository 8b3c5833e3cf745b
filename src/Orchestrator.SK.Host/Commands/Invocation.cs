using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Settings;
using Orchestrator.SK.Hosting;
using Spectre.Console;

namespace Orchestrator.SK.Host.Commands;

/// <summary>One call of the program: what was asked, where to print, and the parts behind it.</summary>
internal sealed class Invocation(ParseResult parsed, IReadOnlyDictionary<string, string> environment)
{
    private const int Unfolded = 1_000_000;

    /// <summary>Variables of the process, as it was started.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    public string Repository => Path.GetFullPath(parsed.GetValue(GlobalOptions.Repository)!);

    public string Output => parsed.GetValue(GlobalOptions.Output)!;

    public bool MayAsk => !NoInput && IsTerminal && !Console.IsInputRedirected;

    public bool NoInput => parsed.GetValue(GlobalOptions.NoInput);

    /// <summary>Whether a person sits at both ends: keys come in, and a screen can be drawn.</summary>
    public bool IsConsole => !Console.IsInputRedirected && !Console.IsOutputRedirected && environment.GetValueOrDefault("TERM") != "dumb" && Output == "text";

    public bool Colour => !Plain;

    private bool IsTerminal => !Console.IsErrorRedirected && environment.GetValueOrDefault("TERM") != "dumb" && !environment.ContainsKey("CI");

    public bool IsVerbose => parsed.GetValue(GlobalOptions.Verbose);

    public bool Plain => parsed.GetValue(GlobalOptions.NoColour) || environment.GetValueOrDefault("NO_COLOR") is { Length: > 0 };

    public IConfigurationRoot Configuration(params IEnumerable<KeyValuePair<string, string>> flags)
    {
        var values = flags.ToDictionary();
        if (parsed.GetValue(GlobalOptions.Model) is { } model)
        {
            values["Orchestrator:Models:default:Id"] = model;
        }

        return ConfigurationSources.Build(environment, parsed.GetValue(GlobalOptions.Config), values);
    }

    /// <param name="level">What is logged at least; null for what the options say.</param>
    public ServiceProvider Services(IConfigurationRoot configuration, LogLevel? level = null) =>
        ProgramServices.Build(configuration, level ?? (IsVerbose ? LogLevel.Debug : LogLevel.Warning));

    /// <summary>Progress goes to standard error: standard output is the result's alone, but for the event log where that is the result.</summary>
    /// <param name="options">After how long a silence a line says that the run goes on, where no live rows show it.</param>
    public IProgressView Progress(TimeProvider time, ProgressOptions options) =>
        Output != "jsonl" && IsTerminal && !Plain ? new LiveProgress(new ErrorTerminal(), time) : PlainProgress(time, options);

    public IProgressView PlainProgress(TimeProvider time, ProgressOptions options) =>
        Output == "jsonl" ? new JsonLines(Console.Out) : new PlainProgress(Console.Error, time, TimeSpan.FromSeconds(options.HeartbeatSeconds));

    /// <summary>Says something on standard error, broken between words where that is a terminal.</summary>
    public void Tell(string text)
    {
        foreach (var row in IsTerminal ? Cells.Wrap(text, new ErrorTerminal().Size.Width - 1) : [text])
        {
            Console.Error.WriteLine(row);
        }
    }

    public IAnsiConsole Result => Printer(Console.IsOutputRedirected);

    /// <summary>For lines that are searched, copied and applied, such as a diff's: folding them is the terminal's business, not ours.</summary>
    public IAnsiConsole WholeLines => Printer(leaveLines: true);

    private IAnsiConsole Printer(bool leaveLines)
    {
        var redirected = Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Console.Out),
            Ansi = redirected || environment.GetValueOrDefault("TERM") == "dumb" ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || Plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });

        // A file has no width: nothing in it is squeezed or folded.
        console.Profile.Width = leaveLines ? Unfolded : console.Profile.Width;
        return console;
    }
}
