namespace Gatehouse.Wire;

/// <summary>
/// An error that AWS defines: the only exception that operations throw on purpose. Services keep a table of factories
/// (<c>LambdaErrors.FunctionNotFound(arn)</c>), so that code, status and text stand in one place.
/// </summary>
public sealed class AwsException(string code, int status, string? message) : Exception(message)
{
    /// <summary>The error's name, for example <c>ResourceNotFoundException</c>.</summary>
    public string Code => code;

    /// <summary>The HTTP status in the REST and query protocols. JSON 1.1 sends it too: 400 nearly always.</summary>
    public int Status => status;

    /// <summary>The text; AWS sends none with a few errors.</summary>
    public string? Text { get; } = message;

    /// <summary>Whether the text travels as <c>Message</c> instead of <c>message</c>: it depends on the shape.</summary>
    public bool CapitalMessage { get; init; }

    /// <summary>Further members of the error's shape, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Members { get; init; } = [];

    /// <summary>Such members that are numbers; they come behind the others.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Numbers { get; init; } = [];

    /// <summary>For <c>Retry-After</c>, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }
}
