using Gatehouse.Services.ApiGateway.Publishing;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.Tags;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

internal sealed record CreateApiKeyRequest
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public bool? Enabled { get; init; }

    /// <summary>Deprecated by AWS: an id is always distinct from the value.</summary>
    public bool? GenerateDistinctId { get; init; }

    public string? Value { get; init; }

    public List<StageKey?>? StageKeys { get; init; }

    public string? CustomerId { get; init; }

    public Dictionary<string, string>? Tags { get; init; }
}

internal sealed record StageKey
{
    public string? RestApiId { get; init; }

    public string? StageName { get; init; }
}

/// <summary>
/// Makes a key, which is disabled unless asked otherwise. Stage keys are the way before usage plans: they are kept and open nothing.
/// See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateApiKey.html.
/// </summary>
internal sealed class CreateApiKey(KeyTables tables, ApiTables apis, Publisher publisher) : IOperation<CreateApiKeyRequest, ApiKey>
{
    public OperationSpec Spec => OperationSpec.Post("/apikeys", 201);

    public async ValueTask<ApiKey> InvokeAsync(CreateApiKeyRequest request, Call call)
    {
        TagRules.Check(request.Tags);
        var stageKeys = new List<string>();
        foreach (var stageKey in request.StageKeys ?? [])
        {
            var id = $"{stageKey?.RestApiId}/{stageKey?.StageName}";
            _ = await apis.Stages.FindAsync(call.Scope, id) ?? throw ApiGatewayErrors.StageNotFound();
            stageKeys.Add(id);
        }

        var key = await NewKey.AddAsync(tables, call, new ApiKey
        {
            Id = "",
            Value = request.Value,
            Name = string.IsNullOrEmpty(request.Name) ? null : request.Name,
            Description = string.IsNullOrEmpty(request.Description) ? null : request.Description,
            CustomerId = string.IsNullOrEmpty(request.CustomerId) ? null : request.CustomerId,
            Enabled = request.Enabled ?? false,
            StageKeys = stageKeys,
            Tags = request.Tags,
        });
        await publisher.KeyChangedAsync(call.Scope, key.Id);
        return key.Shown(withValue: true);
    }
}
