namespace Gatehouse.Server.Options;

/// <summary>One option of <c>gatehouse serve</c>, for its parser and for its help.</summary>
internal sealed record ServeArgument(string Name, string Placeholder, string Default, string Description)
{
    public const string On = "on";

    /// <summary>It may be given more than once; the values are then lines of one.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>It takes no value: its presence says all.</summary>
    public bool IsFlag => Placeholder.Length == 0;
}
