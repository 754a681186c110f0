using Gatehouse.Wire;

namespace Gatehouse.Services.Iam;

/// <summary>Every error of IAM and STS, worded as AWS words it.</summary>
internal static class IamErrors
{
    public static AwsException RoleNotFound(string name) => NoSuchEntity($"The role with name {name} cannot be found.");

    public static AwsException RolePolicyNotFound(string name) => NoSuchEntity($"The role policy with name {name} cannot be found.");

    public static AwsException UserNotFound(string name) => NoSuchEntity($"The user with name {name} cannot be found.");

    public static AwsException PolicyNotFound(string arn) => NoSuchEntity($"Policy {arn} was not found.");

    public static AwsException PolicyNotAttachable(string arn) => NoSuchEntity($"Policy {arn} does not exist or is not attachable.");

    public static AwsException BoundaryNotFound(string arn) => NoSuchEntity($"Scope ARN: {arn} does not exist or is not attachable.");

    public static AwsException NoBoundary(string role) => NoSuchEntity($"Role {role} does not have a permissions boundary.");

    public static AwsException PolicyVersionNotFound(string arn, string version) => NoSuchEntity($"Policy {arn} version {version} does not exist or is not attachable.");

    public static AwsException DeletionTaskNotFound(string id) => NoSuchEntity($"Service linked role deletion task with id {id} cannot be found.");

    public static AwsException RoleExists(string name) => new("EntityAlreadyExists", 409, $"Role with name {name} already exists.");

    public static AwsException PolicyExists(string name) =>
        new("EntityAlreadyExists", 409, $"A policy called {name} already exists. Duplicate names are not allowed.");

    public static AwsException MustDetachPolicies() => DeleteConflict("Cannot delete entity, must detach all policies first.");

    public static AwsException MustDeletePolicies() => DeleteConflict("Cannot delete entity, must delete policies first.");

    public static AwsException PolicyAttached() => DeleteConflict("Cannot delete a policy attached to entities.");

    public static AwsException PolicyHasVersions() => DeleteConflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.");

    public static AwsException DefaultVersion() => DeleteConflict("Cannot delete the default version of a policy.");

    public static AwsException TooManyVersions() =>
        new("LimitExceeded", 409, "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.");

    public static AwsException QuotaExceeded(string quota, int limit) => new("LimitExceeded", 409, $"Cannot exceed quota for {quota}: {limit}");

    public static AwsException InlineTooLarge(int limit, string role) =>
        new("LimitExceeded", 409, $"Maximum policy size of {limit} bytes exceeded for role {role}");

    public static AwsException InvalidTrustJson() => MalformedDocument("This policy contains invalid Json");

    public static AwsException MalformedDocument(string text) => new("MalformedPolicyDocument", 400, text);

    public static AwsException UnparsableArn() => Validation("Invalid ARN:  Could not be parsed!");

    public static AwsException InvalidMarker() => Validation("Invalid Marker.");

    public static AwsException InvalidArn(string value) => Validation($"{value} is invalid");

    public static AwsException SessionTooLong() => Validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");

    public static AwsException DuplicateTags() =>
        new("InvalidInput", 400, "Duplicate tag keys found. Please note that Tag keys are case insensitive.");

    public static AwsException TooManyTags() => new("LimitExceeded", 409, "The number of tags has reached the maximum limit.");

    public static AwsException ServiceRoleTaken(string name) =>
        new("InvalidInput", 400, $"Service role name {name} has been taken in this account, please try a different suffix.");

    public static AwsException ProtectedRole(string name) =>
        new("UnmodifiableEntity", 400, $"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS");

    public static AwsException NotAuthorized(string caller, string action, string resource) =>
        new("AccessDenied", 403, $"User: {caller} is not authorized to perform: {action} on resource: {resource}");

    /// <summary>Of a managed policy whose name we know and whose document we do not.</summary>
    public static AwsException UnknownDocument(string arn) =>
        new("NotImplemented", 501, $"Gatehouse does not carry the document of the AWS managed policy {arn}; finding, attaching and detaching it work.");

    private static AwsException NoSuchEntity(string text) => new("NoSuchEntity", 404, text);

    private static AwsException DeleteConflict(string text) => new("DeleteConflict", 409, text);

    private static AwsException Validation(string text) => new("ValidationError", 400, text);
}
