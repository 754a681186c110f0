namespace Gatehouse.Gateway.Responses;

/// <summary>Every way in which the gateway itself answers. The first twenty are AWS's, customisable by name; the rest is its HTTP front end.</summary>
public enum GatewayResponseType
{
    AccessDenied,
    ApiConfigurationError,
    AuthorizerConfigurationError,
    AuthorizerFailure,
    BadRequestBody,
    BadRequestParameters,
    ExpiredToken,
    IntegrationFailure,
    IntegrationTimeout,
    InvalidApiKey,
    InvalidSignature,
    MissingAuthenticationToken,
    QuotaExceeded,
    RequestTooLarge,
    ResourceNotFound,
    Throttled,
    Unauthorized,
    UnsupportedMediaType,
    WafFiltered,

    /// <summary>Malformed proxy reply or failed function: AWS's 502, customised through DEFAULT_5XX only.</summary>
    BadGateway,

    /// <summary>An Authorization header that AWS would read as its own and cannot. ? Customised through DEFAULT_4XX only.</summary>
    IncompleteSignature,

    /// <summary>The host or stage leads nowhere. No API is known yet, so nothing can be customised.</summary>
    FrontForbidden,

    FrontBadRequest,

    FrontBodyTooLong,

    FrontUriTooLong,

    FrontHeadersTooLarge,
}
