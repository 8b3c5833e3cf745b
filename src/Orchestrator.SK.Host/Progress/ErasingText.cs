using Spectre.Console;
using Spectre.Console.Rendering;

namespace Orchestrator.SK.Host.Progress;

/// <summary>A line above a live region: it erases what stood there first, or the rest of the region's row would show behind it.</summary>
internal sealed class ErasingText(string text) : Renderable
{
    private readonly Text _text = new($"{text}\n");

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        ((IRenderable)_text).Render(options, maxWidth).Prepend(Segment.Control("\r\e[J"));
}
