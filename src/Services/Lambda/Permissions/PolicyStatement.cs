namespace Gatehouse.Services.Lambda.Permissions;

/// <summary>One statement of a resource policy, as AddPermission gave it.</summary>
internal sealed record PolicyStatement
{
    public required string Sid { get; init; }

    public required string Action { get; init; }

    /// <summary>A service name, an ARN, or <c>*</c>.</summary>
    public required string Principal { get; init; }

    /// <summary>The function's ARN, with the qualifier that the statement is for.</summary>
    public required string Resource { get; init; }

    public string? SourceArn { get; init; }

    public string? SourceAccount { get; init; }

    public string? PrincipalOrgId { get; init; }

    public string? EventSourceToken { get; init; }

    public string? FunctionUrlAuthType { get; init; }

    public bool? InvokedViaFunctionUrl { get; init; }
}
