namespace Gatehouse.Services.ApiGateway.Models;

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_Model.html.</summary>
internal sealed record Model
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>A JSON schema, draft 4, as text.</summary>
    public string? Schema { get; init; }

    public string? ContentType { get; init; }
}
