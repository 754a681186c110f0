namespace Gatehouse.Testing;

/// <summary>The real time, moved on by as much as a test says.</summary>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
