namespace Gatehouse.Conformance.Tests.Answers;

/// <summary>Where AWS itself answers otherwise than its model says, and how that is known.</summary>
internal sealed record KnownFaults(string Service, string Fault, string Why)
{
    public static KnownFaults[] All { get; } =
    [
        new("iam", "Role.PermissionsBoundary.PermissionsBoundaryType is 'Policy'", "examples in the reference of the CLI show Policy; the model's name for it is never answered"),
        new("iam", "Roles[].PermissionsBoundary.PermissionsBoundaryType is 'Policy'", "as above"),
        new("iam", "GetUser.User lacks Path", "the caller is the account's root, which has no path"),
        new("iam", "GetUser.User lacks UserName", "nor a name"),
        new("iam", "GetUser.User.UserId is \"000000000000\"", "its id is the account's number"),
        new("lambda", "GetFunctionCodeSigningConfig lacks CodeSigningConfigArn", "a function without one answers its name alone, on which Terraform relies"),
    ];

    public bool Covers(string service, string fault) => service == Service && fault.Contains(Fault, StringComparison.Ordinal);
}
