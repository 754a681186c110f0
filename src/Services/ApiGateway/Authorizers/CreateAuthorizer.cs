using System.Text.Json.Serialization;
using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record CreateAuthorizerRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    [JsonPropertyName("providerARNs")]
    public List<string>? ProviderArns { get; init; }

    public string? AuthType { get; init; }

    public string? AuthorizerUri { get; init; }

    public string? AuthorizerCredentials { get; init; }

    public string? IdentitySource { get; init; }

    public string? IdentityValidationExpression { get; init; }

    public int? AuthorizerResultTtlInSeconds { get; init; }

    public void Constrain(Violations check) => AuthorizerRules.ConstrainType(check, Type);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html.</summary>
internal sealed class CreateAuthorizer(ApiTables tables) : IOperation<CreateAuthorizerRequest, Authorizer>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis/{restapi_id}/authorizers", 201);

    public async ValueTask<Authorizer> InvokeAsync(CreateAuthorizerRequest request, Call call) =>
        await tables.ChangeAsync(
            call,
            request.RestApiId,
            api =>
            {
                AuthorizerRules.CheckRoom(api);
                var id = Ids.Lower(6);
                while (api.Authorizers.ContainsKey(id))
                {
                    id = Ids.Lower(6);
                }

                return api.Authorizers[id] = AuthorizerRules.Check(api, new Authorizer
                {
                    Id = id,
                    Name = request.Name,
                    Type = request.Type,
                    ProviderArns = request.ProviderArns,
                    AuthType = string.IsNullOrEmpty(request.AuthType) ? "custom" : request.AuthType,
                    AuthorizerUri = request.AuthorizerUri,
                    AuthorizerCredentials = Given(request.AuthorizerCredentials),
                    IdentitySource = Given(request.IdentitySource),
                    IdentityValidationExpression = Given(request.IdentityValidationExpression),
                    AuthorizerResultTtlInSeconds = request.AuthorizerResultTtlInSeconds ?? AuthorizerRules.DefaultTtl,
                });
            },
            ApiGatewayErrors.ConcurrentModification());

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
