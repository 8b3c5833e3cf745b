using System.Xml;
using Orchestrator.SK.Prompts;

namespace Orchestrator.SK.Host.PromptLab.Linting;

/// <summary>Reads the <c>&lt;message&gt;</c> form of a <c>skprompt.txt</c> as Semantic Kernel does, which says nothing when it fails: it sends the whole file as one user message.</summary>
internal static class ChatFormLint
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant"];
    private static readonly string[] Contents = ["text", "image", "audio", "pdf", "file"];

    public static IReadOnlyList<LintFinding> Check(LintText text)
    {
        if (!text.Text.Contains("<message", StringComparison.Ordinal))
        {
            return [text.At(0, LintRule.OutsideText, "there is no <message role=\"…\">: everything would be one user message, and its values would reach the model as &lt; and &amp;.")];
        }

        var findings = new List<LintFinding>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(WithoutBlocks(text.Text)), new XmlReaderSettings { ConformanceLevel = ConformanceLevel.Fragment });
            while (reader.Read())
            {
                var at = reader is IXmlLineInfo place ? text.Offset(place.LineNumber, place.LinePosition) : 0;
                if (Fault(reader, text, at) is { } fault)
                {
                    findings.Add(fault);
                }
            }
        }
        catch (XmlException error)
        {
            findings.Add(Unreadable(text, text.Offset(error.LineNumber, error.LinePosition), error));
        }

        return findings;
    }

    private static LintFinding? Fault(XmlReader reader, LintText text, int at) => (reader.NodeType, reader.Depth) switch
    {
        (XmlNodeType.Text or XmlNodeType.CDATA, 0) => text.At(
            at + text.Text[at..].TakeWhile(char.IsWhiteSpace).Count(), LintRule.OutsideText, "this text stands outside <message>: it would be dropped without a word."),
        (XmlNodeType.Element, 0) when reader.Name != "message" => text.At(at - 1, LintRule.ChatForm, $"<{reader.Name}> is no message: it would be dropped. A file holds <message role=\"…\"> only."),
        (XmlNodeType.Element, 0) when reader.GetAttribute("role") is not { } role => text.At(at - 1, LintRule.ChatForm, "this <message> has no role: it would be dropped."),
        (XmlNodeType.Element, 0) when reader.GetAttribute("role") is { } role && !Roles.Contains(role) =>
            text.At(at - 1, LintRule.ChatForm, $"'{role}' is no role.{Nearest.Hint(role, Roles)}"),
        (XmlNodeType.Element, > 0) when !Contents.Contains(reader.Name) =>
            text.At(at - 1, LintRule.ChatForm, $"<{reader.Name}> inside a message is taken for markup and dropped. Write &lt;{reader.Name}&gt;."),
        _ => null,
    };

    private static LintFinding Unreadable(LintText text, int at, XmlException error)
    {
        // The reader has passed the character that it stumbled over, and says so in words for the authors of XML.
        var character = at > 0 && text.Text[at - 1] is ('<' or '&') ? text.Text[at - 1] : ' ';
        var what = character == ' ' ? error.Message.Split(". Line", 2)[0].TrimEnd('.') : $"a bare '{character}' is taken for markup";
        return text.At(character == ' ' ? at : at - 1, LintRule.ChatForm,
            $"{what}. All of the file, tags included, would be sent as one user message. Write &lt; and &amp;, or put the text into <![CDATA[…]]>.");
    }

    // Values come encoded, so a block stands for plain text; of the same length, so that places stay where they are.
    private static string WithoutBlocks(string text)
    {
        var characters = text.ToCharArray();
        foreach (var block in TemplateBlock.In(text).Where(block => block.Kind != BlockKind.Unclosed))
        {
            characters.AsSpan(block.Start, block.Length).Fill('x');
        }

        return new string(characters);
    }
}
