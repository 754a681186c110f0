namespace Gatehouse.Wire;

/// <summary>The errors that every AWS service shares.</summary>
internal static class WireErrors
{
    public static AwsException NotImplemented(string service, string operation) =>
        new("NotImplemented", 501, $"Gatehouse does not implement the operation {service}:{operation}.");

    public static AwsException UnknownOperation(string what) => new("UnknownOperationException", 404, $"There is no operation for {what}.");

    public static AwsException InvalidAction(string action, string version) =>
        new("InvalidAction", 400, $"Could not find operation {action} for version {version}");

    public static AwsException MissingAction() => new("MissingAction", 400, "The request must contain the parameter Action.");

    /// <param name="query">Whether in the query services' words.</param>
    public static AwsException MissingToken(bool query = false) =>
        new("MissingAuthenticationTokenException", 403, query ? "Request is missing Authentication Token" : "Missing Authentication Token");

    /// <param name="query">Whether with the query services' status.</param>
    public static AwsException IncompleteSignature(bool query = false) =>
        new("IncompleteSignatureException", query ? 400 : 403, "Authorization header requires 'Credential' parameter of the form 'AccessKeyId/Date/Region/Service/aws4_request'.");

    /// <param name="query">Whether in the query services' words, which have no suffix.</param>
    public static AwsException ExpiredToken(bool query) =>
        new(query ? "ExpiredToken" : "ExpiredTokenException", 403, "The security token included in the request is expired");

    public static AwsException UnknownService(string service) =>
        new("UnknownService", 501, $"Gatehouse does not implement the service '{service}' that this request is signed for.");

    /// <param name="operation">Named where it is known, as Lambda does.</param>
    public static AwsException TooLarge(long limit, string? operation = null) =>
        new("RequestEntityTooLargeException", 413, $"Request must be smaller than {limit} bytes{(operation is null ? "" : $" for the {operation} operation")}");
}
