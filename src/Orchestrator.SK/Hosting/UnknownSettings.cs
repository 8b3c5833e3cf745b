using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orchestrator.SK.Models;

namespace Orchestrator.SK.Hosting;

/// <summary>Refuses a setting that no option stands behind: a mistyped limit must not leave the default in force without a word.</summary>
/// <remarks>The binder can do that as well, but stops at the first, and names neither the value nor what there is.</remarks>
internal sealed class UnknownSettings(IConfiguration configuration) : IValidateOptions<OrchestratorOptions>
{
    public ValidateOptionsResult Validate(string? name, OrchestratorOptions options)
    {
        var faults = Find(configuration.GetSection(OrchestratorOptions.Section), typeof(OrchestratorOptions)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Find(IConfigurationSection section, Type type)
    {
        var children = section.GetChildren();
        if (type.IsGenericType && typeof(System.Collections.ICollection).IsAssignableFrom(type))
        {
            return children.SelectMany(child => Find(child, type.GetGenericArguments()[^1]));
        }

        if (type.Namespace?.StartsWith("Orchestrator.SK", StringComparison.Ordinal) != true || type.IsEnum)
        {
            return children.Any() ? [$"'{section.Path}' is a section: it takes one value."] : [];
        }

        var names = string.Join(", ", Properties(type).Select(property => property.Name));
        IEnumerable<string> own = section.Value is { Length: > 0 } value ? [$"'{section.Path}' is '{value}': it is a section that has {names}."] : [];
        return own.Concat(children.SelectMany(child => Properties(type).FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property
            ? Find(child, property.PropertyType)
            : [$"'{child.Path}' is {Shown(child, type)}: there is no such setting; {section.Path} has {names}."]));
    }

    private static PropertyInfo[] Properties(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    // Beside a key stands perhaps the same key, mistyped.
    private static string Shown(IConfigurationSection section, Type type) =>
        section.Value is { } value && type != typeof(ModelOptions) ? $"'{value}'" : "set";
}
