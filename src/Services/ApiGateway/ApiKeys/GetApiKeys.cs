using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.ApiKeys;

internal sealed record GetApiKeysRequest
{
    [Query("position")] public string? Position { get; init; }

    [Query("limit")] public int? Limit { get; init; }

    [Query("name")] public string? NameQuery { get; init; }

    [Query("customerId")] public string? CustomerId { get; init; }

    [Query("includeValues")] public bool? IncludeValues { get; init; }
}

internal sealed record ApiKeyList
{
    public List<string>? Warnings { get; init; }

    public string? Position { get; init; }

    public required IReadOnlyList<ApiKey> Item { get; init; }
}

/// <summary>Lists keys, newest first; names are matched by their beginning. See https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKeys.html.</summary>
internal sealed class GetApiKeys(KeyTables tables) : IOperation<GetApiKeysRequest, ApiKeyList>
{
    public OperationSpec Spec => OperationSpec.Get("/apikeys");

    public async ValueTask<ApiKeyList> InvokeAsync(GetApiKeysRequest request, Call call)
    {
        var page = await tables.KeyOrder.ListAsync(call.Scope, "", request.Position, request.Limit, async entry =>
        {
            if (!MayMatch(entry, request))
            {
                return null;
            }

            var key = (await tables.Keys.FindAsync(call.Scope, entry.Id))?.Key;
            return key is not null && Matches(key.Name, key.CustomerId, request) ? key.Shown(request.IncludeValues == true) : null;
        });
        return new ApiKeyList { Position = page.Next, Item = page.Items };
    }

    // An entry that says neither is of a key without them, or was made before entries said so: the key itself tells.
    private static bool MayMatch(Listed entry, GetApiKeysRequest request) =>
        entry is { Name: null, CustomerId: null } || Matches(entry.Name, entry.CustomerId, request);

    private static bool Matches(string? name, string? customerId, GetApiKeysRequest request) =>
        (string.IsNullOrEmpty(request.NameQuery) || name?.StartsWith(request.NameQuery, StringComparison.Ordinal) == true) &&
        (string.IsNullOrEmpty(request.CustomerId) || customerId == request.CustomerId);
}
