using System.Text.RegularExpressions;
using Orchestrator.SK.Core.Auditing.Changes;
using Orchestrator.SK.Core.Ripples;

namespace Orchestrator.SK.Core.Auditing.General;

/// <summary>Pages show signatures and defaults as they are.</summary>
internal sealed partial record DocumentedCode() : GeneralRule("documented-code", "A page that shows yesterday's signature or default is believed.")
{
    public override IEnumerable<AuditRow> Rows(AuditedChange change, Mentions mentions)
    {
        var pages = change.After.Files.Where(file => file.Text is not null && FileKinds.Of(file.Path) is FileKind.Readme or FileKind.Guide or FileKind.Document or FileKind.ApiReference or FileKind.Spec).ToList();
        return [.. Signatures(change).SelectMany(one => pages.Select(page => Signature(change, page, one)).OfType<AuditRow>()), .. Defaults(change).SelectMany(one => pages.Select(page => Default(change, page, one)).OfType<AuditRow>())];
    }

    private static IEnumerable<(SourceSymbol Old, SourceSymbol Now, string Path)> Signatures(AuditedChange change) =>
        from file in change.FactsAfter
        where change.Changed(file.Key) is not null && FileKinds.Of(file.Key) == FileKind.Source
        from now in file.Value.Symbols
        where now is { IsPublic: true, Parameters: not null, Name.Length: > 2 }
        let old = change.FactsBefore.GetValueOrDefault(file.Key, SourceFacts.None).Symbols.Where(symbol => symbol.FullName == now.FullName && symbol.Parameters is { Count: > 0 }).ToList()
        // Overloads: nobody can tell which of them is shown.
        where old.Count == 1 && file.Value.Symbols.Count(symbol => symbol.FullName == now.FullName) == 1 && !old[0].Parameters!.SequenceEqual(now.Parameters!)
        select (old[0], now, file.Key);

    private AuditRow? Signature(AuditedChange change, RepositoryText page, (SourceSymbol Old, SourceSymbol Now, string Path) signature)
    {
        var (old, now, path) = signature;
        if (!page.Text!.Contains(now.Name + "(", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var (index, line) in change.After.Lines(page.Path).Index())
        {
            foreach (Match call in Regex.Matches(line, $@"(?<![\w]){Regex.Escape(now.Name)}\((?<arguments>[^()\n]*)\)", RegexOptions.CultureInvariant))
            {
                List<string> shown = [.. call.Groups["arguments"].Value.Split(',').Select(Parameter)];
                if (shown.SequenceEqual(old.Parameters!))
                {
                    return Missing(page.Path, index + 1, new($"the signature of {now.FullName}", path, now.Line), $"{page.Path} shows {now.FullName} with {(now.Parameters!.Count == 0 ? "no parameter" : string.Join(", ", now.Parameters!))}", $"{page.Path}:{index + 1} shows {string.Join(", ", shown)}", [.. now.Parameters!.Except(old.Parameters!)]);
                }
            }
        }

        return null;
    }

    // "delay: float = 0.0", "string path", "delay=0.0", "*, delay": the name that stands there.
    private static string Parameter(string text) =>
        text.Split('=')[0].Trim() is var left && left.Contains(':', StringComparison.Ordinal) ? left.Split(':')[0].Trim(' ', '?', '*', '`') : left.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last.Trim('*', '&', '`') : "";

    private static IEnumerable<(string Name, string Old, string Now, string Path, int Line)> Defaults(AuditedChange change) =>
        (from file in change.Diff
         where file is { Kind: ChangeKind.Modified, Before: not null, After: not null } && FileKinds.Of(file.Path) == FileKind.Source && file.RemovedLines.Count == file.AddedLines.Count
         from pair in file.RemovedLines.Zip(file.AddedLines)
         from Match old in Assigned().Matches(pair.First)
         let now = Assigned().Matches(pair.Second).FirstOrDefault(match => match.Groups["name"].Value == old.Groups["name"].Value)
         where now is not null && now.Groups["value"].Value != old.Groups["value"].Value
         select (old.Groups["name"].Value.Trim('_'), old.Groups["value"].Value.Trim('"', '\''), now.Groups["value"].Value.Trim('"', '\''), file.Path, file.FirstChangedLine)).Where(one => one.Item1.Length > 4 && one.Item2.Length > 0);

    private AuditRow? Default(AuditedChange change, RepositoryText page, (string Name, string Old, string Now, string Path, int Line) value)
    {
        if (!page.Text!.Contains(value.Name, StringComparison.OrdinalIgnoreCase) || !page.Text!.Contains(value.Old, StringComparison.Ordinal))
        {
            return null;
        }

        var lines = change.After.Lines(page.Path);
        var old = new Regex($@"(?<![\w.-]){Regex.Escape(value.Old)}(?![\w-]|\.\d)", RegexOptions.CultureInvariant);
        var name = new Regex($@"(?<![A-Za-z]){Regex.Escape(value.Name)}(?![A-Za-z])", RegexOptions.CultureInvariant);
        for (var start = 0; start < lines.Count;)
        {
            var end = start;
            while (end < lines.Count && !string.IsNullOrWhiteSpace(lines[end]) && !(end > start && lines[end].TrimStart() is ['|' or '-' or '*', ..]))
            {
                end++;
            }

            var paragraph = string.Join(' ', lines.Skip(start).Take(Math.Max(1, end - start)));
            if (name.Match(paragraph) is { Success: true } named && old.IsMatch(paragraph, named.Index) && (paragraph.Contains("default", StringComparison.OrdinalIgnoreCase) || paragraph.TrimStart().StartsWith('|') || Regex.IsMatch(paragraph, $@"{Regex.Escape(value.Name)}\s*[=:]\s*[""'`]?{Regex.Escape(value.Old)}(?![\w.])", RegexOptions.CultureInvariant)))
            {
                var at = Enumerable.Range(start, Math.Max(1, end - start)).First(index => old.IsMatch(lines[index])) + 1;
                return Missing(page.Path, at, new($"the default of {value.Name}: '{value.Old}' became '{value.Now}'", value.Path, value.Line), $"{value.Name} is {value.Now} in {page.Path}", $"{page.Path}:{at} says {value.Old}", value.Now);
            }

            start = Math.Max(end, start + 1);
        }

        return null;
    }

    [GeneratedRegex(@"(?<name>[A-Za-z_]\w{3,})\s*(?::\s*[\w.\[\] |?]+?)?\s*=\s*(?<value>-?\d[\d_.]*|""[^""\n]*""|'[^'\n]*'|true|false|True|False)(?![\w.(])", RegexOptions.CultureInvariant)]
    private static partial Regex Assigned();
}
