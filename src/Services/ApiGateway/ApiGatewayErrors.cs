using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway;

/// <summary>API Gateway's errors: codes, statuses and texts stand here and nowhere else. Texts without a comment are recorded from AWS.</summary>
internal static class ApiGatewayErrors
{
    private static AwsException BadRequest(string text) => new("BadRequestException", 400, text);

    private static AwsException NotFound(string text) => new("NotFoundException", 404, text);

    private static AwsException Conflict(string text) => new("ConflictException", 409, text);

    private static AwsException LimitExceeded(string text) => new("LimitExceededException", 429, text);

    /// <summary>A part of an operation that we lack: better refused than accepted and ignored.</summary>
    public static AwsException NotServed(string what) => new("NotImplemented", 501, $"Gatehouse does not implement {what}.");

    public static AwsException ApiNotFound(Call call, string apiId) => NotFound($"Invalid API identifier specified {call.Account}:{apiId}");

    public static AwsException ResourceNotFound() => NotFound("Invalid Resource identifier specified");

    public static AwsException MethodNotFound() => NotFound("Invalid Method identifier specified");

    public static AwsException IntegrationNotFound() => NotFound("Invalid Integration identifier specified");

    public static AwsException ResponseNotFound() => NotFound("Invalid Response status code specified");

    public static AwsException DeploymentNotFound() => NotFound("Invalid Deployment identifier specified");

    public static AwsException StageNotFound() => NotFound("Invalid stage identifier specified");

    public static AwsException ModelNotFound(string name) => NotFound($"Invalid model name specified: {name}");

    public static AwsException ValidatorNotFound() => NotFound("Invalid Request Validator identifier specified");

    public static AwsException AuthorizerNotFound() => NotFound("Invalid Authorizer identifier specified");

    public static AwsException UsagePlanNotFound() => NotFound("Invalid Usage Plan ID specified");

    public static AwsException ApiKeyNotFound() => NotFound("Invalid API Key identifier specified");

    public static AwsException ParameterNameNotFound() => NotFound("Invalid parameter name specified");

    public static AwsException BadPatchPath(string path) => BadRequest($"Invalid patch path {path}");

    // Two spaces after "path": AWS's own.
    public static AwsException UnsupportedPatchPath(string path, string? op, IReadOnlyList<string> paths, bool evenNone) => BadRequest(
        $"Invalid patch path  '{path}' specified for op '{op}'. " +
        (paths.Count == 0 && !evenNone ? "Please choose supported operations" : $"Must be one of: [{string.Join(", ", paths)}]"));

    public static AwsException UnsupportedPatchOperation(IReadOnlyList<string> operations) =>
        BadRequest($"Invalid patch operation specified. Must be one of: [{string.Join(", ", operations)}]");

    // ? Not recorded.
    public static AwsException BadPatchNumber(string path, string? value) => BadRequest($"Invalid value '{value}' specified for path {path}: it must be a number");

    // ? Not recorded.
    public static AwsException BadPosition() => BadRequest("Invalid position specified");

    /// <summary>How AWS reports what its importer finds in parameters and templates.</summary>
    public static AwsException FailedValidation(string error) => BadRequest($"Validation Result: warnings : [], errors : [{error}]");

    public static AwsException BadMapping(string expression) =>
        BadRequest($"Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: {expression}]");

    public static AwsException UndeclaredParameter(string expression) =>
        BadRequest($"Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: {expression}]");

    public static AwsException SiblingHasName(string pathPart) => Conflict($"Another resource with the same parent already has this name: {pathPart}");

    public static AwsException SiblingIsVariable(string sibling) =>
        BadRequest($"A sibling ({sibling}) of this resource already has a variable path part -- only one is allowed");

    public static AwsException ChildOfGreedy(string pathPart) => BadRequest($"Cannot create a child of a resource with a greedy path variable: {pathPart}");

    public static AwsException BadPathPart() =>
        BadRequest("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.");

    public static AwsException CyclicalResources() => BadRequest("Resources cannot be cyclical.");

    public static AwsException RootKeepsPathPart() => BadRequest("Root resource cannot update its pathPart.");

    public static AwsException RootKeepsParent() => BadRequest("Root resource cannot update its parentId.");

    // ? Not recorded.
    public static AwsException RootIsNotDeleted() => BadRequest("Cannot delete root resource");

    public static AwsException BadVerb() => BadRequest("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");

    // ? Not recorded.
    public static AwsException NoVerbToTest() => BadRequest("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD");

    // ? Not recorded.
    public static AwsException BadTestPath(string? path, string resourcePath) => BadRequest($"Invalid path specified: {path} does not match the resource path {resourcePath}");

    public static AwsException ClientCertificateNotFound() => NotFound("Invalid Client Certificate identifier specified");

    // ? Not recorded.
    public static AwsException MethodExists() => Conflict("Method already exists for this resource");

    // ? Not recorded.
    public static AwsException MethodResponseExists() => Conflict("Response already exists for this resource");

    public static AwsException NoAuthorizer() => BadRequest(
        "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.");

    // ? Not recorded.
    public static AwsException BadAuthorizationType() => BadRequest("Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS");

    public static AwsException AuthorizerInUse(string name, string verb, string path) => Conflict($"Cannot delete authorizer '{name}', is referenced in method: {verb}/{path}");

    /// <summary>What AWS says to an authorizer for an API that is not there.</summary>
    public static AwsException ConcurrentModification() => Conflict("Unable to complete operation due to concurrent modification. Please try again later.");

    public static AwsException AuthorizerExists(string name) => BadRequest($"Authorizer name must be unique. Authorizer {name} already exists in this RestApi.");

    public static AwsException BadAuthorizerUri(string? uri) => BadRequest(
        $"Invalid Authorizer URI: {uri}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.");

    public static AwsException NoIdentityToCacheBy() => BadRequest("Identity source must be set if authorizer caching is enabled (TTL is greater than 0)");

    // ? Not recorded, like the six that follow; that there is a limit of ten is.
    public static AwsException TooManyAuthorizers() => new("LimitExceededException", 429, "Maximum number of Authorizers for this API has been reached. Please contact AWS if you need additional Authorizers.");

    public static AwsException BlankAuthorizerName() => BadRequest("Authorizer name cannot be blank");

    public static AwsException BadAuthorizerType() => BadRequest("Invalid authorizer type specified. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS");

    public static AwsException ProvidersOfFunction() => BadRequest("providerARNs can only be set for authorizers of type COGNITO_USER_POOLS");

    public static AwsException BadRoleArn() => BadRequest("Role ARN is not well formed");

    public static AwsException BadAuthorizerTtl(int most) => BadRequest($"Invalid authorizer result TTL, must be between 0 and {most} seconds");

    public static AwsException BadTokenSource() => BadRequest("Invalid identity source specified. A TOKEN authorizer requires exactly one header, such as method.request.header.Authorization");

    /// <summary>AWS takes Java's expressions; these are ours, and some of Java's are not among them.</summary>
    public static AwsException BadIdentityExpression(string expression, string problem) => BadRequest($"Invalid identity validation expression specified: {expression}. {problem}");

    public static AwsException BadModelOfMethod(string name) => BadRequest($"Invalid model identifier specified: {name}");

    public static AwsException ParameterNamesNotUnique() => BadRequest("Parameter names must be unique across querystring, header and path");

    public static AwsException NoIntegrationVerb() => BadRequest("Enumeration value for HttpMethod must be non-empty");

    public static AwsException BadEndpoint() => BadRequest("Invalid HTTP endpoint specified for URI");

    public static AwsException BadIntegrationArn() => BadRequest("Invalid ARN specified in the request");

    public static AwsException NoPathOrAction() => BadRequest("AWS ARN for integration must contain path or action");

    public static AwsException ProxyOfOtherService() =>
        BadRequest("Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.");

    // ? Not recorded.
    public static AwsException BadTimeout() => BadRequest("Timeout should be between 50 ms and 29000 ms");

    // ? Not recorded.
    public static AwsException BadPassthroughBehavior() => BadRequest("Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER");

    // ? Not recorded.
    public static AwsException BadContentHandling() => BadRequest("Invalid content handling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT");

    public static AwsException VpcLinkNotFound() => NotFound("Invalid Vpc Link identifier specified");

    public static AwsException NoMethods() => BadRequest("The REST API doesn't contain any methods");

    // ? Not recorded.
    public static AwsException MethodWithoutIntegration() => BadRequest("No integration defined for method");

    public static AwsException DeploymentInUse() => BadRequest("Active stages pointing to this deployment must be moved or deleted");

    public static AwsException CanaryWithoutStage(string? given) => BadRequest(
        "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is " +
        (given is null ? "null" : "empty"));

    public static AwsException CanaryOfMissingStage(string stage) =>
        BadRequest($"Invalid deployment content specified.Stage {stage} must already be created before making a canary release deployment");

    public static AwsException StageExists() => Conflict("Stage already exists");

    public static AwsException DeploymentDoesNotExist() => BadRequest("Deployment id does not exist");

    // ? Not recorded.
    public static AwsException BadStageName() => BadRequest("Stage name only allows a-zA-Z0-9_-");

    // ? Not recorded.
    public static AwsException BadCacheSize(IReadOnlyList<string> sizes) => BadRequest($"Invalid cache cluster size. Valid options are {string.Join(",", sizes)}");

    // ? Not recorded.
    public static AwsException BadCacheTtl() => BadRequest("Invalid cache TTL, must be between 0 and 3600");

    // ? Not recorded.
    public static AwsException BadLoggingLevel() => BadRequest("Invalid logging level. Valid options are OFF,ERROR,INFO");

    // ? Not recorded.
    public static AwsException BadCacheControlStrategy() => BadRequest(
        "Invalid unauthorized cache control header strategy. Valid options are FAIL_WITH_403,SUCCEED_WITH_RESPONSE_HEADER,SUCCEED_WITHOUT_RESPONSE_HEADER");

    // ? Not recorded.
    public static AwsException BadVariableName(string name) => BadRequest($"Invalid stage variable name: {name}");

    // ? Not recorded.
    public static AwsException BadVariableValue(string value) => BadRequest(
        $"Invalid stage variable value: {value}. Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.");

    // The trailing space is AWS's.
    public static AwsException NoMethodSetting(string method) =>
        BadRequest($"Cannot remove method setting {method} because there is no method setting for this method ");

    public static AwsException BadMethodSettingPath(string path) => BadRequest(
        $"Invalid method setting path: {path}. Must be one of: [/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, " +
        "/clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, " +
        $"{MethodSettingPatch.Listed("{resourcePath}/{httpMethod}")}, {MethodSettingPatch.Listed("*/*")}, /variables/{{variable_name}}, /tracingEnabled]");

    public static AwsException BadAccessLogPath() =>
        BadRequest("Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]");

    public static AwsException EmptyAccessLogValue() => BadRequest("Access Log value must not be empty");

    public static AwsException NoLoggingRole() => BadRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");

    public static AwsException RoleNotAssumable() => BadRequest("The role ARN does not have required permissions set to API Gateway");

    public static AwsException AccessLogFormatWithoutId(string format) =>
        BadRequest($"Access Log format must include either $context.requestId or $context.extendedRequestId : '{format}'");

    public static AwsException AccessLogFormatOfSeveralLines(string format) =>
        BadRequest($"Access Log format must be single line, new line character is allowed only at end of the format: '{format}'");

    // ? Not recorded; the limit is documented.
    public static AwsException AccessLogFormatTooLong(int most) => BadRequest($"Access Log format must not be longer than {most} bytes");

    // ? Not recorded.
    public static AwsException NoLogGroupArn(string arn) =>
        BadRequest($"Invalid ARN specified in the request. Access logs go to a log group of the same account and region: {arn}");

    public static AwsException MalformedArn(string arn) => BadRequest($"Invalid ARN. ARN is not well formed {arn}");

    public static AwsException NoCanaryToPromote() => BadRequest("Promotion not available. Canary does not exist.");

    // ? Not recorded.
    public static AwsException NoCanary() => BadRequest("Canary does not exist.");

    // ? Not recorded.
    public static AwsException BadCanaryPercentage() => BadRequest("Invalid canary settings: percentTraffic must be between 0.0 and 100.0");

    public static AwsException BadCanaryAddition(string path) => BadRequest($"Invalid add operation with path: {path}");

    public static AwsException BadCanaryCopy(string path, string? from) => BadRequest(
        $"Invalid copy operation with path: {path} and from {from}. Valid copy:path are [/deploymentId, /variables] and valid copy:from are " +
        "[/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]");

    public static AwsException KeyExists() => Conflict("API Key already exists");

    public static AwsException KeyValueTooShort() => BadRequest("API Key value should be at least 20 characters");

    public static AwsException KeyValueTooLong() => BadRequest("API Key value exceeds maximum size of 128 characters");

    // ? Not recorded.
    public static AwsException BadKeyValue() => BadRequest("API Key value contains characters that a header cannot carry");

    public static AwsException KeyNameTooLong() => BadRequest("Invalid API Key name, can be at most 1024 characters.");

    public static AwsException BadKeyDescription() => BadRequest("Invalid API Key description specified.");

    public static AwsException BadPlanStage() => BadRequest("Invalid API Stage specified");

    public static AwsException PlanStageNotFound(string apiId, string stage, string planId) =>
        NotFound($"Invalid API Stage {{api: {apiId}, stage: {stage}}} specified for usageplan {planId}");

    // ? Not recorded.
    public static AwsException BadStageThrottle(string path) => BadRequest($"Invalid throttle specified for path {path}");

    // ? Not recorded.
    public static AwsException BadPlanName() => BadRequest("Usage Plan name cannot be blank");

    // ? Not recorded.
    public static AwsException BadThrottle() => BadRequest("Usage Plan throttle rate limit and burst limit must not be negative");

    // ? Not recorded.
    public static AwsException BadQuotaPeriod() => BadRequest("Usage Plan quota period must be one of [DAY, WEEK, MONTH]");

    // ? Not recorded.
    public static AwsException BadQuotaLimit() => BadRequest("Usage Plan quota limit must not be negative");

    public static AwsException BadQuotaOffset(string period, int most) => BadRequest(most == 0
        ? $"Usage Plan quota offset must be zero in the {period} period"
        : $"Usage Plan quota offset must be between zero and {most} inclusive in the {period} period");

    public static AwsException PlanHasStages(string planId, string stage) =>
        BadRequest($"Cannot delete Usage Plan {planId} because there are API Stages associated with it, including {stage}");

    // ? Not recorded.
    public static AwsException BadKeyType() => BadRequest("Invalid key type specified. Valid options are API_KEY");

    // ? Not recorded.
    public static AwsException PlanKeyExists() => Conflict("Usage plan key already exists");

    // ? Not recorded; that it is a conflict is documented.
    public static AwsException KeyReachesStageAlready(string keyId, string stage) =>
        Conflict($"API Key {keyId} is already associated with API Stage {stage} through another Usage Plan");

    public static AwsException NoModelName() => BadRequest("Model name must be non-empty");

    // ? Not recorded.
    public static AwsException BadModelName() => BadRequest("Model name must be alphanumeric");

    public static AwsException ModelExists() => Conflict("Model name already exists for this REST API");

    public static AwsException NoModelSchema() => BadRequest("Model schema must have at least 1 property or array items defined");

    // ? Not recorded.
    public static AwsException BadModelSchema() =>
        BadRequest("Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]");

    public static AwsException ModelInUse(string name, string where, string method) =>
        Conflict($"Cannot delete model '{name}', is referenced in method {where}: {method}");

    public static AwsException BlankValidatorName() => BadRequest("Request Validator name cannot be blank");

    public static AwsException ValidatorOfUnknownApi() => BadRequest("Invalid REST API identifier specified");

    public static AwsException UnknownValidatorOfMethod() => BadRequest("Invalid Request Validator identifier specified");

    public static AwsException GatewayResponseNotFound() => NotFound("Gateway response type not defined on api");

    // ? Not recorded.
    public static AwsException BadGatewayResponseStatus(string status) => BadRequest($"Invalid status code specified: {status}");

    public static AwsException BadContentType(string contentType) => FailedValidation($"Invalid content type specified: {contentType}");

    public static AwsException EmptyValueIn(string member) => BadRequest($"Invalid null or empty value in {member}");

    // ? Not recorded.
    public static AwsException BadTagArn(string arn) => NotFound($"Invalid resource ARN specified: {arn}");

    // ? Not recorded.
    public static AwsException EmptyApiName() => BadRequest("Name cannot be empty");

    public static AwsException EmptyDescription() => BadRequest("Description cannot be an empty string");

    public static AwsException BadCompressionSize(int largest) => BadRequest($"Invalid minimum compression size, must be between 0 and {largest}");

    public static AwsException SeveralEndpointTypes() => BadRequest("Cannot create an api with multiple Endpoint Types.");

    public static AwsException BadEndpointType() => BadRequest("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");

    public static AwsException NoEndpointType() => BadRequest("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.");

    public static AwsException BadIpAddressType() => BadRequest("ipAddressType must be either ipv4 or dualstack.");

    public static AwsException PrivateIsDualstack() => BadRequest("Only dualstack ipAddressType is supported for Private APIs.");

    // ? Not recorded.
    public static AwsException BadApiKeySource() => BadRequest("Invalid API key source specified. Valid options are HEADER,AUTHORIZER");

    // ? Not recorded.
    public static AwsException BadPolicy() => BadRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.");

    // ? Not recorded.
    public static AwsException TooManyTags(int most) => BadRequest($"A resource cannot have more than {most} tags");

    // ? Not recorded.
    public static AwsException BadTag(string key) => BadRequest($"Invalid tag specified: {key}");

    // ? Not recorded.
    public static AwsException BadUsageDate(string text) => BadRequest($"Invalid date specified: {text}. Dates have the form YYYY-MM-DD");

    // ? Not recorded.
    public static AwsException UsageEndsBeforeItStarts() => BadRequest("Invalid date range specified: the end date is before the start date");

    // ? Not recorded.
    public static AwsException UsageTooFarBack(int days) => BadRequest($"Invalid date range specified: usage is kept for {days} days");

    // ? Not recorded.
    public static AwsException PlanWithoutQuota() => BadRequest("Usage Plan has no quota");

    public static AwsException MissingKeyColumn(string name) => BadRequest($"Missing required column '{name}'");

    // ? Not recorded.
    public static AwsException TooManyPlansOfKey(string keyId, int most) => LimitExceeded($"API Key {keyId} is in {most} Usage Plans, which is the most that one key can be in");

    // ? Not recorded.
    public static AwsException TooManyMethodThrottles(string stage, int most) => LimitExceeded($"Usage Plan has more than {most} method throttles for API Stage {stage}");

    // ? Not recorded.
    public static AwsException BadKeyFile(string why) => BadRequest($"Failed to parse API Key file: {why}");

    // ? Not recorded.
    public static AwsException KeyFileWarnings(IReadOnlyList<string> warnings) => BadRequest($"Warnings found during import: {string.Join("; ", warnings)}");
}
