namespace Gatehouse.Cli;

/// <summary>Where a server is found when nothing else is said.</summary>
public static class Defaults
{
    public const string Endpoint = "http://127.0.0.1:4566";

    /// <summary>The environment variable that names another endpoint.</summary>
    public const string EndpointVariable = "GATEHOUSE_ENDPOINT";

    /// <summary>Null for a user without a home.</summary>
    public static string? Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null;

    /// <summary><c>~/.gatehouse</c>, where a server keeps its state unless it is told otherwise.</summary>
    public static string? DataFolder => Home is { } home ? Path.Combine(home, ".gatehouse") : null;
}
