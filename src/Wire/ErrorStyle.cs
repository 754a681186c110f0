namespace Gatehouse.Wire;

/// <summary>How a service words and numbers the errors that the kernel itself finds.</summary>
public sealed record ErrorStyle
{
    /// <summary>The code for broken constraints and missing members.</summary>
    public string ValidationCode { get; init; } = "ValidationException";

    /// <summary>Turns what is wrong into the error's text.</summary>
    public Func<Violations, string> Describe { get; init; } = violations => violations.Describe();

    /// <summary>What stands before a member in a constraint error, for example <c>createRestApiInput.</c>.</summary>
    public Func<string, string> MemberPrefix { get; init; } = _ => "";

    /// <summary>Whether errors carry <c>"Type":"User"</c>, as Lambda's do.</summary>
    public bool WithType { get; init; }

    /// <summary>The code for what went wrong in here.</summary>
    public string InternalCode { get; init; } = "InternalFailure";

    /// <summary>The code for a body that is not what its members say.</summary>
    public string SerializationCode { get; init; } = "SerializationException";
}
