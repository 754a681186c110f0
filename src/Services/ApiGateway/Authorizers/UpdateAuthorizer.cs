using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.Authorizers;

internal sealed record UpdateAuthorizerRequest : IConstrained
{
    [Uri("restapi_id")] public required string RestApiId { get; init; }

    [Uri("authorizer_id")] public required string AuthorizerId { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>Changes an authorizer; what is deployed keeps it as it was. See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateAuthorizer.html.</summary>
internal sealed class UpdateAuthorizer(ApiTables tables) : IOperation<UpdateAuthorizerRequest, Authorizer>
{
    private const string Ttl = "/authorizerResultTtlInSeconds";

    private static readonly PatchTable<Authorizer> Patches = new PatchTable<Authorizer>(PatchWording.Short)
        .Replace("/name", (authorizer, value) => authorizer with { Name = value })
        .Replace("/type", (authorizer, value) => authorizer with { Type = value })
        .Replace("/authorizerUri", (authorizer, value) => authorizer with { AuthorizerUri = value })
        .Replace("/authorizerCredentials", (authorizer, value) => authorizer with { AuthorizerCredentials = PatchValue.Text(value) })
        .Replace("/identitySource", (authorizer, value) => authorizer with { IdentitySource = PatchValue.Text(value) })
        .Replace("/identityValidationExpression", (authorizer, value) => authorizer with { IdentityValidationExpression = PatchValue.Text(value) })
        .Replace(Ttl, (authorizer, value) => authorizer with { AuthorizerResultTtlInSeconds = string.IsNullOrEmpty(value) ? AuthorizerRules.DefaultTtl : PatchValue.Whole(Ttl, value) })
        .Replace("/providerARNs", Providers)
        .Add("/providerARNs", Providers)
        .Remove("/providerARNs", Providers);

    public OperationSpec Spec => OperationSpec.Patch("/restapis/{restapi_id}/authorizers/{authorizer_id}");

    public async ValueTask<Authorizer> InvokeAsync(UpdateAuthorizerRequest request, Call call) =>
        await tables.ChangeAsync(call, request.RestApiId, api =>
        {
            var changed = AuthorizerRules.Check(api, Patches.Apply(api.GetAuthorizer(request.AuthorizerId), request.PatchOperations));
            return api.Authorizers[changed.Id] = changed;
        });

    // Only user pools have providers, and there are no authorizers of that kind here.
    private static Authorizer Providers(Authorizer authorizer, string? value) => throw ApiGatewayErrors.ProvidersOfFunction();
}
