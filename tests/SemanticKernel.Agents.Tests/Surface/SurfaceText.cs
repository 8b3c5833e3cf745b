using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace SemanticKernel.Agents.Tests.Surface;

/// <summary>A type's public and protected members as text, one a line: what source outside its assembly can depend on.</summary>
/// <remarks>'protected internal' is written 'protected', and accessors that nobody outside can reach are left out.</remarks>
internal static class SurfaceText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Type type)
    {
        IEnumerable<string> members = type.IsEnum
            ? Enum.GetValuesAsUnderlyingType(type).Cast<int>().Select(value => $"{Enum.GetName(type, value)} = {value}")
            : type.GetMembers(Declared).Select(Member).OfType<string>().Order(StringComparer.Ordinal);
        return string.Join('\n', [Header(type), .. members.Select(member => "  " + member)]);
    }

    private static string Header(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        bool plain = type.IsEnum || type.BaseType == typeof(object);
        return $"public {kind} {type.Namespace}.{TypeText.Of(type)}{(plain ? "" : " : " + TypeText.Of(type.BaseType!))}{Experimental(type)}";
    }

    private static string? Member(MemberInfo member)
    {
        string? text = member switch
        {
            ConstructorInfo { IsStatic: false } constructor when IsReachable(constructor)
                => $"{Access(constructor)} .ctor({Parameters(constructor)})",
            PropertyInfo property => Property(property),
            FieldInfo { IsLiteral: true, IsPublic: true } constant
                => $"public const {TypeText.Of(constant.FieldType)} {constant.Name} = {Literal(constant.GetRawConstantValue())}",
            FieldInfo { IsPublic: true } or FieldInfo { IsFamily: true } or EventInfo => member.ToString(),
            MethodInfo method when IsReachable(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
                => $"{Access(method)} {Modifiers(method)}{TypeText.Of(method.ReturnParameter)} {method.Name}{Generics(method)}({Parameters(method)})",
            _ => null,
        };
        return text is null ? null : text + Experimental(member);
    }

    private static string? Property(PropertyInfo property)
    {
        MethodInfo[] accessors = [.. property.GetAccessors(nonPublic: true).Where(IsReachable)];
        if (accessors.Length == 0)
        {
            return null;
        }

        string access = accessors.Any(accessor => accessor.IsPublic) ? "public" : "protected";
        IEnumerable<string> texts = accessors.Select(accessor => (Access(accessor) == access ? "" : Access(accessor) + " ") + AccessorName(accessor));
        return $"{access} {Modifiers(accessors[0])}{TypeText.Of(property)} {property.Name} {{ {string.Join(' ', texts)} }}";
    }

    private static string AccessorName(MethodInfo accessor)
        => accessor.ReturnType != typeof(void) ? "get;"
            : accessor.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;";

    private static bool IsReachable(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifiers(MethodInfo method)
    {
        bool overrides = method.GetBaseDefinition().DeclaringType != method.DeclaringType;
        return method switch
        {
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsFinal: true } when overrides => "sealed override ",
            _ when overrides => "override ",
            { IsVirtual: true } => "virtual ",
            _ => "",
        };
    }

    private static string Generics(MethodInfo method)
        => !method.IsGenericMethod ? "" : $"<{string.Join(", ", method.GetGenericArguments()
            .Select(argument => argument.Name + string.Concat(argument.GetGenericParameterConstraints().Select(bound => ":" + bound.Name))))}>";

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter =>
            (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
            + $"{TypeText.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Literal(parameter.DefaultValue) : "")}"));

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        _ => value.ToString()!,
    };

    private static string Experimental(MemberInfo member)
        => member.GetCustomAttribute<ExperimentalAttribute>() is { } mark ? $"   [Experimental({mark.DiagnosticId})]" : "";
}
