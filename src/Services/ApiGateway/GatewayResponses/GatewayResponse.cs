namespace Gatehouse.Services.ApiGateway.GatewayResponses;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_GatewayResponse.html.</summary>
internal sealed record GatewayResponse
{
    public required string ResponseType { get; init; }

    public string? StatusCode { get; init; }

    public Dictionary<string, string>? ResponseParameters { get; init; }

    public Dictionary<string, string>? ResponseTemplates { get; init; }

    public bool? DefaultResponse { get; init; }
}
