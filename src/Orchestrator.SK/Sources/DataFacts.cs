using System.Text.Json;
using System.Xml.Linq;
using Orchestrator.SK.Core.Auditing.Changes;
using Tomlyn.Parsing;
using Tomlyn.Syntax;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Orchestrator.SK.Sources;

/// <summary>Keys and requirements of a TOML file.</summary>
internal static class TomlFacts
{
    public static SourceFacts Read(string name, string text)
    {
        var document = SyntaxParser.Parse(text, name);
        List<SourceKey> keys = [];
        List<SourceRequirement> requirements = [];
        foreach (var table in document.Tables)
        {
            var parent = string.Join('/', Parts(table.Name));
            foreach (var item in table.Items)
            {
                var key = string.Join('/', Parts(item.Key));
                var line = item.Span.Start.Line + 1;
                keys.Add(new(parent, key, line));
                requirements.AddRange(Requirements.OfToml(parent, key, item, line));
            }
        }

        return SourceFacts.None with { Keys = keys, Requirements = requirements };
    }

    private static IEnumerable<string> Parts(KeySyntax? key) => key is null ? [] : [.. new[] { Text(key.Key) }.Concat(key.DotKeys.Select(part => Text(part.Key)))];

    private static string Text(BareKeyOrStringValueSyntax? key) => $"{key}".Trim().Trim('"', '\'');
}

/// <summary>Keys of a JSON file, and what a package asks for.</summary>
internal static class JsonFacts
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 200 };

    public static SourceFacts? Read(string name, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'), Lenient);
            return document.RootElement.ValueKind != JsonValueKind.Object ? null : SourceFacts.None with
            {
                Keys = [.. from table in document.RootElement.EnumerateObject() where table.Value.ValueKind == JsonValueKind.Object from key in table.Value.EnumerateObject() select new SourceKey(table.Name, key.Name, Line(text, table.Name, key.Name))],
                Requirements = name == "package.json" ? [.. Requirements.OfPackage(document.RootElement, (table, key) => Line(text, table, key))] : [],
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Line(string text, string table, string key)
    {
        var from = Math.Max(0, text.IndexOf($"\"{table}\"", StringComparison.Ordinal));
        var at = text.IndexOf($"\"{key}\"", from, StringComparison.Ordinal);
        return text.AsSpan(0, Math.Max(0, at)).Count('\n') + 1;
    }
}

/// <summary>Keys of a YAML file.</summary>
internal static class YamlFacts
{
    public static SourceFacts? Read(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is not [{ RootNode: YamlMappingNode root }, ..] ? null : SourceFacts.None with
            {
                Keys = [.. from table in root.Children where table.Value is YamlMappingNode from key in ((YamlMappingNode)table.Value).Children select new SourceKey($"{table.Key}", $"{key.Key}", (int)key.Key.Start.Line)],
            };
        }
        catch (Exception error) when (error is YamlException or ArgumentException or InvalidOperationException)
        {
            // A template, or YAML with a dialect of its own: it declares nothing that can be told.
            return null;
        }
    }
}

/// <summary>The packages of an MSBuild file.</summary>
internal static class ProjectFacts
{
    public static SourceFacts? Read(string text)
    {
        try
        {
            return SourceFacts.None with
            {
                Requirements = [.. XDocument.Parse(text, LoadOptions.SetLineInfo).Descendants().Where(element => element.Name.LocalName is "PackageReference" or "PackageVersion")
                    .Select(element => (Element: element, Name: element.Attribute("Include")?.Value)).Where(pair => pair.Name is not null)
                    .Select(pair => new SourceRequirement(pair.Element.Name.LocalName, false, pair.Name!.ToLowerInvariant(), pair.Element.Attribute("Version")?.Value ?? "", ((System.Xml.IXmlLineInfo)pair.Element).LineNumber))],
            };
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }
}
