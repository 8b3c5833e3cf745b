using System.Reflection;
using System.Text.Json.Serialization;

namespace Orchestrator.SK.Core.Runs;

/// <summary>The stored names of events, such as <c>file.written</c>.</summary>
public static class RunEventNames
{
    private static readonly Dictionary<Type, string> Names = typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().ToDictionary(known => known.DerivedType, known => $"{known.TypeDiscriminator}");

    public static string Of(RunEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        return Names[fact.GetType()];
    }
}
