using Gatehouse.Services.ApiGateway.Patching;
using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

internal sealed record UpdateApiKeyRequest : IConstrained
{
    [Uri("api_Key")] public required string ApiKey { get; init; }

    public List<PatchOperation>? PatchOperations { get; init; }

    public void Constrain(Violations check) => PatchOperation.Constrain(check, PatchOperations);
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateApiKey.html.</summary>
internal sealed class UpdateApiKey(KeyTables tables, Publisher publisher) : IOperation<UpdateApiKeyRequest, ApiKey>
{
    // In the order in which AWS lists the paths.
    private static readonly PatchTable<ApiKey> Patches = new PatchTable<ApiKey>(PatchWording.ListsPaths)
        .Replace("/description", (key, value) => key with { Description = PatchValue.Text(value) })
        .Replace("/enabled", (key, value) => key with { Enabled = PatchValue.Flag(value) })
        .Replace("/name", (key, value) => key with { Name = PatchValue.Text(value) })
        .Replace("/customerId", (key, value) => key with { CustomerId = PatchValue.Text(value) });

    public OperationSpec Spec => OperationSpec.Patch("/apikeys/{api_Key}");

    public async ValueTask<ApiKey> InvokeAsync(UpdateApiKeyRequest request, Call call)
    {
        var changed = await tables.ChangeKeyAsync(
                call.Scope,
                request.ApiKey,
                key => ApiKeyRules.Check(Patches.Apply(key, request.PatchOperations)) with { LastUpdatedDate = call.Time })
            ?? throw ApiGatewayErrors.ApiKeyNotFound();
        await publisher.KeyChangedAsync(call.Scope, request.ApiKey);
        return changed.Shown(withValue: false);
    }
}
