using System.Globalization;
using System.Text;

namespace Orchestrator.SK.Host.Progress;

/// <summary>Turns what is to be shown into what is to be written: knows what stands on the terminal, and gives one text for each frame.</summary>
/// <remarks>The region is drawn over itself and erased behind, never blanked first: nothing flickers. It only moves relative to its own first row.</remarks>
internal sealed class Screen
{
    private const string Begin = "\e[?2026h\e[?25l";
    private const string End = "\e[?25h\e[?2026l";

    private Region _drawn = new([], 0, 0);
    private int _width;

    /// <summary>The text that brings the terminal from the last frame to this one; empty when nothing changes.</summary>
    /// <param name="above">Rows that scroll by for good; each fits, and may hold colours.</param>
    public string Frame(IReadOnlyList<string> above, Region region, int width)
    {
        if (above.Count == 0 && width == _width && Same(region, _drawn))
        {
            return "";
        }

        var text = new StringBuilder(Begin);
        ToFirstRow(text, width);

        // Rows that stay are longer or shorter than what stood there: it goes first.
        text.Append(above.Count > 0 || width != _width ? "\e[J" : "");
        foreach (var row in above)
        {
            text.Append(row).Append("\r\n");
        }

        for (var i = 0; i < region.Rows.Count; i++)
        {
            text.Append(region.Rows[i]).Append("\e[K").Append(i < region.Rows.Count - 1 ? "\r\n" : "\e[J");
        }

        Move(text, region.Rows.Count - 1 - region.CursorRow, 'A');
        text.Append('\r');
        Move(text, region.CursorColumn, 'C');
        (_drawn, _width) = (region, width);
        return text.Append(End).ToString();
    }

    /// <summary>The text that takes the region away and leaves the cursor at the beginning of its first row.</summary>
    public string Clear(int width)
    {
        var text = new StringBuilder();
        ToFirstRow(text, width);
        _drawn = new([], 0, 0);
        return text.Append("\e[J").ToString();
    }

    // A terminal that became narrower has broken our rows into more than we drew.
    private void ToFirstRow(StringBuilder text, int width)
    {
        var up = width >= _width ? _drawn.CursorRow
            : _drawn.Rows.Take(_drawn.CursorRow).Sum(row => Math.Max(1, (Cells.Of(row) + width - 1) / width)) + (_drawn.CursorColumn / width);
        text.Append('\r');
        Move(text, up, 'A');
    }

    private static void Move(StringBuilder text, int count, char direction)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{count}{direction}");
        }
    }

    private static bool Same(Region one, Region other) =>
        one.CursorRow == other.CursorRow && one.CursorColumn == other.CursorColumn && one.Rows.SequenceEqual(other.Rows);
}

/// <summary>What stands at the bottom of the terminal: rows that fit, and where the cursor stands among them.</summary>
internal sealed record Region(IReadOnlyList<string> Rows, int CursorRow, int CursorColumn);
