using System.Reflection;
using System.Xml.Linq;
using Orchestrator.SK.Hosting;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Tests.Architecture;

/// <summary>One setting: its key, the property behind it, and what an untouched options object says.</summary>
/// <param name="IsShipped">Whether appsettings.json has to have it. What an entry of an empty map would hold is not there.</param>
internal sealed record OptionLeaf(string Key, PropertyInfo Property, object? Default, bool IsShipped)
{
    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public bool IsNumber => Type == typeof(int) || Type == typeof(long) || Type == typeof(double) || Type == typeof(decimal);

    public bool IsCollection => Default is System.Collections.ICollection;

    public T? Attribute<T>()
        where T : Attribute => Property.GetCustomAttribute<T>();

    public override string ToString() => Key;
}

/// <summary>Every option of the program, found by walking its types.</summary>
internal static class OptionTree
{
    private static readonly XElement Documentation = XElement.Load(Path.ChangeExtension(typeof(OrchestratorOptions).Assembly.Location, ".xml"));

    public static IReadOnlyList<OptionLeaf> Leaves { get; } = [.. Walk(OrchestratorOptions.Section, new OrchestratorOptions(), isShipped: true)];

    /// <summary>A part of a member's documentation, in one line, or null.</summary>
    public static string? Document(MemberInfo member, string part)
    {
        var id = member is Type type ? $"T:{type.FullName}" : $"P:{member.DeclaringType!.FullName}.{member.Name}";
        var text = Documentation.Descendants("member").FirstOrDefault(entry => entry.Attribute("name")?.Value == id)?.Element(part)?.Value;
        return text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    public static bool IsSection(Type type) => type.Namespace?.StartsWith("Orchestrator.SK", StringComparison.Ordinal) == true && type.IsClass;

    private static IEnumerable<OptionLeaf> Walk(string key, object options, bool isShipped)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var path = $"{key}:{property.Name}";
            if (IsSection(property.PropertyType))
            {
                foreach (var leaf in Walk(path, property.GetValue(options)!, isShipped))
                {
                    yield return leaf;
                }

                continue;
            }

            yield return new(path, property, property.GetValue(options), isShipped);

            // One entry stands for all in a map of sections. Of the models one is shipped.
            if (property.PropertyType is { IsGenericType: true } map && map.GetGenericArguments()[^1] is var entry && IsSection(entry))
            {
                var isModel = entry == typeof(ModelOptions);
                foreach (var leaf in Walk($"{path}:{(isModel ? "default" : "any")}", Activator.CreateInstance(entry)!, isShipped && isModel))
                {
                    yield return leaf;
                }
            }
        }
    }
}
