namespace Tidemark.Tests;

/// <summary>Marks a test and names the spec section that it holds the code to.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class SpecAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
