using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatehouse.Gateway.Usage;
using Gatehouse.Services.ApiGateway.Accounts;
using Gatehouse.Services.ApiGateway.ApiKeys;
using Gatehouse.Services.ApiGateway.Authorizers;
using Gatehouse.Services.ApiGateway.Deployments;
using Gatehouse.Services.ApiGateway.GatewayResponses;
using Gatehouse.Services.ApiGateway.Integrations;
using Gatehouse.Services.ApiGateway.Methods;
using Gatehouse.Services.ApiGateway.Models;
using Gatehouse.Services.ApiGateway.RequestValidators;
using Gatehouse.Services.ApiGateway.Resources;
using Gatehouse.Services.ApiGateway.RestApis;
using Gatehouse.Services.ApiGateway.Stages;
using Gatehouse.Services.ApiGateway.State;
using Gatehouse.Services.ApiGateway.Tags;
using Gatehouse.Services.ApiGateway.Usage;
using Gatehouse.Services.ApiGateway.UsagePlans;
using Gatehouse.Wire.Timestamps;

namespace Gatehouse.Services.ApiGateway;

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CoralString), typeof(CoralDouble), typeof(EpochSeconds)])]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(CreateAuthorizerRequest))]
[JsonSerializable(typeof(CreateDeploymentRequest))]
[JsonSerializable(typeof(CreateModelRequest))]
[JsonSerializable(typeof(CreateRequestValidatorRequest))]
[JsonSerializable(typeof(CreateResourceRequest))]
[JsonSerializable(typeof(CreateRestApiRequest))]
[JsonSerializable(typeof(CreateStageRequest))]
[JsonSerializable(typeof(CreateUsagePlanKeyRequest))]
[JsonSerializable(typeof(CreateUsagePlanRequest))]
[JsonSerializable(typeof(DeleteApiKeyRequest))]
[JsonSerializable(typeof(DeleteAuthorizerRequest))]
[JsonSerializable(typeof(DeleteDeploymentRequest))]
[JsonSerializable(typeof(DeleteGatewayResponseRequest))]
[JsonSerializable(typeof(DeleteIntegrationRequest))]
[JsonSerializable(typeof(DeleteIntegrationResponseRequest))]
[JsonSerializable(typeof(DeleteMethodRequest))]
[JsonSerializable(typeof(DeleteMethodResponseRequest))]
[JsonSerializable(typeof(DeleteModelRequest))]
[JsonSerializable(typeof(DeleteRequestValidatorRequest))]
[JsonSerializable(typeof(DeleteResourceRequest))]
[JsonSerializable(typeof(DeleteRestApiRequest))]
[JsonSerializable(typeof(DeleteStageRequest))]
[JsonSerializable(typeof(DeleteUsagePlanKeyRequest))]
[JsonSerializable(typeof(DeleteUsagePlanRequest))]
[JsonSerializable(typeof(FlushStageAuthorizersCacheRequest))]
[JsonSerializable(typeof(GetAccountRequest))]
[JsonSerializable(typeof(GetApiKeyRequest))]
[JsonSerializable(typeof(GetApiKeysRequest))]
[JsonSerializable(typeof(GetAuthorizerRequest))]
[JsonSerializable(typeof(ApiPartListRequest))]
[JsonSerializable(typeof(GetDeploymentRequest))]
[JsonSerializable(typeof(GetGatewayResponseRequest))]
[JsonSerializable(typeof(GetIntegrationRequest))]
[JsonSerializable(typeof(GetIntegrationResponseRequest))]
[JsonSerializable(typeof(GetMethodRequest))]
[JsonSerializable(typeof(GetMethodResponseRequest))]
[JsonSerializable(typeof(GetModelRequest))]
[JsonSerializable(typeof(GetRequestValidatorRequest))]
[JsonSerializable(typeof(GetResourceRequest))]
[JsonSerializable(typeof(GetResourcesRequest))]
[JsonSerializable(typeof(GetRestApiRequest))]
[JsonSerializable(typeof(GetRestApisRequest))]
[JsonSerializable(typeof(GetStageRequest))]
[JsonSerializable(typeof(GetStagesRequest))]
[JsonSerializable(typeof(GetTagsRequest))]
[JsonSerializable(typeof(GetUsageRequest))]
[JsonSerializable(typeof(GetUsagePlanKeyRequest))]
[JsonSerializable(typeof(GetUsagePlanKeysRequest))]
[JsonSerializable(typeof(GetUsagePlanRequest))]
[JsonSerializable(typeof(GetUsagePlansRequest))]
[JsonSerializable(typeof(PutGatewayResponseRequest))]
[JsonSerializable(typeof(PutIntegrationRequest))]
[JsonSerializable(typeof(PutIntegrationResponseRequest))]
[JsonSerializable(typeof(PutMethodRequest))]
[JsonSerializable(typeof(PutMethodResponseRequest))]
[JsonSerializable(typeof(TagResourceRequest))]
[JsonSerializable(typeof(TestInvokeAuthorizerRequest))]
[JsonSerializable(typeof(TestInvokeMethodRequest))]
[JsonSerializable(typeof(UntagResourceRequest))]
[JsonSerializable(typeof(UpdateAccountRequest))]
[JsonSerializable(typeof(UpdateApiKeyRequest))]
[JsonSerializable(typeof(UpdateAuthorizerRequest))]
[JsonSerializable(typeof(UpdateDeploymentRequest))]
[JsonSerializable(typeof(UpdateGatewayResponseRequest))]
[JsonSerializable(typeof(UpdateIntegrationRequest))]
[JsonSerializable(typeof(UpdateIntegrationResponseRequest))]
[JsonSerializable(typeof(UpdateMethodRequest))]
[JsonSerializable(typeof(UpdateMethodResponseRequest))]
[JsonSerializable(typeof(UpdateModelRequest))]
[JsonSerializable(typeof(UpdateRequestValidatorRequest))]
[JsonSerializable(typeof(UpdateResourceRequest))]
[JsonSerializable(typeof(UpdateRestApiRequest))]
[JsonSerializable(typeof(UpdateStageRequest))]
[JsonSerializable(typeof(UpdateUsageRequest))]
[JsonSerializable(typeof(UpdateUsagePlanRequest))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(ApiKeyList))]
[JsonSerializable(typeof(Authorizer))]
[JsonSerializable(typeof(ApiPartList<Authorizer>))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(ApiPartList<Deployment>))]
[JsonSerializable(typeof(GatewayResponse))]
[JsonSerializable(typeof(ApiPartList<GatewayResponse>))]
[JsonSerializable(typeof(Integration))]
[JsonSerializable(typeof(IntegrationResponse))]
[JsonSerializable(typeof(Method))]
[JsonSerializable(typeof(MethodResponse))]
[JsonSerializable(typeof(Model))]
[JsonSerializable(typeof(ApiPartList<Model>))]
[JsonSerializable(typeof(RequestValidator))]
[JsonSerializable(typeof(ApiPartList<RequestValidator>))]
[JsonSerializable(typeof(Resource))]
[JsonSerializable(typeof(ResourceList))]
[JsonSerializable(typeof(RestApi))]
[JsonSerializable(typeof(RestApiList))]
[JsonSerializable(typeof(Stage))]
[JsonSerializable(typeof(StageList))]
[JsonSerializable(typeof(TagMap))]
[JsonSerializable(typeof(TestInvokeAuthorizerAnswer))]
[JsonSerializable(typeof(TestInvokeMethodAnswer))]
[JsonSerializable(typeof(UsagePlan))]
[JsonSerializable(typeof(UsagePlanKey))]
[JsonSerializable(typeof(UsagePlanKeyList))]
[JsonSerializable(typeof(UsagePlanList))]
[JsonSerializable(typeof(ApiDefinition))]
[JsonSerializable(typeof(DeploymentSnapshot))]
[JsonSerializable(typeof(Listed))]
[JsonSerializable(typeof(StoredKey))]
[JsonSerializable(typeof(KeyReference))]
[JsonSerializable(typeof(Subscription))]
[JsonSerializable(typeof(StageClaim))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(ApiKeyIds))]
internal sealed partial class ApiGatewayWire : JsonSerializerContext
{
    /// <summary>The shapes with text as it is: policies, schemas and templates are read by people too.</summary>
    public static ApiGatewayWire Shapes => Readable.Instance;

    // A class of its own, made on first use: the generated half's statics are there by then.
    private static class Readable
    {
        public static readonly ApiGatewayWire Instance = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
