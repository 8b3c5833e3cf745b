namespace Orchestrator.SK.Tests.Documents.Properties;

/// <summary>Tells a hang from slowness on a busy machine.</summary>
internal static class TimeLimit
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    /// <summary>Fails if the action throws or is not done within the limit, and names the input.</summary>
    public static void Within(string input, Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception error)
            {
                thrown = error;
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Generous), $"Not done within {Generous.TotalSeconds:0} s: {input}.");
        Assert.True(thrown is null, $"Thrown for {input}: {thrown}");
    }
}
