using System.Reflection;
using Tidemark.Tests.Fixtures;

namespace Tidemark.Tests;

/// <summary>One method that carries a spec id; a method with a <see cref="BackendCase"/> parameter is one test for each backend.</summary>
internal sealed record TestCase(string Name, IReadOnlyList<string> Specs, Action Body)
{
    public static IReadOnlyList<TestCase> All(Assembly assembly) =>
    [
        .. from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           let specs = method.GetCustomAttributes<SpecAttribute>().Select(spec => spec.Id).ToList()
           where specs.Count > 0
           from arguments in ArgumentsOf(method)
           select new TestCase($"{type.Name}.{method.Name}({string.Join(", ", arguments)})", specs, () => Invoke(type, method, arguments)),
    ];

    /// <summary>Prints a passed test; returns the line to print for a failed one.</summary>
    public string? Run()
    {
        try
        {
            Body();
            Console.WriteLine($"passed  {Name}  {string.Join(' ', Specs)}");
            return null;
        }
        catch (Exception error)
        {
            return $"FAILED  {Name}  {string.Join(' ', Specs)}\n        {error.GetType().Name}: {error.Message}";
        }
    }

    private static IEnumerable<object[]> ArgumentsOf(MethodInfo method) =>
        method.GetParameters().Length == 0 ? [[]] : BackendCases.All.Select(backend => new object[] { backend });

    private static void Invoke(Type type, MethodInfo method, object[] arguments) =>
        method.Invoke(Activator.CreateInstance(type), BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
