using System.Reflection;
using System.Runtime.CompilerServices;

namespace SemanticKernel.Agents.Tests.Surface;

/// <summary>A type as C# writes it, with its nullable marks and the names of tuple elements.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type) => Of(type, null, new Queue<string?>());

    public static string Of(ParameterInfo parameter)
        => Of(parameter.ParameterType, new NullabilityInfoContext().Create(parameter), TupleNames(parameter));

    public static string Of(PropertyInfo property)
        => Of(property.PropertyType, new NullabilityInfoContext().Create(property), TupleNames(property));

    private static string Of(Type type, NullabilityInfo? nullability, Queue<string?> tupleNames)
    {
        bool isNullable = !type.IsGenericParameter && !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable }
            or { WriteState: NullabilityState.Nullable, ReadState: NullabilityState.Unknown };
        return Name(type, nullability, tupleNames) + (isNullable ? "?" : "");
    }

    private static string Name(Type type, NullabilityInfo? nullability, Queue<string?> tupleNames)
    {
        if (type.IsArray)
        {
            return Of(type.GetElementType()!, nullability?.ElementType, tupleNames) + "[]";
        }

        if (!type.IsGenericType)
        {
            return Keywords.GetValueOrDefault(type, type.Name);
        }

        bool isTuple = type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal);
        string?[] names = isTuple ? [.. type.GetGenericArguments().Select(_ => tupleNames.TryDequeue(out string? name) ? name : null)] : [];
        IEnumerable<string> arguments = type.GetGenericArguments().Select((argument, index) =>
            Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(index), tupleNames)
            + (names.ElementAtOrDefault(index) is { } name ? " " + name : ""));
        return isTuple ? $"({string.Join(", ", arguments)})" : $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", arguments)}>";
    }

    private static Queue<string?> TupleNames(ICustomAttributeProvider member)
        => new(member.GetCustomAttributes(typeof(TupleElementNamesAttribute), inherit: false)
            .Cast<TupleElementNamesAttribute>().SelectMany(names => names.TransformNames));
}
