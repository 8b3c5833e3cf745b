using System.Diagnostics;
using Orchestrator.SK.EndToEnd.Tests.Programs;

namespace Orchestrator.SK.System.Tests.Terminal;

/// <summary>A shell in a terminal of one size, under tmux: keys go in, screens and every byte that was written come out.</summary>
internal sealed class Tmux : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(40);

    private readonly string _socket = $"orchestrator-{Guid.NewGuid():N}";
    private readonly string _raw;
    private readonly IReadOnlyDictionary<string, string> _environment;

    private Tmux(string raw, IReadOnlyDictionary<string, string> environment) => (_raw, _environment) = (raw, environment);

    /// <summary>Everything that was written to the terminal so far, escape sequences and all.</summary>
    public string Raw => File.ReadAllText(_raw);

    /// <summary>Opens a terminal in which <c>orchestrator</c> is the built program.</summary>
    public static async Task<Tmux> StartAsync(ProgramHome home, string folder, IReadOnlyDictionary<string, string> variables, int width, int height)
    {
        var environment = home.ShellVariables();
        var settings = home.Write("bin/rc", "PS1='$ '\nunset HISTFILE\nbind 'set enable-bracketed-paste off'\n");
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        var terminal = new Tmux(home.Write($"raw-{Guid.NewGuid():N}", ""), environment);
        await terminal.CallAsync(
            "-f", "/dev/null", "new-session", "-d", "-x", $"{width}", "-y", $"{height}", "-c", folder, $"bash --rcfile '{settings}'", ";", "set-option", "-g", "status", "off", ";",
            "set-option", "-g", "history-limit", "10000", ";", "pipe-pane", $"cat >> '{terminal._raw}'");
        try
        {
            await terminal.UntilAsync(screen => screen.EndsWith('$'), "a prompt");
            return terminal;
        }
        catch
        {
            await terminal.DisposeAsync();
            throw;
        }
    }

    /// <summary>Types a text and presses Enter.</summary>
    public async Task EnterAsync(string text)
    {
        await TypeAsync(text);
        await PressAsync("Enter");
    }

    /// <summary>Types a command into a screen that the terminal, and no program, has emptied.</summary>
    public async Task EnterAnewAsync(string command)
    {
        await CallAsync("send-keys", "-R", ";", "clear-history");
        await EnterAsync(command);
    }

    public Task TypeAsync(string text) => CallAsync("send-keys", "-l", text);

    /// <param name="key">As tmux names it, such as <c>C-c</c>.</param>
    public Task PressAsync(string key) => CallAsync("send-keys", key);

    /// <summary>Waits until the screen holds a text, and stands still; returns the screen.</summary>
    public Task<string> UntilAsync(string text) => UntilAsync(screen => screen.Contains(text, StringComparison.Ordinal), $"'{text}'");

    public async Task<string> UntilAsync(Func<string, bool> holds, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        var last = "";
        while (!limit.IsCancellationRequested)
        {
            var screen = await ScreenAsync();
            if (Golden.Normal(screen) == Golden.Normal(last) && holds(screen))
            {
                return screen;
            }

            last = screen;
            await Task.Delay(Glance, CancellationToken.None);
        }

        Assert.Fail($"Within {Limit.TotalMinutes:0} min the terminal never showed {what}. There stands:\n{last}");
        return last;
    }

    public async Task<string> ScreenAsync() => (await CallAsync("capture-pane", "-p")).TrimEnd();

    /// <summary>All that stands there, scrolled away or not; lines that the terminal broke are whole.</summary>
    public async Task<string> AllAsync() => (await CallAsync("capture-pane", "-p", "-J", "-S", "-")).TrimEnd();

    /// <summary>The last rows that stand there: how far a screen has scrolled depends on when its rows in progress went away.</summary>
    public async Task<string> LastAsync(int rows) => string.Join('\n', (await CallAsync("capture-pane", "-p", "-S", "-")).TrimEnd().Split('\n').TakeLast(rows));

    public async ValueTask DisposeAsync() => await CallAsync("kill-server");

    private async Task<string> CallAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("tmux", ["-L", _socket, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var limit = new CancellationTokenSource(Limit);
        using var tmux = Process.Start(start)!;
        var (output, error) = (tmux.StandardOutput.ReadToEndAsync(limit.Token), tmux.StandardError.ReadToEndAsync(limit.Token));
        await tmux.WaitForExitAsync(limit.Token);
        var said = await error;
        Assert.True(tmux.ExitCode == 0, $"tmux {string.Join(' ', arguments)} ended with {tmux.ExitCode}: {said}");
        return await output;
    }
}
