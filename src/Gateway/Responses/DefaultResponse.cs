using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Gatehouse.Gateway.Responses;

/// <summary>What AWS answers for a gateway response type that nobody customised: bytes prepared once.</summary>
internal sealed class DefaultResponse
{
    private static readonly DefaultResponse[] Table = BuildTable();

    private readonly string _member;

    private DefaultResponse(string name, int status, string errorType, string? message, bool spaced, bool customizable = true, string member = "message")
    {
        (Name, Status, ErrorType, Message, Spaced, Customizable) = (name, status, errorType, message, spaced, customizable);
        _member = member;
        Body = BodyFor(message);
    }

    public string Name { get; }

    public int Status { get; }

    public StringValues ErrorType { get; }

    /// <summary>Null where AWS really sends <c>null</c>.</summary>
    public string? Message { get; }

    /// <summary>
    /// Refusals before the execution starts are rendered without a space after the colon, later ones with it: a fingerprint that
    /// clients see in Content-Length.
    /// </summary>
    public bool Spaced { get; }

    public bool Customizable { get; }

    public byte[] Body { get; private init; }

    public string ContentType { get; private init; } = "application/json";

    public static DefaultResponse Of(GatewayResponseType type) => Table[(int)type];

    public byte[] BodyFor(string? message) => ContentType == "application/json"
        ? Encoding.UTF8.GetBytes($"{{\"{_member}\":{(Spaced ? " " : "")}{Quote(message)}}}")
        : Encoding.UTF8.GetBytes(message ?? "");

    /// <summary><c>$context.error.messageString</c>: the message as a JSON string.</summary>
    public static string Quote(string? message) =>
        message is null ? "null" : $"\"{JsonEncodedText.Encode(message, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static DefaultResponse[] BuildTable()
    {
        const string internalError = "Internal server error";
        var table = new DefaultResponse[Enum.GetValues<GatewayResponseType>().Length];

        void Early(GatewayResponseType type, string name, int status, string errorType, string? message) =>
            table[(int)type] = new(name, status, errorType, message, spaced: false);

        void Late(GatewayResponseType type, string name, int status, string errorType, string message) =>
            table[(int)type] = new(name, status, errorType, message, spaced: true);

        void Front(GatewayResponseType type, int status, string errorType, string message) =>
            table[(int)type] = new("", status, errorType, message, spaced: false, customizable: false);

        // The one body with a capital M.
        table[(int)GatewayResponseType.AccessDenied] =
            new("ACCESS_DENIED", 403, "AccessDeniedException", "User is not authorized to access this resource", spaced: false, member: "Message");
        Late(GatewayResponseType.ApiConfigurationError, "API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", internalError);
        Early(GatewayResponseType.AuthorizerConfigurationError, "AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException", null);
        Early(GatewayResponseType.AuthorizerFailure, "AUTHORIZER_FAILURE", 500, "AuthorizerFailureException", null);
        Late(GatewayResponseType.BadRequestBody, "BAD_REQUEST_BODY", 400, "BadRequestException", "Invalid request body");
        Late(GatewayResponseType.BadRequestParameters, "BAD_REQUEST_PARAMETERS", 400, "BadRequestException", "Missing required request parameters: []");
        Early(GatewayResponseType.ExpiredToken, "EXPIRED_TOKEN", 403, "ExpiredTokenException", "The security token included in the request is expired");
        Late(GatewayResponseType.IntegrationFailure, "INTEGRATION_FAILURE", 504, "InternalServerErrorException", internalError);
        Late(GatewayResponseType.IntegrationTimeout, "INTEGRATION_TIMEOUT", 504, "InternalServerErrorException", "Endpoint request timed out");
        Early(GatewayResponseType.InvalidApiKey, "INVALID_API_KEY", 403, "ForbiddenException", "Forbidden");
        Early(GatewayResponseType.InvalidSignature, "INVALID_SIGNATURE", 403, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.");
        Early(GatewayResponseType.MissingAuthenticationToken, "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        Early(GatewayResponseType.QuotaExceeded, "QUOTA_EXCEEDED", 429, "LimitExceededException", "Limit Exceeded");
        Early(GatewayResponseType.RequestTooLarge, "REQUEST_TOO_LARGE", 413, "RequestEntityTooLargeException", "Request Too Long");
        Early(GatewayResponseType.ResourceNotFound, "RESOURCE_NOT_FOUND", 404, "NotFoundException", "Not Found");
        Early(GatewayResponseType.Throttled, "THROTTLED", 429, "TooManyRequestsException", "Too Many Requests");
        Early(GatewayResponseType.Unauthorized, "UNAUTHORIZED", 401, "UnauthorizedException", "Unauthorized");
        Early(GatewayResponseType.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", "Unsupported Media Type");
        Early(GatewayResponseType.WafFiltered, "WAF_FILTERED", 403, "ForbiddenException", "Forbidden");
        Late(GatewayResponseType.BadGateway, "", 502, "InternalServerErrorException", internalError);
        Early(GatewayResponseType.IncompleteSignature, "", 403, "IncompleteSignatureException", "Invalid key=value pair (missing equal-sign) in Authorization header.");

        Front(GatewayResponseType.FrontForbidden, 403, "ForbiddenException", "Forbidden");
        Front(GatewayResponseType.FrontBadRequest, 400, "BadRequestException", "Bad Request");
        table[(int)GatewayResponseType.FrontBodyTooLong] = Text(413, "HTTP content length exceeded 10485760 bytes.");
        table[(int)GatewayResponseType.FrontUriTooLong] = Text(414, "Request-URI Too Long");
        table[(int)GatewayResponseType.FrontHeadersTooLarge] = Text(431, "Request Header Fields Too Large");
        return table;
    }

    private static DefaultResponse Text(int status, string message) =>
        new("", status, "", message, spaced: false, customizable: false) { ContentType = "text/plain", Body = Encoding.UTF8.GetBytes(message) };
}
