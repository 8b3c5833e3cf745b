using System.Text;

namespace Orchestrator.SK.Host.Chat;

/// <summary>Finds pasted text among the keys: terminals mark its beginning and end (bracketed paste), and the console library hands the marks out key by key.</summary>
internal sealed class KeyFilter
{
    private const string Begin = "\e[200~";
    private const string End = "\e[201~";

    private readonly List<ConsoleKeyInfo> _held = [];
    private readonly StringBuilder _pasted = new();
    private bool _pasting;

    /// <summary>Takes one key.</summary>
    /// <param name="more">Whether further keys wait already: an escape that stands alone is the key itself.</param>
    public IEnumerable<ChatSignal> Feed(ConsoleKeyInfo key, bool more)
    {
        var mark = _pasting ? End : Begin;
        _held.Add(key);
        var text = string.Concat(_held.Select(Characters));
        if (text == mark)
        {
            _held.Clear();
            _pasting = !_pasting;
            if (!_pasting)
            {
                yield return new ChatSignal.Pasted(_pasted.ToString());
                _pasted.Clear();
            }
        }
        else if (!mark.StartsWith(text, StringComparison.Ordinal) || (!more && !_pasting))
        {
            foreach (var held in _held)
            {
                if (_pasting)
                {
                    _pasted.Append(Characters(held));
                }
                else
                {
                    yield return new ChatSignal.Pressed(held);
                }
            }

            _held.Clear();
        }
    }

    // The library reads an escape and one more character as that key with Alt.
    private static string Characters(ConsoleKeyInfo key) =>
        key.KeyChar == '\0' ? "" : key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? $"\e{key.KeyChar}" : $"{key.KeyChar}";
}
