namespace Gatehouse.Server.Options;

/// <summary>One option of <c>gatehouse serve</c>, for its parser and for its help.</summary>
internal sealed record ServeArgument(string Name, string Placeholder, string Default, string Description)
{
    public const string On = "on";

    /// <summary>It takes no value: its presence says all.</summary>
    public bool IsFlag => Placeholder.Length == 0;
}
