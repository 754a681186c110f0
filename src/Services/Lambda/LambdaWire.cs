using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatehouse.Services.Lambda.Account;
using Gatehouse.Services.Lambda.Aliases;
using Gatehouse.Services.Lambda.Concurrency;
using Gatehouse.Services.Lambda.EventInvokeConfigs;
using Gatehouse.Services.Lambda.Functions;
using Gatehouse.Services.Lambda.Layers;
using Gatehouse.Services.Lambda.Naming;
using Gatehouse.Services.Lambda.Permissions;
using Gatehouse.Services.Lambda.Provisioned;
using Gatehouse.Services.Lambda.Tags;
using Gatehouse.Services.Lambda.Urls;
using Gatehouse.Services.Lambda.Versions;

namespace Gatehouse.Services.Lambda;

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(AddLayerVersionPermissionRequest))]
[JsonSerializable(typeof(AddLayerVersionPermissionResponse))]
[JsonSerializable(typeof(AddPermissionRequest))]
[JsonSerializable(typeof(AddPermissionResponse))]
[JsonSerializable(typeof(AliasConfiguration))]
[JsonSerializable(typeof(ChangeEventInvokeConfigRequest))]
[JsonSerializable(typeof(ConcurrencySettings))]
[JsonSerializable(typeof(CreateAliasRequest))]
[JsonSerializable(typeof(CreateFunctionRequest))]
[JsonSerializable(typeof(CreateFunctionUrlConfigRequest))]
[JsonSerializable(typeof(CreateFunctionUrlConfigResponse))]
[JsonSerializable(typeof(DeleteAliasRequest))]
[JsonSerializable(typeof(DeleteFunctionConcurrencyRequest))]
[JsonSerializable(typeof(DeleteFunctionUrlConfigRequest))]
[JsonSerializable(typeof(DeleteProvisionedConcurrencyConfigRequest))]
[JsonSerializable(typeof(FunctionConfiguration))]
[JsonSerializable(typeof(FunctionEventInvokeConfig))]
[JsonSerializable(typeof(FunctionPartListRequest))]
[JsonSerializable(typeof(FunctionUrlConfig))]
[JsonSerializable(typeof(GetAccountSettingsRequest))]
[JsonSerializable(typeof(GetAccountSettingsResponse))]
[JsonSerializable(typeof(GetAliasRequest))]
[JsonSerializable(typeof(GetFunctionCodeSigningConfigRequest))]
[JsonSerializable(typeof(GetFunctionCodeSigningConfigResponse))]
[JsonSerializable(typeof(GetFunctionConcurrencyRequest))]
[JsonSerializable(typeof(GetFunctionResponse))]
[JsonSerializable(typeof(GetFunctionUrlConfigRequest))]
[JsonSerializable(typeof(GetLayerVersionByArnRequest))]
[JsonSerializable(typeof(GetLayerVersionPolicyResponse))]
[JsonSerializable(typeof(GetPolicyResponse))]
[JsonSerializable(typeof(GetProvisionedConcurrencyConfigRequest))]
[JsonSerializable(typeof(GetRuntimeManagementConfigResponse))]
[JsonSerializable(typeof(LayerVersionAnswer))]
[JsonSerializable(typeof(LayerVersionRequest))]
[JsonSerializable(typeof(ListAliasesRequest))]
[JsonSerializable(typeof(ListAliasesResponse))]
[JsonSerializable(typeof(ListFunctionEventInvokeConfigsRequest))]
[JsonSerializable(typeof(ListFunctionEventInvokeConfigsResponse))]
[JsonSerializable(typeof(ListFunctionUrlConfigsResponse))]
[JsonSerializable(typeof(ListFunctionsRequest))]
[JsonSerializable(typeof(ListFunctionsResponse))]
[JsonSerializable(typeof(ListLayerVersionsRequest))]
[JsonSerializable(typeof(ListLayerVersionsResponse))]
[JsonSerializable(typeof(ListLayersRequest))]
[JsonSerializable(typeof(ListLayersResponse))]
[JsonSerializable(typeof(ListProvisionedConcurrencyConfigsResponse))]
[JsonSerializable(typeof(ListTagsRequest))]
[JsonSerializable(typeof(ListTagsResponse))]
[JsonSerializable(typeof(ListVersionsByFunctionRequest))]
[JsonSerializable(typeof(ListVersionsByFunctionResponse))]
[JsonSerializable(typeof(ProvisionedConcurrencyConfig))]
[JsonSerializable(typeof(PublishLayerVersionRequest))]
[JsonSerializable(typeof(PublishVersionRequest))]
[JsonSerializable(typeof(PutFunctionConcurrencyRequest))]
[JsonSerializable(typeof(PutProvisionedConcurrencyConfigRequest))]
[JsonSerializable(typeof(QualifiedFunctionRequest))]
[JsonSerializable(typeof(RemoveLayerVersionPermissionRequest))]
[JsonSerializable(typeof(RemovePermissionRequest))]
[JsonSerializable(typeof(TagResourceRequest))]
[JsonSerializable(typeof(UntagResourceRequest))]
[JsonSerializable(typeof(UpdateAliasRequest))]
[JsonSerializable(typeof(UpdateFunctionCodeRequest))]
[JsonSerializable(typeof(UpdateFunctionConfigurationRequest))]
[JsonSerializable(typeof(UpdateFunctionUrlConfigRequest))]
internal sealed partial class LambdaWire : JsonSerializerContext
{
    /// <summary>Writes quotes inside strings as AWS does: a policy is a JSON text within JSON.</summary>
    public static LambdaWire Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
