using Gatehouse.Core;
using Gatehouse.Services.ApiGateway.Models;
using Gatehouse.Services.ApiGateway.Resources;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.Tags;
using Gatehouse.Storage;
using Gatehouse.Wire;

namespace Gatehouse.Services.ApiGateway.RestApis;

internal sealed record CreateRestApiRequest : IConstrained
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public string? Version { get; init; }

    public string? CloneFrom { get; init; }

    public List<string>? BinaryMediaTypes { get; init; }

    public int? MinimumCompressionSize { get; init; }

    public string? ApiKeySource { get; init; }

    public EndpointConfiguration? EndpointConfiguration { get; init; }

    public string? Policy { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public bool? DisableExecuteApiEndpoint { get; init; }

    public string? SecurityPolicy { get; init; }

    public string? EndpointAccessMode { get; init; }

    public void Constrain(Violations check)
    {
        RestApiRules.ConstrainKeySource(check, ApiKeySource, nameof(ApiKeySource));
        RestApiRules.ConstrainIpAddressType(check, EndpointConfiguration?.IpAddressType, "endpointConfiguration.ipAddressType");
        check.OneOf(EndpointAccessMode, ["BASIC", "STRICT"]).OneOf(SecurityPolicy, RestApiRules.SecurityPolicies);
    }
}

/// <summary>See https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRestApi.html.</summary>
internal sealed class CreateRestApi(ApiTables tables) : IOperation<CreateRestApiRequest, RestApi>
{
    public OperationSpec Spec => OperationSpec.Post("/restapis", 201);

    public async ValueTask<RestApi> InvokeAsync(CreateRestApiRequest request, Call call)
    {
        if (request.Description is "")
        {
            throw ApiGatewayErrors.EmptyDescription();
        }

        if (request.CloneFrom is not null)
        {
            throw ApiGatewayErrors.NotServed("cloneFrom");
        }

        TagRules.Check(request.Tags);
        while (true)
        {
            var definition = NewDefinition();
            var api = RestApiRules.Check(new RestApi
            {
                Id = Ids.Lower(10),
                Name = request.Name,
                Description = request.Description,
                CreatedDate = call.Time,
                Version = request.Version,
                BinaryMediaTypes = request.BinaryMediaTypes,
                MinimumCompressionSize = request.MinimumCompressionSize,
                ApiKeySource = request.ApiKeySource ?? "HEADER",
                EndpointConfiguration = request.EndpointConfiguration,
                Policy = string.IsNullOrEmpty(request.Policy) ? null : request.Policy,
                Tags = request.Tags,
                DisableExecuteApiEndpoint = request.DisableExecuteApiEndpoint ?? false,
                RootResourceId = definition.RootResourceId,
                SecurityPolicy = request.SecurityPolicy,
                EndpointAccessMode = request.EndpointAccessMode,
            });
            var batch = new Batch();
            tables.Apis.Insert(batch, call.Scope, api.Id, api);
            tables.Definitions.Insert(batch, call.Scope, api.Id, definition);
            if (await tables.Store.CommitAsync(batch))
            {
                return api.Shown();
            }
        }
    }

    private static ApiDefinition NewDefinition()
    {
        var root = new Resource { Id = Ids.Lower(10), Path = "/" };
        return new ApiDefinition
        {
            RootResourceId = root.Id,
            Resources = { [root.Id] = root },
            Models = DefaultModels.All.ToDictionary(model => model.Name!, model => model with { Id = Ids.Lower(6) }),
        };
    }
}
