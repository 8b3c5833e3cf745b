namespace Orchestrator.SK.Rehearsal.Scripts;

/// <summary>A script that cannot be played: the message names the file, the place in it and the choices.</summary>
internal sealed class ScriptException(string file, string place, string fault)
    : Exception(place.Length == 0 ? $"{file}: {fault}" : $"{file}: {place}: {fault}")
{
    public string Place { get; } = place;
}
