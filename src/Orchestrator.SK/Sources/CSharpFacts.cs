using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Orchestrator.SK.Core.Auditing.Changes;
using SymbolKind = Orchestrator.SK.Core.Auditing.Changes.SymbolKind;

namespace Orchestrator.SK.Sources;

/// <summary>The public declarations of a C# file. Its syntax alone is read: nothing is bound or compiled.</summary>
internal static class CSharpFacts
{
    public static SourceFacts Read(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return new([.. root.DescendantNodes(node => node is not (BlockSyntax or ExpressionSyntax or AttributeListSyntax)).OfType<MemberDeclarationSyntax>().Select(Symbol).OfType<SourceSymbol>()]) { Options = Options(root) };
    }

    private static SourceSymbol? Symbol(MemberDeclarationSyntax member) => member switch
    {
        TypeDeclarationSyntax type => Of(member, SymbolKind.Type, type.Identifier, type.ParameterList) with { Bases = Bases(type) },
        EnumDeclarationSyntax type => Of(member, SymbolKind.Type, type.Identifier, null),
        DelegateDeclarationSyntax type => Of(member, SymbolKind.Type, type.Identifier, type.ParameterList),
        MethodDeclarationSyntax method => Of(member, SymbolKind.Method, method.Identifier, method.ParameterList),
        ConstructorDeclarationSyntax method => Of(member, SymbolKind.Method, method.Identifier, method.ParameterList) with { IsPublic = false },
        PropertyDeclarationSyntax property => Of(member, SymbolKind.Method, property.Identifier, null),
        EnumMemberDeclarationSyntax value => Of(member, SymbolKind.Member, value.Identifier, null),
        _ => null,
    };

    private static SourceSymbol Of(MemberDeclarationSyntax member, SymbolKind kind, SyntaxToken name, ParameterListSyntax? parameters)
    {
        var around = member.Ancestors().OfType<BaseTypeDeclarationSyntax>().Reverse().ToList();
        var isPublic = (around is [.., EnumDeclarationSyntax or InterfaceDeclarationSyntax] || member.Modifiers.Any(SyntaxKind.PublicKeyword)) && around.TrueForAll(type => type.Modifiers.Any(SyntaxKind.PublicKeyword)) && !member.Modifiers.Any(SyntaxKind.OverrideKeyword);
        return new(kind, name.ValueText, string.Join('.', around.Select(type => type.Identifier.ValueText)), parameters?.Parameters.Select(parameter => parameter.Identifier.ValueText).ToList(), Documented(member), isPublic,
            member.SyntaxTree.GetLineSpan(name.Span).StartLinePosition.Line + 1);
    }

    private static IReadOnlyList<string> Bases(TypeDeclarationSyntax type) => [.. type.BaseList?.Types.Select(one => one.Type.ToString().Split('<')[0]) ?? []];

    // Comments are not parsed as such without the compiler's documentation mode: the lines are plain XML.
    private static IReadOnlyList<string>? Documented(MemberDeclarationSyntax member)
    {
        var lines = member.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line[3..]).ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        try
        {
            return [.. XElement.Parse($"<doc>{string.Join('\n', lines)}</doc>").Elements("param").Select(param => param.Attribute("name")?.Value).OfType<string>()];
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    /// <summary>Literals in the form of an option that are handed to a constructor or a method, which is how every command-line library takes them.</summary>
    private static IReadOnlyList<string> Options(SyntaxNode root) =>
        [.. root.DescendantNodes().OfType<ArgumentSyntax>().Select(argument => (argument.Expression as LiteralExpressionSyntax)?.Token.Value as string).OfType<string>().Where(OptionText.IsOption).Distinct(StringComparer.Ordinal)];
}
