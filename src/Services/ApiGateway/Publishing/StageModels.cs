using System.Globalization;
using Gatehouse.Core;
using Gatehouse.Gateway.Model;
using Gatehouse.Services.ApiGateway.Authorizers;
using Gatehouse.Services.ApiGateway.GatewayResponses;
using Gatehouse.Services.ApiGateway.Integrations;
using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.RestApis;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Services.ApiGateway.State;

namespace Gatehouse.Services.ApiGateway.Publishing;

/// <summary>Says in the gateway's terms what a stage serves: its deployment's frozen copy with the stage's own settings.</summary>
internal static class StageModels
{
    public static StageModel Of(Scope scope, string apiId, Stage stage, DeploymentSnapshot snapshot) => new()
    {
        Scope = scope,
        ApiId = apiId,
        StageName = stage.StageName!,
        DeploymentId = stage.DeploymentId!,
        Variables = stage.Variables ?? [],
        EndpointType = EndpointTypeOf(snapshot.Api),
        ApiKeySource = snapshot.Api.ApiKeySource == "AUTHORIZER" ? ApiKeySource.Authorizer : ApiKeySource.Header,
        BinaryMediaTypes = snapshot.Api.BinaryMediaTypes ?? [],
        MinimumCompressionSize = snapshot.Api.MinimumCompressionSize,
        DisableExecuteApiEndpoint = snapshot.Api.DisableExecuteApiEndpoint ?? false,
        MethodThrottles = (stage.MethodSettings ?? []).ToDictionary(
            pair => pair.Key,
            pair => new Throttle(pair.Value.ThrottlingRateLimit, pair.Value.ThrottlingBurstLimit)),
        GatewayResponses = [.. snapshot.Definition.GatewayResponses.Values.Select(Of)],
        Authorizers = [.. snapshot.Definition.Authorizers.Values.Select(Of)],
        Models = snapshot.Definition.Models.Values.ToDictionary(model => model.Name!, model => model.Schema!, StringComparer.Ordinal),
        Resources =
        [
            .. snapshot.Definition.Resources.Values.Select(resource => new ResourceModel
            {
                Id = resource.Id,
                Path = resource.Path,
                Methods = [.. (resource.ResourceMethods ?? []).Select(pair => Of(snapshot.Definition, pair.Key, pair.Value))],
            }),
        ],
    };

    public static MethodModel Of(ApiDefinition api, string verb, Method method)
    {
        var validator = method.RequestValidatorId is { } id ? api.RequestValidators.GetValueOrDefault(id) : null;
        return new MethodModel
        {
            HttpMethod = verb,
            ApiKeyRequired = method.ApiKeyRequired ?? false,
            AuthorizationType = method.AuthorizationType ?? "NONE",
            AuthorizerId = method.AuthorizationType == "CUSTOM" ? method.AuthorizerId : null,
            OperationName = method.OperationName,
            RequiredParameters = validator?.ValidateRequestParameters == true
                ? [.. (method.RequestParameters ?? []).Where(pair => pair.Value).Select(pair => pair.Key)]
                : [],
            RequestModels = validator?.ValidateRequestBody == true ? method.RequestModels ?? [] : [],
            Integration = method.MethodIntegration is { } integration ? Of(integration) : null,
        };
    }

    private static IntegrationModel Of(Integration integration) => new()
    {
        Type = integration.Type!,
        Uri = integration.Uri,
        HttpMethod = integration.HttpMethod,
        Timeout = TimeSpan.FromMilliseconds(integration.TimeoutInMillis ?? 29000),
        RequestTemplates = integration.RequestTemplates ?? [],
        Responses =
        [
            .. (integration.IntegrationResponses ?? []).Select(pair => new IntegrationResponseModel
            {
                StatusCode = int.Parse(pair.Key, CultureInfo.InvariantCulture),
                SelectionPattern = pair.Value.SelectionPattern,
                ResponseParameters = pair.Value.ResponseParameters ?? [],
                ResponseTemplates = pair.Value.ResponseTemplates ?? [],
            }),
        ],
    };

    private static AuthorizerModel Of(Authorizer authorizer) => new()
    {
        Id = authorizer.Id,
        Name = authorizer.Name,
        Type = authorizer.Type == "TOKEN" ? AuthorizerType.Token : AuthorizerType.Request,
        Uri = authorizer.AuthorizerUri,
        HasCredentials = authorizer.AuthorizerCredentials is not null,
        IdentitySource = authorizer.IdentitySource,
        ValidationExpression = authorizer.IdentityValidationExpression,
        ResultTimeToLive = TimeSpan.FromSeconds(authorizer.AuthorizerResultTtlInSeconds ?? AuthorizerRules.DefaultTtl),
    };

    private static GatewayResponseModel Of(GatewayResponse response) => new()
    {
        ResponseType = response.ResponseType,
        StatusCode = response.StatusCode is { } status ? int.Parse(status, CultureInfo.InvariantCulture) : null,
        ResponseParameters = response.ResponseParameters ?? [],
        ResponseTemplates = response.ResponseTemplates ?? [],
    };

    private static EndpointType EndpointTypeOf(RestApi api) => api.EndpointConfiguration?.Types switch
    {
        ["REGIONAL"] => EndpointType.Regional,
        ["PRIVATE"] => EndpointType.Private,
        _ => EndpointType.Edge,
    };
}
