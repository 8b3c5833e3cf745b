namespace Tidemark.Tests;

internal sealed class CheckFailedException(string message) : Exception(message);

/// <summary>What a test may demand.</summary>
internal static class Check
{
    public static void True(bool condition, string demand)
    {
        if (!condition)
        {
            throw new CheckFailedException($"expected: {demand}");
        }
    }

    public static void Equal<T>(T expected, T actual) =>
        True(EqualityComparer<T>.Default.Equals(expected, actual), $"{expected}, got {actual}");

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        True(expected.SequenceEqual(actual), $"[{string.Join(", ", expected)}], got [{string.Join(", ", actual)}]");

    public static void Bytes(byte[] expected, byte[] actual) => Sequence(expected, actual);

    public static TException Throws<TException>(Action action) where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException expected)
        {
            return expected;
        }

        throw new CheckFailedException($"expected: {typeof(TException).Name}, got no exception");
    }
}
