namespace Gatehouse.Services.ApiGateway.RequestValidators;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_RequestValidator.html.</summary>
internal sealed record RequestValidator
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public bool? ValidateRequestBody { get; init; }

    public bool? ValidateRequestParameters { get; init; }
}
