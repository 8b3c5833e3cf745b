using System.Globalization;
using System.Text.Json;
using Orchestrator.SK.Host.PromptLab.Linting;
using Orchestrator.SK.Host.PromptLab.Rendering;
using Orchestrator.SK.Host.Progress;
using Orchestrator.SK.Host.Reports;
using Orchestrator.SK.Repositories;
using Spectre.Console;

namespace Orchestrator.SK.Host.PromptLab;

/// <summary>What the prompt commands print for a person. Repository text is shown without what a terminal would obey; <c>-o json</c> has it exactly.</summary>
internal static class PromptScreens
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void List(IAnsiConsole console, IReadOnlyList<PromptListing> prompts)
    {
        // Lines and no table: at eighty columns the five columns of one would be a word wide each.
        LeaveLinesWhole(console);
        var width = prompts.Select(prompt => prompt.Id.Length).DefaultIfEmpty().Max();
        foreach (var prompt in prompts)
        {
            console.WriteLine(EventText.Safe($"{prompt.Id.PadRight(width)}  {prompt.ShortHash,-12}  {Use(prompt)}"));
            Detail(console, "inputs", prompt.Inputs);
            Detail(console, "tools", prompt.Tools);
            Detail(console, "part of", prompt.PartOf);
            if (prompt.Fault is { } fault)
            {
                console.Write(new Text(EventText.Safe($"  {fault}"), new Style(Color.Red)));
                console.WriteLine();
            }
        }
    }

    public static void Lint(IAnsiConsole console, LintReport report, PromptFolders folders)
    {
        LeaveLinesWhole(console);
        foreach (var finding in report.Findings)
        {
            var colour = finding.Severity switch { Severity.Error => Color.Red, Severity.Warning => Color.Yellow, _ => Color.Default };
            var line = $"{folders.PathOf(finding.File)}:{finding.Line}:{finding.Column}: {finding.Rule} {finding.Severity.ToString().ToLowerInvariant()}: {finding.Message}";
            console.Write(new Text(EventText.Safe(line), new Style(colour)));
            console.WriteLine();
        }
    }

    public static string Sum(LintReport report) => report.Findings.Count == 0
        ? $"{EventText.Count(report.Prompts, "prompt")}: nothing to complain about."
        : $"{EventText.Count(report.Prompts, "prompt")}: {EventText.Count(report.Count(Severity.Error), "error")}, {EventText.Count(report.Count(Severity.Warning), "warning")}, {EventText.Count(report.Count(Severity.Note), "note")}.";

    public static void Render(IAnsiConsole console, RenderedRequest request)
    {
        LeaveLinesWhole(console);
        console.WriteLine($"{string.Join(" + ", request.Parts.Select(part => $"{part.Id} {part.Hash[..12]}"))}");
        console.WriteLine($"for {request.Item}, {request.Expert}, purpose {request.Purpose}");
        console.WriteLine($"hash {request.Hash} (recorded with every call)");
        console.WriteLine(EventText.Safe(string.Join(", ", request.Settings.Select(member => $"{member.Key} {member.Value.GetRawText()}"))));
        foreach (var message in request.Messages)
        {
            Heading(console, message.Role, message.Tokens);
            Body(console, message.Text);
        }

        if (request.Tools.Count > 0)
        {
            Heading(console, EventText.Count(request.Tools.Count, "tool"), request.Tools.Sum(tool => tool.Tokens));
        }

        foreach (var tool in request.Tools)
        {
            Body(console, $"{tool.Name} ({Number(tool.Tokens)}): {tool.Description}\n  {JsonSerializer.Serialize(tool.Parameters, Compact)}");
        }

        if (request.Answer is { } answer)
        {
            Heading(console, "answer", request.AnswerTokens);
            Body(console, JsonSerializer.Serialize(answer, Compact));
        }

        console.WriteLine();
        console.WriteLine($"{Number(request.Tokens)} tokens in all (o200k estimate)");
    }

    public static void Diff(IAnsiConsole console, PromptDifference difference)
    {
        LeaveLinesWhole(console);
        var (before, after) = (difference.Before, difference.After);
        console.WriteLine($"{difference.Id}: {before.Revision} {Version(before)} → {after.Revision} {Version(after)}");
        foreach (var side in new[] { before, after }.Where(side => side.Fault is not null))
        {
            console.WriteLine(EventText.Safe($"{side.Revision}: not rendered: {side.Fault}"));
        }

        if (difference.Source.Files.Count == 0 && difference.Rendered is null)
        {
            console.WriteLine("No difference.");
            return;
        }

        console.Write(DiffView.Lines(difference.Source));
        if (difference.Rendered is { } rendered)
        {
            console.WriteLine();
            console.Write(DiffView.Lines(new DiffText([rendered])));
        }

        if (difference.TokenDelta is { } delta)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{before.Tokens:N0} → {after.Tokens:N0} tokens ({delta:+#,0;-#,0;±0}, o200k estimate)"));
        }
    }

    // These lines are searched, copied and applied: folding them is the terminal's business, not ours.
    private static void LeaveLinesWhole(IAnsiConsole console) => console.Profile.Width = 1_000_000;

    private static string Version(DiffSide side) => side.Hash is { } hash ? hash[..12] : "(none)";

    private static void Detail(IAnsiConsole console, string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            console.WriteLine(EventText.Safe($"  {what,-7}  {string.Join(", ", names)}"));
        }
    }

    private static string Use(PromptListing prompt) => prompt.Purposes.Count == 0 ? prompt.UsedFor : $"{prompt.UsedFor} ({string.Join(", ", prompt.Purposes)})";

    private static void Heading(IAnsiConsole console, string what, int tokens)
    {
        console.WriteLine();
        console.Write(new Text($"── {what} · {Number(tokens)} tokens ──", new Style(Color.Teal)));
        console.WriteLine();
    }

    private static void Body(IAnsiConsole console, string text)
    {
        console.Write(new Text(EventText.Safe(text)));
        console.WriteLine();
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
