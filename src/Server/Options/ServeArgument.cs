namespace Gatehouse.Server.Options;

/// <summary>One option of <c>gatehouse serve</c>, for its parser and for its help.</summary>
internal sealed record ServeArgument(string Name, string Placeholder, string Default, string Description);
