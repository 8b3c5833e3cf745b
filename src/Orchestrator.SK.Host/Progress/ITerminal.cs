using System.Text;

namespace Orchestrator.SK.Host.Progress;

/// <summary>A terminal: somewhere to write, as wide and high as it is now.</summary>
internal interface ITerminal
{
    (int Width, int Height) Size { get; }

    /// <summary>One call is one write.</summary>
    void Write(string text);
}

/// <summary>The terminal behind standard error: progress is seen there while the result goes elsewhere.</summary>
internal sealed class ErrorTerminal : ITerminal
{
    private readonly Stream _error = Console.OpenStandardError();

    public (int Width, int Height) Size => (Math.Max(20, Console.WindowWidth), Math.Max(4, Console.WindowHeight));

    public void Write(string text)
    {
        _error.Write(Encoding.UTF8.GetBytes(text));
        _error.Flush();
    }
}
