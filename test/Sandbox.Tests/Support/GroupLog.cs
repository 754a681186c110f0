namespace Gatehouse.Sandbox.Tests.Support;

/// <summary>What was logged to one group.</summary>
internal sealed class GroupLog(CollectedLogs logs, string group)
{
    internal string Text => string.Concat(logs.Events.Where(logged => logged.Stream.Group == group).Select(logged => logged.Message));

    internal async Task HasAsync(string text) => await Eventually.True(() => Text.Contains(text, StringComparison.Ordinal));

    internal void HasInOrder(params string[] texts)
    {
        var from = 0;
        foreach (var text in texts)
        {
            var found = Text.IndexOf(text, from, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{text}' is not in, or not in this place of:\n{Text}");
            from = found;
        }
    }
}
