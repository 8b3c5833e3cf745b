using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Orchestrator.SK.Host.Progress;

namespace Orchestrator.SK.Host.Chat;

/// <summary>The console of this process, with keys that come as they are pressed: Ctrl-C is a key here, and nothing is echoed.</summary>
internal sealed class ConsoleTerminal : ITerminal, IDisposable
{
    private const string PasteMarksOn = "\e[?2004h";
    private const string PasteMarksOff = "\e[?2004l";

    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly PosixSignalRegistration? _resized;

    /// <param name="keys">Gets what is typed, for as long as the process lives.</param>
    public ConsoleTerminal(ChannelWriter<ChatSignal> keys, Action resized)
    {
        // First of all: it makes the library set the terminal up, which must not happen in the middle of a frame.
        Console.TreatControlCAsInput = true;
        _resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => resized());
        Write(PasteMarksOn);
        new Thread(() => Read(keys)) { IsBackground = true, Name = "keys" }.Start();
    }

    public (int Width, int Height) Size => (Math.Max(20, Console.WindowWidth), Math.Max(4, Console.WindowHeight));

    public void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }

    public void Dispose()
    {
        _resized?.Dispose();
        Write(PasteMarksOff);
        Console.TreatControlCAsInput = false;
        _output.Dispose();
    }

    private static void Read(ChannelWriter<ChatSignal> keys)
    {
        var filter = new KeyFilter();
        try
        {
            // What was typed before the program stood has been through the line discipline, which turns Enter into a line feed.
            var ahead = true;
            while (true)
            {
                ahead &= Console.KeyAvailable;
                var key = Console.ReadKey(intercept: true);
                key = ahead && key.KeyChar == '\n' ? new ConsoleKeyInfo('\r', ConsoleKey.Enter, shift: false, alt: false, control: false) : key;
                foreach (var signal in filter.Feed(key, Console.KeyAvailable))
                {
                    keys.TryWrite(signal);
                }
            }
        }
        catch (Exception error) when (error is InvalidOperationException or IOException)
        {
            keys.TryWrite(new ChatSignal.Leave()); // The terminal is gone.
        }
    }
}
