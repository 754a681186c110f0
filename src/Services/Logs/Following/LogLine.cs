namespace Gatehouse.Services.Logs.Following;

/// <summary>One event of a group as its owner reads it.</summary>
public sealed record LogLine(DateTimeOffset Time, string Stream, string Message);
