namespace Gatehouse.Gateway.Model;

/// <summary>One method of a resource: what it asks of the caller, and where the request goes.</summary>
public sealed record MethodModel
{
    /// <summary>GET, POST and so on, or <c>ANY</c>.</summary>
    public required string HttpMethod { get; init; }

    public bool ApiKeyRequired { get; init; }

    /// <summary>NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS.</summary>
    public string AuthorizationType { get; init; } = "NONE";

    /// <summary>The authorizer of the stage that decides, with CUSTOM.</summary>
    public string? AuthorizerId { get; init; }

    public string? OperationName { get; init; }

    /// <summary>What a validator with validateRequestParameters demands, as stored: <c>method.request.header.X</c>. Empty without one.</summary>
    public IReadOnlyList<string> RequiredParameters { get; init; } = [];

    /// <summary>The stage's models that a validator with validateRequestBody holds bodies against, by content type. Empty without one.</summary>
    public IReadOnlyDictionary<string, string> RequestModels { get; init; } = new Dictionary<string, string>();

    /// <summary>Null when the method has no integration, which AWS answers with an internal error.</summary>
    public IntegrationModel? Integration { get; init; }
}

/// <summary>Where a method sends its requests.</summary>
public sealed record IntegrationModel
{
    /// <summary>AWS_PROXY, MOCK, HTTP, HTTP_PROXY or AWS.</summary>
    public required string Type { get; init; }

    /// <summary>As stored; <c>${stageVariables.x}</c> is filled in when the stage is compiled.</summary>
    public string? Uri { get; init; }

    public string? HttpMethod { get; init; }

    /// <summary>29 s is AWS's default and, without a raised quota, its maximum.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(29);

    /// <summary>Mapping templates by content type.</summary>
    public IReadOnlyDictionary<string, string> RequestTemplates { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<IntegrationResponseModel> Responses { get; init; } = [];
}

/// <summary>One integration response of a MOCK integration.</summary>
public sealed record IntegrationResponseModel
{
    public required int StatusCode { get; init; }

    /// <summary>Null or empty marks the default response.</summary>
    public string? SelectionPattern { get; init; }

    /// <summary><c>method.response.header.X</c> to a static value in single quotes.</summary>
    public IReadOnlyDictionary<string, string> ResponseParameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> ResponseTemplates { get; init; } = new Dictionary<string, string>();
}

/// <summary>A gateway response that an API customises. What is null or empty keeps its default.</summary>
public sealed record GatewayResponseModel
{
    /// <summary>AWS's name: <c>INVALID_API_KEY</c>, <c>DEFAULT_4XX</c> and so on.</summary>
    public required string ResponseType { get; init; }

    public int? StatusCode { get; init; }

    /// <summary><c>gatewayresponse.header.X</c> to <c>'literal'</c>, <c>method.request.…</c>, <c>context.…</c> or <c>stageVariables.…</c>.</summary>
    public IReadOnlyDictionary<string, string> ResponseParameters { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> ResponseTemplates { get; init; } = new Dictionary<string, string>();
}
