using Gatehouse.Services.Lambda.Images;
using Gatehouse.Wire;

namespace Gatehouse.Services.Lambda;

/// <summary>Lambda's errors: code, status and AWS's exact text, once.</summary>
internal static class LambdaErrors
{
    public static AwsException FunctionNotFound(string arn) => NotFound($"Function not found: {arn}");

    public static AwsException AliasNotFound(string arn) => NotFound($"Cannot find alias arn: {arn}");

    public static AwsException ResourceNotFound() => NotFound("The resource you requested does not exist.");

    public static AwsException NoPolicy() => NotFound("No policy is associated with the given resource.");

    public static AwsException StatementNotFound(string id) => NotFound($"Statement {id} is not found in resource policy.");

    public static AwsException OtherRegion(string wanted, string here) =>
        NotFound($"Functions from '{wanted}' are not reachable in this region ('{here}')");

    public static AwsException OtherAccount(Call call, string arn) =>
        AccessDenied($"User: {call.CallerArn} is not authorized to perform: lambda:{call.Operation} on resource: {arn} because no resource-based policy allows the lambda:{call.Operation} action");

    public static AwsException CrossAccountRole() => AccessDenied("Cross-account pass role is not allowed.");

    public static AwsException InvalidFunctionName(string name) => Invalid($"The function name '{name}' is neither a name, nor a partial ARN, nor an ARN of a function.");

    public static AwsException QualifierConflict() => Invalid("The derived qualifier from the function name does not match the specified qualifier.");

    public static AwsException FunctionExists(string name) => Conflict($"Function already exist: {name}");

    public static AwsException AliasExists(string arn) => Conflict($"Alias already exists: {arn}");

    public static AwsException StatementExists(string id) =>
        Conflict($"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.");

    public static AwsException UpdateInProgress(string arn) =>
        Conflict($"The operation cannot be performed at this time. An update is in progress for resource: {arn}");

    public static AwsException WrongState(string state) =>
        Conflict($"The operation cannot be performed at this time. The function is currently in the following state: {state}");

    public static AwsException VersionHasAliases(IEnumerable<string> aliases) =>
        Conflict($"Version cannot be deleted because aliases point to it: {string.Join(", ", aliases)}");

    public static AwsException RevisionMismatch() => Precondition("GetFunction/GetAlias");

    public static AwsException PolicyRevisionMismatch() => Precondition("GetPolicy");

    public static AwsException RoleNotAssumable() => Invalid("The role defined for the function cannot be assumed by Lambda.");

    public static AwsException SourceImageInvalid(string uri) => Invalid($"Source image {uri} is not valid. Provide a valid source image.");

    public static AwsException SourceImageMissing(string uri) => Invalid($"Source image {uri} does not exist. Provide a valid source image.");

    public static AwsException SourceImageDenied() => Invalid("Lambda does not have permission to access the ECR image. Check the ECR permissions.");

    public static AwsException SourceImageUnsupported(string uri) =>
        Invalid($"The image manifest, config or layer media type for the source image {uri} is not supported.");

    // AWS has no such sentence: it takes no index.
    public static AwsException SourceImageOfOtherPlatforms(string uri, string architecture) =>
        Invalid($"Source image {uri} is an index without an image for {ImageChoice.PlatformOf(architecture)}, the platform of functions for {architecture}.");

    public static AwsException ReservedVariables(IEnumerable<string> names) => Invalid(
        "Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys " +
        $"that are currently not supported for modification. Reserved keys used in this request: {string.Join(", ", names)}");

    public static AwsException VariablesTooLarge(string measured) => Invalid(
        "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. " +
        $"String measured: {measured}");

    public static AwsException CodeShaMismatch(string given, string current) => Invalid(
        $"CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). Please try again with the CodeSHA256 in $LATEST.");

    public static AwsException QualifiedConcurrency() => Invalid(
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.");

    public static AwsException TooMuchReserved() => Invalid(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].");

    public static AwsException NoEventInvokeConfig(string arn) => NotFound($"The function {arn} doesn't have an EventInvokeConfig");

    public static AwsException EventInvokeFunctionMissing() => NotFound("The function doesn't exist.");

    public static AwsException EmptyEventInvokeConfig() => Invalid("You must specify at least one of error handling or destination setting.");

    public static AwsException OwnDestination() => Invalid("You can't specify the function as a destination for itself.");

    public static AwsException DestinationInvalid(string arn) => Invalid($"The destination ARN {arn} is invalid.");

    public static AwsException TooMuchProvisioned() => Invalid(
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].");

    public static AwsException MoreProvisionedThanReserved() => Invalid("Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function");

    public static AwsException ProvisionedLatest() => Invalid("Provisioned Concurrency Configs cannot be applied to unpublished function versions.");

    public static AwsException NothingProvisioned() =>
        new("ProvisionedConcurrencyConfigNotFoundException", 404, "No Provisioned Concurrency Config found for this function");

    public static AwsException UrlFunctionMissing() => NotFound("Function does not exist");

    public static AwsException UrlExists(string arn) =>
        Conflict($"Failed to create function url config for [functionArn = {arn}]. Error message:  FunctionUrlConfig exists for this Lambda function");

    /// <summary>Something that AWS has and that this server would otherwise have to ignore.</summary>
    public static AwsException NotSupported(string what) => Invalid($"Gatehouse does not implement {what}.");

    public static AwsException Invalid(string message) => new("InvalidParameterValueException", 400, message);

    /// <summary>Broken limits of an operation that reads its members itself.</summary>
    public static AwsException Validation(Violations check) => new("ValidationException", 400, check.Describe());

    public static AwsException InvalidRequestContent(string message) => new("InvalidRequestContentException", 400, message);

    public static AwsException PolicyTooLong(int bytes) =>
        new("PolicyLengthExceededException", 400, $"The final policy size ({bytes}) is bigger than the limit (20480).");

    public static AwsException PayloadTooLarge(long bytes, string type, int limit) =>
        new("RequestTooLargeException", 413, $"{bytes} byte payload is too large for the {type} invocation type (limit {limit} bytes)");

    public static AwsException Throttled(bool reserved) => new("TooManyRequestsException", 429, "Rate Exceeded.")
    {
        // ? AWS's model has the header; what AWS puts there is not on record.
        RetryAfterSeconds = 1,
        Members = [new("Reason", reserved ? "ReservedFunctionConcurrentInvocationLimitExceeded" : "ConcurrentInvocationLimitExceeded")],
    };

    public static AwsException Unavailable(string arn) => new("ServiceException", 500, $"The function {arn} cannot be run by this server; its log says why.") { CapitalMessage = true };

    public static AwsException NotFound(string message) => new("ResourceNotFoundException", 404, message) { CapitalMessage = true };

    public static AwsException AccessDenied(string message) => new("AccessDeniedException", 403, message) { CapitalMessage = true };

    public static AwsException Conflict(string message) => new("ResourceConflictException", 409, message);

    public static AwsException Precondition(string api) => new("PreconditionFailedException", 412,
        $"The Revision Id provided does not match the latest Revision Id. Call the {api} API to retrieve the latest Revision Id");
}
